"""Waiting for a fact, with a limit."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


async def until(fact: Callable[..., Awaitable[Any]], *args: Any, seconds: float = 30) -> Any:
    """Ask until the answer is truthy and return it; fails after `seconds`.

    At first every 20 ms, then less often: a service that is asked all the time is kept from what it is waited for.
    """
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + seconds
    pause = 0.02
    while not (answer := await fact(*args)):
        assert loop.time() < give_up_at, f"{fact.__name__}{args[1:]} did not come true within {seconds} s"
        await asyncio.sleep(pause)
        pause = min(1.1 * pause, 0.1)
    return answer
