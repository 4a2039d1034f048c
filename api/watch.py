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
    task = asyncio.ensure_future(work)
    gone: asyncio.Future[None] | None = None
    try:
        await asyncio.wait([task], timeout=SOON)
        if not task.done():
            gone = asyncio.ensure_future(hung_up(request.receive))
            await asyncio.wait([task, gone], return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientGone
        return task.result()
    finally:
        task.cancel()
        if gone:
            gone.cancel()
