"""Work is for somebody: when the client hangs up, what was done for it is cancelled."""

import asyncio
from collections.abc import Coroutine

from fastapi import Request

EVERY = 0.25  # seconds between two looks


class ClientGone(Exception):
    """Nobody is there to be answered."""


async def while_connected[T](request: Request, work: Coroutine[None, None, T]) -> T:
    """The work's result; the work is cancelled when the client is gone. Read the body first."""
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait([task], timeout=EVERY))[0]:
            if await request.is_disconnected():
                raise ClientGone
        return task.result()
    finally:
        task.cancel()
