"""Waiting for what services do in their own time: nothing announces it to a command, so it asks again and again."""

import asyncio
from collections.abc import Awaitable, Callable

ASK_AGAIN_S = 0.1


async def comes_true(fact: Callable[[], Awaitable[bool]], *, within_s: float) -> bool:
    """As soon as it is so, or False when the time is up."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + within_s
    while not await fact():
        if loop.time() > give_up_at:
            return False
        await asyncio.sleep(ASK_AGAIN_S)  # other processes can only be asked
    return True
