"""`backshop bench`: how many orders the running shop settles, how fast, and how near that is to the floor."""

import argparse
import asyncio
from collections.abc import Iterator

from benchmark.orders import Loads, Result, measure_idle, measure_loads
from benchmark.processes import Cpu
from cli import check
from cli.results import add_json_argument, write_json
from deploy.columns import aligned
from deploy.local.settings import LocalSettings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-n", "--orders", type=int, default=3000, help="orders of each of the two full loads (3000)")
    parser.add_argument("--rates", default="50,200", help="steady loads from the topic, orders a second (50,200)")
    parser.add_argument("--seconds", type=int, default=20, help="length of each steady load (20)")
    parser.add_argument("--no-http", action="store_true", help="leave out the loads over HTTP")
    parser.add_argument("--no-floor", action="store_true", help="leave out the floor")
    parser.add_argument("--idle", type=float, metavar="SECONDS", help="no loads: the CPU time of a shop at rest")
    add_json_argument(parser)


def run(args: argparse.Namespace) -> int:
    settings = LocalSettings()
    if args.idle:
        result = asyncio.run(measure_idle(settings, args.idle))
    else:
        result = asyncio.run(measure_loads(settings, _loads(args)))
    violations = asyncio.run(check.find_violations(settings))
    check.print_report(violations)
    print("\n".join(_lines(result)))
    broken = sum(map(len, violations.values()))
    write_json(args.json, result.model_dump(mode="json") | {"violations": broken})
    return 1 if broken else 0


def _loads(args: argparse.Namespace) -> Loads:
    return Loads(
        orders=args.orders,
        rates=[int(rate) for rate in args.rates.split(",") if rate],
        seconds=args.seconds,
        over_http=not args.no_http,
        floor=not args.no_floor,
    )


def _lines(result: Result) -> Iterator[str]:
    if result.phases:
        yield f"{'load':<22}{'orders':>8}{'accepted/s':>12}{'settled/s':>11}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}"
    for phase in result.phases:
        yield (
            f"{phase.name:<22}{phase.orders:>8}{phase.accepted_per_s:>12}{phase.settled_per_s:>11}"
            f"{phase.p50_ms:>9}{phase.p95_ms:>9}{phase.p99_ms:>9}"
        )
    if result.floor:
        yield (
            f"floor: {result.floor.orders_per_s}/s ({result.floor.rows_per_order} row changes and"
            f" {result.floor.bytes_per_order} bytes of events an order, no logic); ratio {result.ratio_to_floor}"
        )
    taken = {phase.name: phase.cpu for phase in result.phases}
    if result.idle:
        taken[f"idle {result.idle.seconds:g} s"] = result.idle.cpu
    yield from _cpu(taken)
    if result.idle:
        yield f"the services together: {result.idle.services_cpu_s} s, {result.idle.cores:.1%} of a core"
    sizes = ", ".join(f"{name} {size}" for name, size in sorted(result.memory_mb.items()))
    yield f"memory, largest: {sizes}; together {result.memory_together_mb} MB"


def _cpu(taken: dict[str, Cpu]) -> Iterator[str]:
    """A column for each load: seconds of each process, then the share of each service, Kafka, PostgreSQL, the load."""
    columns = list(taken.values())
    seconds = [[name, *(f"{cpu.seconds[name]:.1f}" for cpu in columns)] for name in columns[0].seconds]
    together = ["together", *(f"{cpu.together_s:.1f}" for cpu in columns)]
    shares = [[part, *(f"{cpu.share[part]:.0%}" for cpu in columns)] for part in columns[0].share]
    yield from aligned([["CPU seconds", *taken], *seconds, together, ["share of it", *("" for _ in taken)], *shares])
