"""Work is for somebody: when the client hangs up, what was done for it is cancelled."""

import asyncio
from collections.abc import Coroutine

from fastapi import Request
from starlette.types import Receive

SOON = 0.05  # seconds in which most work is done; only after that is the client watched


class ClientGone(Exception):
    """Nobody is there to be answered."""


async def hung_up(receive: Receive) -> None:
    """Return when the client is gone. Read the body first."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def while_connected[T](request: Request, work: Coroutine[None, None, T]) -> T:
    """The work's result; the work is cancelled when the client is gone. Read the body first."""
    mine = asyncio.current_task()
    watcher: asyncio.Task[None] | None = None
    is_gone = False

    async def watch() -> None:
        nonlocal is_gone
        await hung_up(request.receive)
        is_gone = True
        if mine:
            mine.cancel()

    def begin() -> None:
        nonlocal watcher
        watcher = asyncio.ensure_future(watch())

    timer = asyncio.get_running_loop().call_later(SOON, begin)
    try:
        return await work
    except asyncio.CancelledError:
        if is_gone and mine and not mine.uncancel():
            raise ClientGone from None
        raise
    finally:
        timer.cancel()
        if watcher:
            watcher.cancel()
