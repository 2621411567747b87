"""`backshop bench-pages`: how fast the back office's pages are with many orders in the list, and what they weigh."""

import argparse
import asyncio
import contextlib
from itertools import cycle, repeat

import httpx
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from benchmark import load, pages
from benchmark.http import HttpClient
from benchmark.measure import when_all
from benchmark.pages import PageTimes, PageWeight
from cli.results import add_json_argument, write_json
from deploy.databases import service_databases
from deploy.local import keys
from deploy.local.owner import first_password
from deploy.local.settings import BACKOFFICE, LocalSettings
from deploy.local.state import State
from deploy.problem import Problem
from shared.schemas.orders import PlaceOrder

AT_ONCE = 5000
"""Orders are placed so many at a time, so that no topic runs far ahead."""

HELD = 50


class Result(BaseModel):
    orders: int
    pages: list[PageTimes]
    of_orders_service: list[PageTimes]
    weights: list[PageWeight]
    streams: int
    memory_mb: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-n", "--orders", type=int, default=100_000, help="orders in the list, placed first (100,000)")
    parser.add_argument("--rate", type=float, default=20, help="pages a second (20)")
    parser.add_argument("--seconds", type=float, default=30, help="length of each load (30)")
    parser.add_argument("--streams", type=int, default=200, help="browsers with a stream open (200)")
    add_json_argument(parser)


def run(args: argparse.Namespace) -> int:
    result = asyncio.run(_bench(args))
    _print(result)
    write_json(args.json, result.model_dump(mode="json"))
    return 0


async def _bench(args: argparse.Namespace) -> Result:
    settings = LocalSettings()
    record = State(settings.state).read()
    password = await first_password(settings)
    if record is None or password is None:
        raise Problem("no shop is up whose owner still has the first password; `backshop up` starts one")
    order_ids = await _fill(settings, args.orders)
    office = httpx.AsyncClient(base_url=settings.url(BACKOFFICE), timeout=30, limits=httpx.Limits())
    bearer = {"Authorization": f"Bearer {keys.mint_token(settings.state, subject='bench')}"}
    orders = httpx.AsyncClient(base_url=settings.url("orders"), headers=bearer, timeout=30)
    async with office, orders:
        await pages.sign_in(office, password)
        paths = {
            "list": repeat("/orders"),
            "list, to ship": repeat("/orders?status=processing_awaiting_shipment"),
            "list, search": repeat("/orders?q=bernard+9"),
            "order": cycle(f"/orders/{order_id}" for order_id in order_ids),
        }
        times = await pages.ask_steadily(office, paths, rate=args.rate, seconds=args.seconds)
        of_service = await pages.ask_steadily(orders, paths, rate=args.rate, seconds=args.seconds)
        times.append(await pages.hear_of_changes(office, orders, order_ids[:HELD]))
        weights = [
            await pages.weigh(office, name, path)
            for name, path in (("home", "/"), ("list", "/orders"), ("order", f"/orders/{order_ids[0]}"))
        ]
        pid = next(process.pid for process in record.processes if process.name.startswith(BACKOFFICE))
        memory = await pages.memory_with_streams(office, pid, args.streams)
    return Result(
        orders=args.orders,
        pages=times,
        of_orders_service=of_service,
        weights=weights,
        streams=args.streams,
        memory_mb=memory,
    )


async def _fill(settings: LocalSettings, wanted: int) -> list[str]:
    """Place what is missing, for customers without an address so that no mails go out; some that are unpaid."""
    token = keys.mint_token(settings.state, subject="bench")
    orders = HttpClient(settings.host, settings.port("orders"), token)
    fulfilment = HttpClient(settings.host, settings.port("fulfilment"), token)
    run = f"pages-{uuid7()}"
    async with service_databases(settings) as databases:
        there = await databases["orders"].fetchval("SELECT count(*) FROM orders")
        with contextlib.closing(orders), contextlib.closing(fulfilment):
            if there < wanted:
                await load.stock_catalogue(orders, fulfilment, run=run, orders_to_come=wanted - there)
        for start in range(there, wanted, AT_ONCE):
            commands = [_order(run, number) for number in range(start, min(start + AT_ONCE, wanted))]
            await load.through_topic(settings.bootstrap_servers, commands, rate=None)
            last = [command.order_id for command in commands]
            await when_all(databases["billing"], _ARRIVED, last)
            print(f"{start + len(commands)} orders", flush=True)
        await databases["orders"].execute("ANALYZE")
        rows = await databases["orders"].fetch(_UNPAID)
    return [str(row[0]) for row in rows]


_UNPAID = "SELECT order_id FROM orders WHERE status = 'processing_awaiting_payment' ORDER BY placed_at DESC LIMIT 1000"
_ARRIVED = "SELECT order_id, now() FROM orders WHERE order_id = ANY($1::uuid[])"


def _order(run: str, number: int) -> PlaceOrder:
    order = load.order(run, number)
    return order.model_copy(update={"customer": order.customer.model_copy(update={"email": None})})


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
