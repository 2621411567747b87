"""`backshop check`: prove the services' invariants on their databases as they are now, and that they agree.

It also reads every row there is as its service does, and names those that cannot be read.
"""

import argparse
import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from cli.results import add_json_argument, write_json
from deploy.databases import service_databases
from deploy.local.settings import PROGRAMS, LocalSettings
from services.backoffice import invariants as backoffice
from services.billing import invariants as billing
from services.fulfilment import invariants as fulfilment
from services.notifier import invariants as notifier
from services.orders import invariants as orders
from services.returns import invariants as returns
from shared.invariants import OF_EVERY_SERVICE, READ_BY_EVERY_SERVICE, tables_without_reader, unreadable

SHOWN = 10
Databases = Mapping[str, asyncpg.Connection]
Violations = dict[str, list[str]]

OF_SERVICES = {
    "billing": billing.INVARIANTS,
    "fulfilment": fulfilment.INVARIANTS,
    "orders": orders.INVARIANTS,
}
KNOWN_ORDERS = {
    "billing": billing.KNOWN_ORDERS,
    "fulfilment": fulfilment.KNOWN_ORDERS,
    "returns": returns.KNOWN_ORDERS,
    "notifier": notifier.KNOWN_ORDERS,
}
READ = {
    "orders": orders.READ,
    "billing": billing.READ,
    "fulfilment": fulfilment.READ,
    "returns": returns.READ,
    "notifier": notifier.READ,
    "backoffice": backoffice.READ,
}
CANCELLED_ORDERS = {"billing": billing.CANCELLED_ORDERS, "fulfilment": fulfilment.CANCELLED_ORDERS}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--wait", type=float, default=30, metavar="S", help="how long work under way may take (30)")
    add_json_argument(parser)


def run(args: argparse.Namespace) -> int:
    violations = asyncio.run(find_violations(LocalSettings(), wait_s=args.wait))
    print_report(violations)
    write_json(args.json, violations)
    return 1 if any(violations.values()) else 0


async def find_violations(settings: LocalSettings, *, wait_s: float = 30) -> Violations:
    """What breaks each rule. Asks again until nothing does or the time is up, as work may be under way."""
    give_up_at = time.monotonic() + wait_s
    async with service_databases(settings) as databases:
        while True:
            violations = await broken_rules(databases)
            if not any(violations.values()) or time.monotonic() > give_up_at:
                break
            await asyncio.sleep(1)  # what is under way goes on in other processes
    async with service_databases(settings, PROGRAMS) as databases:
        return violations | {"every row can be read": await find_unreadable(databases)}


async def find_unreadable(databases: Databases) -> list[str]:
    """Every row of every table, as the code of its service reads it."""
    found: list[str] = []
    for program, database in databases.items():
        tables = (*READ[program], *READ_BY_EVERY_SERVICE)
        wrong = [*await unreadable(database, tables), *await tables_without_reader(database, tables)]
        found += [f"{program}: {one}" for one in wrong]
    return found


def print_report(violations: Violations) -> None:
    for rule, found in violations.items():
        print(f"{'ok  ' if not found else 'FAIL'}  {rule}")
        for violation in found[:SHOWN]:
            print(f"        {violation}")
        if len(found) > SHOWN:
            print(f"        and {len(found) - SHOWN} more")


async def broken_rules(databases: Databases) -> Violations:
    found: Violations = {}
    for service, invariants in OF_SERVICES.items():
        for rule, violations in invariants:
            found[rule] = await violations(databases[service])
    for rule, violations in OF_EVERY_SERVICE:
        found[rule] = [f"{service}: {one}" for service, its in databases.items() for one in await violations(its)]
    found["every order and cancellation has reached every service"] = await _told(_unknown_orders(databases))
    found["a held order gets no invoice and no slip"] = await _told(_made_for_held_orders(databases))
    found["per line, no more is invoiced or on slips than was ordered"] = await _told(_more_than_ordered(databases))
    found["what was credited before it left does not leave"] = await _told(_credited_to_ship(databases))
    found["no goods left after they were credited"] = await _told(_left_though_credited(databases))
    found["what is owed to and by each customer is what billing has charged and been paid"] = await _told(
        _balances(databases)
    )
    return found


async def _told(violations: Awaitable[list[str]]) -> list[str]:
    try:
        return await violations
    except asyncpg.DataError as error:  # a row that cannot be read, which is named as one
        return [f"cannot be told: {error}"]


