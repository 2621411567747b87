"""Keeps the processes of a stack running: starts them, starts the crashed again, stops all in good order."""

import asyncio
import time
from collections.abc import Callable, Sequence

from deploy.local.process import Process
from deploy.local.state import State

LONGEST_WAIT_S = 30
STEADY_AFTER_S = 60


class Supervisor:
    def __init__(self, state: State, say: Callable[[str], None]) -> None:
        self._state = state
        self.say = say
        self._groups: list[list[Process]] = []
        self._ready = False

    @property
    def processes(self) -> list[Process]:
        return [process for group in self._groups for process in group]

    async def start(self, processes: Sequence[Process]) -> None:
        """All at once; returns when each is ready, raises a Problem when one ends or takes too long."""
        self._groups.append(list(processes))
        for process in processes:
            process.start()
        self._write()
        waiting = [asyncio.create_task(process.wait_until_ready()) for process in processes]
        try:
            await asyncio.gather(*waiting)
        finally:
            for task in waiting:
                task.cancel()

    async def watch(self) -> None:
        """For ever."""
        await asyncio.gather(*(self._watch(process) for process in self.processes))

    def is_ready(self) -> None:
        """It can be used: what waits for that is told."""
        self._ready = True
        self._write()

    async def stop(self) -> None:
        """What was started last stops first: the services, then Kafka and PostgreSQL."""
        for group in reversed(self._groups):
            await asyncio.gather(*(process.stop() for process in group))
        self._state.forget()

    async def _watch(self, process: Process) -> None:
        wait_s = 1.0
        while True:
            started_at = time.monotonic()
            code = await process.ended()
            if time.monotonic() - started_at > STEADY_AFTER_S:
                wait_s = 1.0
            self.say(
                f"{process.name} ended with exit code {code}; "
                f"starting it again in {wait_s:.0f} s (its log: {process.log})"
            )
            await asyncio.sleep(wait_s)  # what crashes at once would else take a core
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
            process.start()
            self._write()

    def _write(self) -> None:
        self._state.write(self.processes, ready=self._ready)
