"""Says how far an import is: on a terminal in one line that changes, elsewhere in plain lines."""

import asyncio
import sys
import time
from collections.abc import Coroutine, Iterable
from typing import Any, TextIO, TypeVar

PLAIN_LINE_EVERY_S = 5.0
T = TypeVar("T")


class Progress:
    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._said_at = time.monotonic()

    async def together(self, what: str, work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
        """Run all of them and count those that are done; where one raises, the others end."""
        tasks = [asyncio.ensure_future(one) for one in work]
        try:
            for done, task in enumerate(asyncio.as_completed(tasks), start=1):
                await task
                self._show(what, done, of=len(tasks))
            return [task.result() for task in tasks]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _show(self, what: str, done: int, *, of: int) -> None:
        is_last = done == of
        if self._stream.isatty():
            print(f"\r{what}: {done} of {of}", end="\n" if is_last else "", file=self._stream, flush=True)
        elif is_last or time.monotonic() - self._said_at > PLAIN_LINE_EVERY_S:
            self._said_at = time.monotonic()
            print(f"{what}: {done} of {of}", file=self._stream, flush=True)
