"""`backshop check`: prove the invariants on the databases of the shop, as they are now."""

import argparse
import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from cli.invariants import INVARIANTS, OF_EVERY_SERVICE
from cli.results import add_json_argument, write_json
from deploy.databases import service_databases
from deploy.local.settings import LocalSettings
from services.billing.document import chained

SHOWN = 10
Databases = Mapping[str, asyncpg.Connection]
Violations = dict[str, list[str]]


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
            violations = await _violations(databases)
            if not any(violations.values()) or time.monotonic() > give_up_at:
                return violations
            await asyncio.sleep(1)  # what is under way goes on in other processes


def print_report(violations: Violations) -> None:
    for rule, found in violations.items():
        print(f"{'ok  ' if not found else 'FAIL'}  {rule}")
        for violation in found[:SHOWN]:
            print(f"        {violation}")
        if len(found) > SHOWN:
            print(f"        and {len(found) - SHOWN} more")


async def _violations(databases: Databases) -> Violations:
    found: Violations = {}
    for invariant in INVARIANTS:
        rows = await databases[invariant.service].fetch(invariant.sql)
        found[invariant.rule] = [row[0] for row in rows]
    for rule, sql in OF_EVERY_SERVICE:
        found[rule] = [
            f"{service}: {row[0]}" for service, database in databases.items() for row in await database.fetch(sql)
        ]
    found["every order and cancellation has reached every service"] = await _unknown_orders(databases)
    found["a held order gets no invoice and no slip"] = await _made_for_held_orders(databases)
    found["per line, no more is invoiced or on slips than was ordered"] = await _more_than_ordered(databases)
    found["issued documents are as they were issued"] = await _changed_documents(databases["billing"])
    return found


async def _unknown_orders(databases: Databases) -> list[str]:
    orders = await databases["orders"].fetch("SELECT order_id, state = 'cancelled' FROM orders")
    placed = {row[0] for row in orders}
    cancelled = {row[0] for row in orders if row[1]}
    violations = []
    for service, sql in _KNOWN.items():
        known = {row[0] for row in await databases[service].fetch(sql)}
        violations += [f"{service} does not know order {order_id}" for order_id in placed - known]
        violations += [f"{service} knows order {order_id}, which does not exist" for order_id in known - placed]
    for service, sql in _KNOWN_CANCELLED.items():
        known = {row[0] for row in await databases[service].fetch(sql)}
        violations += [f"{service}: cancellation of order {order_id}" for order_id in cancelled ^ known]
    return violations


_KNOWN = {
    "billing": "SELECT order_id FROM orders",
    "fulfilment": "SELECT order_id FROM orders",
    "returns": "SELECT order_id FROM orders",
    "notifier": "SELECT order_id FROM messages WHERE kind = 'order_confirmation'",
}

_KNOWN_CANCELLED = {
    "billing": "SELECT order_id FROM orders WHERE state = 'cancelled'",
    "fulfilment": "SELECT order_id FROM orders WHERE state = 'cancelled'",
}


async def _made_for_held_orders(databases: Databases) -> list[str]:
    """Documents and slips made after the hold that is still in force had become effective."""
    held = await databases["orders"].fetch(
        "SELECT order_id, max(at) FROM orders JOIN history USING (order_id)"
        " WHERE hold = 'effective' AND state <> 'cancelled' AND action = 'hold_effective' GROUP BY order_id"
    )
    since = {row[0]: row[1] for row in held}
    invoices = await databases["billing"].fetch(
        "SELECT order_id, issued_at, number FROM documents WHERE kind = 'invoice' AND order_id = ANY($1)", list(since)
    )
    slips = await databases["fulfilment"].fetch(
        "SELECT order_id, created_at, 'slip ' || slip_no FROM shipments WHERE order_id = ANY($1)", list(since)
    )
    return [f"{made[2]} of order {made[0]}" for made in (*invoices, *slips) if made[1] > since[made[0]]]


async def _more_than_ordered(databases: Databases) -> list[str]:
    ordered = await _lines(
        databases["orders"], f"{_LINES} FROM order_contents, jsonb_array_elements(content -> 'lines') AS line"
    )
    invoiced = await _lines(
        databases["billing"],
        f"{_LINES} FROM documents, jsonb_array_elements(document -> 'lines') AS line WHERE kind = 'invoice'",
    )
    on_slips = await _lines(
        databases["fulfilment"],
        f"{_LINES} FROM shipments, jsonb_array_elements(lines) AS line WHERE state <> 'void'",
    )
    return [
        f"line {place.line_no} of order {place.order_id}: {quantity} {what}, {ordered.get(place, 0)} ordered"
        for what, quantities in (("invoiced", invoiced), ("on slips", on_slips))
        for place, quantity in quantities.items()
        if quantity > ordered.get(place, 0)
    ]


_LINES = "SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int"


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


async def _changed_documents(billing: asyncpg.Connection) -> list[str]:
    """Each document's hash covers its content and the hash before it in its series (CGI 289-V)."""
    violations = []
    previous: dict[Sequence[object], bytes] = {}
    async with billing.transaction():
        sql = (
            "SELECT legal_entity, series, year, number, document, hash FROM documents"
            " ORDER BY legal_entity, series, year, position"
        )
        async for row in billing.cursor(sql, prefetch=1000):
            series = (row["legal_entity"], row["series"], row["year"])
            content = json.dumps(
                json.loads(row["document"]), sort_keys=True, separators=(",", ":"), ensure_ascii=False
            ).encode()
            if chained(previous.get(series, b""), content) != row["hash"]:
                violations.append(f"{row['number']} does not match its hash")
            previous[series] = row["hash"]
    return violations
