"""Work that is waited for only so long, whether or not it can be ended."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

_given_up: set[asyncio.Future[Any]] = set()


class NotInTime(TimeoutError):
    """Nobody waits for it any more; whether it was done is not known."""


async def within(seconds: float, work: Coroutine[Any, Any, Result]) -> Result:
    """Raises NotInTime.

    `asyncio.timeout` waits until what it has cancelled has ended, and that may be for ever: a transaction that is
    rolled back waits for an answer of its database, too.
    """
    task = asyncio.create_task(work)
    try:
        await asyncio.wait({task}, timeout=seconds)
        if not task.done():
            raise NotInTime
        return task.result()
    finally:
        if not task.done():
            give_up(task)


def give_up(task: asyncio.Future[Any]) -> None:
    """Cancel it, and wait no longer."""
    task.cancel()
    _given_up.add(task)
    task.add_done_callback(_forget)


def _forget(task: asyncio.Future[Any]) -> None:
    _given_up.discard(task)
    if not task.cancelled():
        task.exception()  # it was answered already, and is nothing for the log
