"""`backshop bench`: how many orders the running shop settles, how fast, and how near that is to the floor."""

import argparse
import asyncio
import contextlib
from collections.abc import Mapping, Sequence

import asyncpg
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from benchmark import load
from benchmark.floor import Floor, measure_floor
from benchmark.http import HttpClient
from benchmark.measure import Memory, Phase, Settled
from benchmark.work import Work, work_so_far
from cli import check
from cli.results import add_json_argument, write_json
from deploy.databases import service_databases
from deploy.local import keys
from deploy.local.settings import LocalSettings
from deploy.local.state import State
from deploy.problem import Problem
from shared.schemas.orders import PlaceOrder

WARM_UP = 250
FULL_LOAD = "place, topic"


class Result(BaseModel):
    phases: list[Phase]
    floor: Floor | None
    ratio_to_floor: float | None
    memory_mb: dict[str, int]
    memory_together_mb: int
    violations: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-n", "--orders", type=int, default=3000, help="orders of each of the two full loads (3000)")
    parser.add_argument("--rates", default="50,200", help="steady loads from the topic, orders a second (50,200)")
    parser.add_argument("--seconds", type=int, default=20, help="length of each steady load (20)")
    parser.add_argument("--no-http", action="store_true", help="leave out the loads over HTTP")
    parser.add_argument("--no-floor", action="store_true", help="leave out the floor")
    add_json_argument(parser)


def run(args: argparse.Namespace) -> int:
    result = asyncio.run(_bench(args))
    _print(result)
    write_json(args.json, result.model_dump(mode="json"))
    return 1 if result.violations else 0


async def _bench(args: argparse.Namespace) -> Result:
    settings = LocalSettings()
    record = State(settings.state).read()
    if record is None:
        raise Problem("no shop is up; `backshop up` starts it")
    memory = Memory(record.processes)
    sampling = asyncio.create_task(memory.sample())
    try:
        async with service_databases(settings) as databases:
            phases, work = await _loads(args, settings, databases)
    finally:
        sampling.cancel()
    floor = await measure_floor(settings, work, args.orders) if work else None
    violations = await check.find_violations(settings)
    check.print_report(violations)
    return Result(
        phases=phases,
        floor=floor,
        ratio_to_floor=floor and round(_settled_per_s(phases, FULL_LOAD) / floor.orders_per_s, 3),
        memory_mb=memory.peak_mb,
        memory_together_mb=memory.together_mb,
        violations=sum(map(len, violations.values())),
    )


async def _loads(
    args: argparse.Namespace, settings: LocalSettings, databases: Mapping[str, asyncpg.Connection]
) -> tuple[list[Phase], Work | None]:
    """Also what the full load of placements wrote, unless no floor is wanted."""
    settled = Settled(databases["orders"], databases["notifier"])
    run = f"bench-{uuid7()}"
    rates = [int(rate) for rate in args.rates.split(",") if rate]
    token = keys.mint_token(settings.state, subject="bench")
    orders = HttpClient(settings.host, settings.port("orders"), token)
    fulfilment = HttpClient(settings.host, settings.port("fulfilment"), token)
    steady = sum(rates) * args.seconds
    with contextlib.closing(orders), contextlib.closing(fulfilment):
        await load.stock_catalogue(orders, fulfilment, run=run, orders_to_come=2 * args.orders + steady + WARM_UP)
        warm = await load.through_topic(settings.bootstrap_servers, _orders(run, WARM_UP), rate=50)
        await settled.placements(warm, "warm up")
        phases = []
        for rate in rates:
            steadily = _orders(run, rate * args.seconds)
            accepted = await load.through_topic(settings.bootstrap_servers, steadily, rate=rate)
            phases.append(await settled.placements(accepted, f"place {rate}/s, topic"))
        before = None if args.no_floor else await work_so_far(settings, databases)
        commands = _orders(run, args.orders)
        placed = await load.through_topic(settings.bootstrap_servers, commands, rate=None)
        phases.append(await settled.placements(placed, FULL_LOAD))
        work = (await work_so_far(settings, databases)).since(before) if before else None
        off = [load.cancellation(command.order_id) for command in commands]
        cancelled = await load.through_topic(settings.bootstrap_servers, off, rate=None)
        phases.append(await settled.cancellations(cancelled, "cancel, topic"))
        if not args.no_http:
            phases += await _http(orders, settled, _orders(run, args.orders))
    return phases, work


async def _http(orders: HttpClient, settled: Settled, commands: Sequence[PlaceOrder]) -> list[Phase]:
    placed = await load.over_http(orders, commands)
    placements = await settled.placements(placed, "place, HTTP")
    cancelled = await load.over_http(orders, [load.cancellation(command.order_id) for command in commands])
    return [placements, await settled.cancellations(cancelled, "cancel, HTTP")]


def _settled_per_s(phases: Sequence[Phase], name: str) -> float:
    return next(phase.settled_per_s for phase in phases if phase.name == name)


def _orders(run: str, count: int) -> list[PlaceOrder]:
    return [load.order(run, number) for number in range(count)]


def _print(result: Result) -> None:
    print(f"{'load':<22}{'orders':>8}{'accepted/s':>12}{'settled/s':>11}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}")
    for phase in result.phases:
        print(
            f"{phase.name:<22}{phase.orders:>8}{phase.accepted_per_s:>12}{phase.settled_per_s:>11}"
            f"{phase.p50_ms:>9}{phase.p95_ms:>9}{phase.p99_ms:>9}"
        )
    if result.floor:
        print(
            f"floor: {result.floor.orders_per_s}/s ({result.floor.rows_per_order} row changes and"
            f" {result.floor.bytes_per_order} bytes of events an order, no logic); ratio {result.ratio_to_floor}"
        )
    sizes = ", ".join(f"{name} {size}" for name, size in sorted(result.memory_mb.items()))
    print(f"memory, largest: {sizes}; together {result.memory_together_mb} MB")
