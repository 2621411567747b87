"""How many orders the running shop settles, how fast, and what that takes; or what it takes with nothing to do."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple

import asyncpg
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from benchmark import load
from benchmark.floor import Floor, measure_floor
from benchmark.http import HttpClient
from benchmark.load import Accepted
from benchmark.processes import Cpu, Processes
from benchmark.settled import Settled, Times
from benchmark.work import Work, work_so_far
from deploy.databases import service_databases
from deploy.local import keys
from deploy.local.settings import LocalSettings
from deploy.local.state import State
from deploy.problem import Problem
from shared.schemas.orders import CancelOrder, PlaceOrder

WARM_UP = 250
FULL_LOAD = "place, topic"


class Loads(NamedTuple):
    """`orders` of each full load; steady loads of `rates` orders a second, each for `seconds`."""

    orders: int
    rates: Sequence[int]
    seconds: int
    over_http: bool
    floor: bool


class Phase(Times):
    """One load and how it went; CPU time until all of its orders had settled."""

    name: str
    cpu: Cpu


class Idle(BaseModel):
    """`services_cpu_s` is that of the services and the back office together; `cores` how many cores that keeps busy."""

    seconds: float
    cpu: Cpu
    services_cpu_s: float
    cores: float


class Result(BaseModel):
    phases: list[Phase] = []
    floor: Floor | None = None
    ratio_to_floor: float | None = None
    idle: Idle | None = None
    memory_mb: dict[str, int]
    memory_together_mb: int


async def measure_loads(settings: LocalSettings, loads: Loads) -> Result:
    async with _processes(settings) as processes, service_databases(settings) as databases:
        run = _Run(settings, databases, processes)
        work = await run.all_of(loads)
    floor = await measure_floor(settings, work, loads.orders) if work else None
    full = next(phase for phase in run.phases if phase.name == FULL_LOAD)
    return Result(
        phases=run.phases,
        floor=floor,
        ratio_to_floor=floor and round(full.settled_per_s / floor.orders_per_s, 3),
        memory_mb=processes.peak_mb,
        memory_together_mb=processes.together_mb,
    )


async def measure_idle(settings: LocalSettings, seconds: float) -> Result:
    """What the shop takes while nobody asks it for anything."""
    async with _processes(settings) as processes:
        before = processes.cpu_s()
        await asyncio.sleep(seconds)  # the time itself is what is measured
        cpu = processes.cpu_since(before)
    services = processes.of_services(cpu)
    idle = Idle(seconds=seconds, cpu=cpu, services_cpu_s=services, cores=round(services / seconds, 3))
    return Result(idle=idle, memory_mb=processes.peak_mb, memory_together_mb=processes.together_mb)


@contextlib.asynccontextmanager
async def _processes(settings: LocalSettings) -> AsyncIterator[Processes]:
    """Of the shop that is up; their memory is sampled meanwhile."""
    record = State(settings.state).read()
    if record is None:
        raise Problem("no shop is up; `backshop up` starts it")
    processes = Processes(record.processes)
    sampling = asyncio.create_task(processes.sample_memory())
    try:
        yield processes
    finally:
        sampling.cancel()


class _Run:
    """The loads one after the other; each begins when the orders of the one before it have settled."""

    def __init__(
        self, settings: LocalSettings, databases: Mapping[str, asyncpg.Connection], processes: Processes
    ) -> None:
        self.phases: list[Phase] = []
        self._settings = settings
        self._kafka = settings.bootstrap_servers
        self._databases = databases
        self._processes = processes
        self._settled = Settled(databases["orders"], databases["notifier"])
        self._id = f"bench-{uuid7()}"

    async def all_of(self, loads: Loads) -> Work | None:
        """Returns what the full load of placements wrote, unless no floor is wanted."""
        token = keys.mint_token(self._settings.state, subject="bench")
        orders, fulfilment = (
            HttpClient(self._settings.host, self._settings.port(name), token) for name in ("orders", "fulfilment")
        )
        to_come = 2 * loads.orders + sum(loads.rates) * loads.seconds + WARM_UP
        with contextlib.closing(orders), contextlib.closing(fulfilment):
            await load.stock_catalogue(orders, fulfilment, run=self._id, orders_to_come=to_come)
            await self._settled.placements(await load.through_topic(self._kafka, self._orders(WARM_UP), rate=50))
            for rate in loads.rates:
                steady = load.through_topic(self._kafka, self._orders(rate * loads.seconds), rate=rate)
                await self._phase(f"place {rate}/s, topic", steady, self._settled.placements)
            work = await self._full_loads(loads)
            if loads.over_http:
                commands = self._orders(loads.orders)
                await self._phase("place, HTTP", load.over_http(orders, commands), self._settled.placements)
                cancelling = load.over_http(orders, _cancellations(commands))
                await self._phase("cancel, HTTP", cancelling, self._settled.cancellations)
        return work

    async def _full_loads(self, loads: Loads) -> Work | None:
        before = await work_so_far(self._settings, self._databases) if loads.floor else None
        commands = self._orders(loads.orders)
        placing = load.through_topic(self._kafka, commands, rate=None)
        await self._phase(FULL_LOAD, placing, self._settled.placements)
        work = (await work_so_far(self._settings, self._databases)).since(before) if before else None
        cancelling = load.through_topic(self._kafka, _cancellations(commands), rate=None)
        await self._phase("cancel, topic", cancelling, self._settled.cancellations)
        return work

    async def _phase(
        self, name: str, accepting: Awaitable[Accepted], settling: Callable[[Accepted], Awaitable[Times]]
    ) -> None:
        before = self._processes.cpu_s()
        times = await settling(await accepting)
        self.phases.append(Phase(name=name, **times.model_dump(), cpu=self._processes.cpu_since(before)))

    def _orders(self, count: int) -> list[PlaceOrder]:
        return [load.order(self._id, number) for number in range(count)]


def _cancellations(commands: Sequence[PlaceOrder]) -> list[CancelOrder]:
    return [load.cancellation(command.order_id) for command in commands]