async def _unknown_orders(databases: Databases) -> list[str]:
    rows = await databases["orders"].fetch(orders.ORDERS)
    placed = {row[0] for row in rows}
    cancelled = {row[0] for row in rows if row[1]}
    violations = []
    for service, sql in KNOWN_ORDERS.items():
        known = {row[0] for row in await databases[service].fetch(sql)}
        violations += [f"{service} does not know order {order_id}" for order_id in placed - known]
        violations += [f"{service} knows order {order_id}, which does not exist" for order_id in known - placed]
    for service, sql in CANCELLED_ORDERS.items():
        known = {row[0] for row in await databases[service].fetch(sql)}
        violations += [f"{service}: cancellation of order {order_id}" for order_id in cancelled ^ known]
    return violations


async def _balances(databases: Databases) -> list[str]:
    """Orders show of their money what billing has of it."""
    billed = {row[0]: row[1] for row in await databases["billing"].fetch(billing.BALANCES)}
    shown = await databases["orders"].fetch(orders.BALANCES)
    return [
        f"order {number} shows {balance}, billing has {billed[order_id]}"
        for order_id, number, balance in shown
        if billed.get(order_id, balance) != balance
    ]


async def _made_for_held_orders(databases: Databases) -> list[str]:
    """Documents and slips made after the hold that is still in force had become effective."""
    since = {row[0]: row[1] for row in await databases["orders"].fetch(orders.HELD_ORDERS)}
    invoices = await databases["billing"].fetch(billing.INVOICES, list(since))
    slips = await databases["fulfilment"].fetch(fulfilment.SLIPS, list(since))
    return [f"{made[2]} of order {made[0]}" for made in (*invoices, *slips) if made[1] > since[made[0]]]


async def _more_than_ordered(databases: Databases) -> list[str]:
    ordered = await _lines(databases["orders"], orders.ORDERED_LINES)
    invoiced = await _lines(databases["billing"], billing.INVOICED_LINES)
    on_slips = await _lines(databases["fulfilment"], fulfilment.LINES_ON_SLIPS)
    return [
        f"line {place.line_no} of order {place.order_id}: {quantity} {what}, {ordered.get(place, 0)} ordered"
        for what, quantities in (("invoiced", invoiced), ("on slips", on_slips))
        for place, quantity in quantities.items()
        if quantity > ordered.get(place, 0)
    ]


async def _credited_to_ship(databases: Databases) -> list[str]:
    """Goods on slips that are still to leave, of which the customer has the money back or does not owe it."""
    ordered = await _lines(databases["orders"], orders.ORDERED_LINES)
    credited = await _lines(databases["billing"], billing.CREDITED_LINES)
    to_ship = await _lines(databases["fulfilment"], fulfilment.LINES_TO_SHIP)
    in_full = {row[0]: row[1] for row in await databases["orders"].fetch(orders.CREDITED_IN_FULL)}
    return [
        f"line {place.line_no} of order {place.order_id}: {quantity} to ship, {credited.get(place, 0)} credited"
        for place, quantity in to_ship.items()
        if quantity and (place.order_id in in_full or quantity + credited.get(place, 0) > ordered.get(place, 0))
    ]


async def _left_though_credited(databases: Databases) -> list[str]:
    """Units that were shipped after their credit was issued. Whoever credits what has left is right to."""
    in_full = {row[0]: row[1] for row in await databases["billing"].fetch(billing.CREDITED_IN_FULL_AT)}
    credits: dict[_Place, list[tuple[datetime, int]]] = defaultdict(list)
    for order_id, line_no, quantity, issued_at in await databases["billing"].fetch(billing.CREDITED_AT):
        credits[_Place(order_id, line_no)].append((issued_at, quantity))
    order_ids = list(in_full.keys() | {place.order_id for place in credits})
    ordered = {_Place(*row[:2]): row[2] for row in await databases["orders"].fetch(orders.LINES_OF_ORDERS, order_ids)}
    parcels: dict[_Place, list[asyncpg.Record]] = defaultdict(list)
    for row in await databases["fulfilment"].fetch(fulfilment.LINES_THAT_LEFT, order_ids):
        parcels[_Place(row[0], row[1])].append(row)

    found = []
    for place, lines in parcels.items():
        last_at, left = max(line["shipped_at"] for line in lines), sum(line["quantity"] for line in lines)
        before = sum(quantity for issued_at, quantity in credits[place] if issued_at < last_at)
        too_many = left + before - ordered.get(place, 0)
        if place.order_id in in_full and in_full[place.order_id] < last_at:
            too_many = left
        if too_many > 0:
            found.append(f"{too_many} of {lines[0]['sku']} of order {place.order_id} left after they were credited")
    return found


class _Place(NamedTuple):
    order_id: UUID
    line_no: int


async def _lines(database: asyncpg.Connection, sql: str) -> dict[_Place, int]:
    """Quantities by order and line."""
    quantities: dict[_Place, int] = defaultdict(int)
    async with database.transaction():
        async for row in database.cursor(sql, prefetch=5000):
            quantities[_Place(row[0], row[1])] += row[2]
    return quantities
