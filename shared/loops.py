"""Loops that run for as long as their process: what fails in one is said, and it goes on after a wait."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from shared.waiting import Pause, Waiting, of_this_loop

Body = Callable[[], Awaitable[None]]

FIRST_WAIT_S, LONGEST_WAIT_S, STEADY_S = 0.2, 5, 10
"""Waits between the runs of what has failed, from the first on once it has run steadily."""


def for_ever(
    body: Body, waiting: Waiting, *, steady_s: float | None = None, pause: Pause = asyncio.sleep
) -> asyncio.Task[None]:
    """A task that runs the body again whenever it ends; what it raises is said, and the next run comes later.

    A body that waited for the database goes on when that has done what it was asked; one that failed by something else,
    once it has run for `steady_s`, and without that when it says so itself.
    """
    return asyncio.create_task(_repeat(body, waiting, steady_s, pause), name=waiting.who)


async def _repeat(body: Body, waiting: Waiting, steady_s: float | None, pause: Pause) -> None:
    of_this_loop.set(waiting)
    wait = FIRST_WAIT_S
    loop = asyncio.get_running_loop()
    while True:
        started = time.monotonic()
        steady = loop.call_later(steady_s, waiting.over, started) if steady_s else None
        try:
            await body()
        except Exception as error:
            waiting.failed(error)
        finally:
            if steady:
                steady.cancel()
        await waiting.pause(wait, pause)
        wait = FIRST_WAIT_S if time.monotonic() - started > STEADY_S else min(2 * wait, LONGEST_WAIT_S)


async def cancel(tasks: Sequence[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
