"""How fast the back office's pages are with many orders in the list, what they weigh, and what open browsers cost."""

import contextlib
from itertools import cycle, repeat
from typing import NamedTuple

import httpx
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from benchmark import browsing, load
from benchmark.browsing import PageTimes, PageWeight
from benchmark.http import HttpClient
from benchmark.settled import when_all
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


class Browsers(NamedTuple):
    """`orders` in the list, placed first; `rate` pages a second for `seconds`; `streams` browsers that stay open."""

    orders: int
    rate: float
    seconds: float
    streams: int


class Result(BaseModel):
    orders: int
    pages: list[PageTimes]
    of_orders_service: list[PageTimes]
    weights: list[PageWeight]
    streams: int
    memory_mb: int


async def measure_pages(settings: LocalSettings, browsers: Browsers) -> Result:
    record = State(settings.state).read()
    password = await first_password(settings)
    if record is None or password is None:
        raise Problem("no shop is up whose owner still has the first password; `backshop up` starts one")
    order_ids = await _fill(settings, browsers.orders)
    office = httpx.AsyncClient(base_url=settings.url(BACKOFFICE), timeout=30, limits=httpx.Limits())
    bearer = {"Authorization": f"Bearer {keys.mint_token(settings.state, subject='bench')}"}
    orders = httpx.AsyncClient(base_url=settings.url("orders"), headers=bearer, timeout=30)
    async with office, orders:
        await browsing.sign_in(office, password)
        paths = {
            "list": repeat("/orders"),
            "list, to ship": repeat("/orders?status=processing_awaiting_shipment"),
            "list, search": repeat("/orders?q=bernard+9"),
            "order": cycle(f"/orders/{order_id}" for order_id in order_ids),
        }
        times = await browsing.ask_steadily(office, paths, rate=browsers.rate, seconds=browsers.seconds)
        of_service = await browsing.ask_steadily(orders, paths, rate=browsers.rate, seconds=browsers.seconds)
        times.append(await browsing.wait_for_hints(office, orders, order_ids[:HELD]))
        weights = [
            await browsing.weigh(office, name, path)
            for name, path in (("home", "/"), ("list", "/orders"), ("order", f"/orders/{order_ids[0]}"))
        ]
        pid = next(process.pid for process in record.processes if process.service == BACKOFFICE)
        memory = await browsing.memory_with_streams(office, pid, browsers.streams)
    return Result(
        orders=browsers.orders,
        pages=times,
        of_orders_service=of_service,
        weights=weights,
        streams=browsers.streams,
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
