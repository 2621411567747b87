"""`backshop bench-pages`: how fast the back office's pages are with many orders in the list, and what they weigh."""

import argparse
import asyncio

from benchmark.pages import Browsers, Result, measure_pages
from cli.results import add_json_argument, write_json
from deploy.local.settings import LocalSettings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-n", "--orders", type=int, default=100_000, help="orders in the list, placed first (100,000)")
    parser.add_argument("--rate", type=float, default=20, help="pages a second (20)")
    parser.add_argument("--seconds", type=float, default=30, help="length of each load (30)")
    parser.add_argument("--streams", type=int, default=200, help="browsers with a stream open (200)")
    add_json_argument(parser)


def run(args: argparse.Namespace) -> int:
    browsers = Browsers(orders=args.orders, rate=args.rate, seconds=args.seconds, streams=args.streams)
    result = asyncio.run(measure_pages(LocalSettings(), browsers))
    _print(result)
    write_json(args.json, result.model_dump(mode="json"))
    return 0


def _print(result: Result) -> None:
    print(f"{result.orders} orders in the list")
    print(f"{'page':<30}{'asked':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}")
    for times in result.pages:
        print(f"{times.name:<30}{times.asked:>8}{times.p50_ms:>9}{times.p95_ms:>9}{times.p99_ms:>9}")
    for times in result.of_orders_service:
        name = f"orders' part: {times.name}"
        print(f"{name:<30}{times.asked:>8}{times.p50_ms:>9}{times.p95_ms:>9}{times.p99_ms:>9}")
    for weight in result.weights:
        print(f"{weight.name}: {weight.cold_kb} kB cold, {weight.warm_kb} kB warm")
    print(f"{result.streams} streams open: the back office takes {result.memory_mb} MB")
