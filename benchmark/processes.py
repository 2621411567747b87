"""What the processes of a shop take: memory of each at its largest, and the CPU time of each part of a run."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import psutil
from pydantic import BaseModel

from deploy.local.state import Running

LOAD = "load"
"""This process, which makes the load, beside those of the shop."""

SAMPLED_EVERY_S = 0.5


class Cpu(BaseModel):
    """`seconds` by process, such as billing-2; `share` by service, its replicas together, of what all of them took."""

    seconds: dict[str, float]
    share: dict[str, float]

    @property
    def together_s(self) -> float:
        return round(sum(self.seconds.values()), 2)


class Processes:
    def __init__(self, running: Iterable[Running]) -> None:
        self.peak_mb: dict[str, int] = {}
        self.together_mb = 0
        self._shop = [_Process(one.name, one.service or one.name, psutil.Process(one.pid)) for one in running]
        self._services = [process for process in self._shop if process.part != process.name]

    async def sample_memory(self) -> None:
        """Of the services' processes, until cancelled."""
        while True:
            now = {name: round(process.memory_info().rss / 2**20) for name, _, process in self._services}
            self.peak_mb = {name: max(size, self.peak_mb.get(name, 0)) for name, size in now.items()}
            self.together_mb = max(self.together_mb, sum(now.values()))
            await asyncio.sleep(SAMPLED_EVERY_S)  # memory is sampled: no process tells that it has grown

    def cpu_s(self) -> dict[str, float]:
        """So far, of each process with those it started, and of this one."""
        shop = {name: _cpu_s(process) for name, _, process in self._shop}
        return shop | {LOAD: sum(psutil.Process().cpu_times()[:2])}

    def of_services(self, cpu: Cpu) -> float:
        """Seconds of the services alone, without Kafka, PostgreSQL, the mailbox and the load."""
        return round(sum(cpu.seconds[process.name] for process in self._services), 2)

    def cpu_since(self, before: dict[str, float]) -> Cpu:
        seconds = {name: taken - before[name] for name, taken in self.cpu_s().items()}
        together = sum(seconds.values()) or 1
        parts: dict[str, float] = defaultdict(float)
        part_of = {name: part for name, part, _ in self._shop}
        for name, taken in seconds.items():
            parts[part_of.get(name, name)] += taken / together
        return Cpu(
            seconds={name: round(taken, 2) for name, taken in seconds.items()},
            share={part: round(share, 3) for part, share in parts.items()},
        )


class _Process(NamedTuple):
    name: str
    part: str
    process: psutil.Process


def _cpu_s(process: psutil.Process) -> float:
    """PostgreSQL has a process a session; what one took that has ended is with its parent, which is read last."""
    taken = 0.0
    for each in (*process.children(recursive=True), process):
        with contextlib.suppress(psutil.NoSuchProcess):
            taken += sum(each.cpu_times()[:4])
    return taken
