"""What the services know of the same orders must agree: rules that `backshop check` proves across their databases."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from cli.agreement_of_returns import back_from_parcels, decisions_carried_out, exchanges_settled, withdrawals_as_heard
from deploy.databases import Databases
from services.billing import invariants as billing
from services.fulfilment import invariants as fulfilment
from services.notifier import invariants as notifier
from services.orders import invariants as orders
from services.returns import invariants as returns

Violations = dict[str, list[str]]
"""What is wrong, by the rule that is broken."""

KNOWN_ORDERS = {
    "billing": billing.KNOWN_ORDERS,
    "fulfilment": fulfilment.KNOWN_ORDERS,
    "returns": returns.KNOWN_ORDERS,
    "notifier": notifier.KNOWN_ORDERS,
}
CANCELLED_ORDERS = {"billing": billing.CANCELLED_ORDERS, "fulfilment": fulfilment.CANCELLED_ORDERS}
MADE = {"billing": billing.MADE, "fulfilment": fulfilment.MADE, "returns": returns.MADE}
NUMBERED = {
    "orders": orders.NUMBERED,
    "billing": billing.NUMBERED,
    "fulfilment": fulfilment.NUMBERED,
    "notifier": notifier.NUMBERED,
}


async def disagreements(databases: Databases) -> Violations:
    """What breaks each rule, by the rule."""
    return {rule: await _told(violations(databases)) for rule, violations in RULES.items()}


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


async def _money(databases: Databases) -> list[str]:
    """Orders show of their money what billing has of it."""
    billed = {row[0]: row[1:] for row in await databases["billing"].fetch(billing.MONEY)}
    shown = await databases["orders"].fetch(orders.MONEY)
    return [
        f"order {number} shows {here} {what}, billing has {there}"
        for order_id, number, *sums in shown
        for what, here, there in zip(
            ("paid", "written off", "credited", "of balance"), sums, billed.get(order_id, sums), strict=True
        )
        if here != there
    ]


async def _as_placed(databases: Databases) -> list[str]:
    """Billing has of each order the sum with which it was placed, and waits to be told to invoice it where it says so.

    When an order is invoiced matters until it is.
    """
    billed = {row[0]: row[1:] for row in await databases["billing"].fetch(billing.PLACED)}
    return [
        f"order {number}: {what} is {here}, billing has {there}"
        for order_id, number, *facts in await databases["orders"].fetch(orders.PLACED)
        for what, here, there in zip(
            ("the total", "the currency", "an invoice by hand that is awaited"),
            facts,
            billed.get(order_id, facts),
            strict=True,
        )
        if here != there
    ]


async def _pending(databases: Databases) -> list[str]:
    """A payment is on its way where orders has heard of one, and as it was told of."""
    expected = {row[0]: row[1:] for row in await databases["billing"].fetch(billing.PENDING)}
    heard = {row[0]: row[1:] for row in await databases["orders"].fetch(orders.PENDING)}
    return [
        f"order {order_id}: {_payment(heard.get(order_id))} is pending, billing has {_payment(expected.get(order_id))}"
        for order_id in sorted(expected.keys() | heard.keys())
        if expected.get(order_id) != heard.get(order_id)
    ]


def _payment(facts: tuple[object, ...] | None) -> str:
    return " ".join(str(fact) for fact in facts if fact is not None) if facts else "no payment"


async def _parcels(databases: Databases) -> list[str]:
    """Orders show as shipped what fulfilment has shipped."""
    left = {row[0]: row[1:] for row in await databases["fulfilment"].fetch(fulfilment.PARCELS)}
    shown = await databases["orders"].fetch(orders.PARCELS)
    return [
        f"order {number} shows {shipped} as shipped, {parcels} of its parcels have left and {open_} are here"
        for order_id, number, shipped in shown
        for parcels, open_ in [left.get(order_id, (0, 0))]
        if (shipped != "nothing") != (parcels > 0) or (shipped == "fully" and open_ > 0)
    ]


async def _announced(databases: Databases) -> list[str]:
    """Each document, slip and return that an order's history names is there as it says, and each there is named."""
    named = {(row[0], row[1]) for row in await databases["orders"].fetch(orders.ANNOUNCED)}
    made: set[tuple[UUID, str]] = set()
    for service, of in MADE.items():
        made |= {(row[0], of.number(row[1])) for row in await databases[service].fetch(of.sql)}
    return [
        *(f"{number} of order {order_id} was announced and is not there" for order_id, number in sorted(named - made)),
        *(f"{number} of order {order_id} is in no history" for order_id, number in sorted(made - named)),
        *await _other_sums(databases),
    ]


async def _other_sums(databases: Databases) -> list[str]:
    gross = {(row[0], row[1]): row[2] for row in await databases["billing"].fetch(billing.GROSS)}
    return [
        f"{number} of order {order_id} was announced over {announced}, it is over {gross[order_id, number]}"
        for order_id, number, announced in await databases["orders"].fetch(orders.ANNOUNCED_GROSS)
        if gross.get((order_id, number), announced) != announced
    ]


async def _numbers(databases: Databases) -> list[str]:
    """Each order bears the number by which others know it, and no two bear the same."""
    bearers: dict[str, set[UUID]] = defaultdict(set)
    numbers: dict[UUID, dict[str, None]] = defaultdict(dict)  # in the order of the services, orders first
    for service, sql in NUMBERED.items():
        for order_id, number in await databases[service].fetch(sql):
            bearers[number].add(order_id)
            numbers[order_id][number] = None
    return [
        *(
            f"{number} is the number of orders {', '.join(map(str, sorted(ids)))}"
            for number, ids in bearers.items()
            if len(ids) > 1
        ),
        *(f"order {order_id} is {' and '.join(its)}" for order_id, its in numbers.items() if len(its) > 1),
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
    for place, quantity in await _off_though_left(databases):
        on_slips[place] -= quantity
    return [
        f"line {place.line_no} of order {place.order_id}: {quantity} {what}, {ordered.get(place, 0)} ordered"
        for what, quantities in (("invoiced", invoiced), ("on slips", on_slips))
        for place, quantity in quantities.items()
        if quantity > ordered.get(place, 0)
    ]


async def _off_though_left(databases: Databases) -> "list[tuple[_Place, int]]":
    """Units that an edit took off though they had left: a return is there for them, or they were credited before."""
    returned = await _lines(databases["returns"], returns.UNORDERED_LINES)
    credited = await _lines(databases["orders"], orders.LEFT_AND_CREDITED)
    return [*returned.items(), *credited.items()]


async def _credited_to_ship(databases: Databases) -> list[str]:
    """Goods on slips that are still to leave, of which the customer has the money back or does not owe it."""
    ordered = await _lines(databases["orders"], orders.ORDERED_LINES)
    credited = await _lines(databases["billing"], billing.CREDITED_AT)
    to_ship = await _lines(databases["fulfilment"], fulfilment.LINES_TO_SHIP)
    in_full = {row[0]: row[1] for row in await databases["orders"].fetch(orders.CREDITED_IN_FULL)}
    return [
        f"line {place.line_no} of order {place.order_id}: {quantity} to ship, {credited.get(place, 0)} credited"
        for place, quantity in to_ship.items()
        if quantity and (place.order_id in in_full or quantity + credited.get(place, 0) > ordered.get(place, 0))
    ]


async def _left_though_credited(databases: Databases) -> list[str]:
    """Units that were shipped after their credit was issued, and no return is there for. Whoever credits what has left
    is right to.
    """
    in_full = {row[0]: row[1] for row in await databases["billing"].fetch(billing.CREDITED_IN_FULL_AT)}
    credits: dict[_Place, list[tuple[datetime, int]]] = defaultdict(list)
    for order_id, line_no, quantity, issued_at in await databases["billing"].fetch(billing.CREDITED_AT):
        credits[_Place(order_id, line_no)].append((issued_at, quantity))
    order_ids = list(in_full.keys() | {place.order_id for place in credits})
    ordered = {_Place(*row[:2]): row[2] for row in await databases["orders"].fetch(orders.LINES_OF_ORDERS, order_ids)}
    parcels: dict[_Place, list[asyncpg.Record]] = defaultdict(list)
    for row in await databases["fulfilment"].fetch(fulfilment.LINES_THAT_LEFT, order_ids):
        parcels[_Place(row[0], row[1])].append(row)

    back = await _lines(databases["returns"], returns.CREDITED_LINES)
    for place, quantity in await _off_though_left(databases):
        back[place] += quantity

    found = []
    for place, lines in parcels.items():
        last_at, left = max(line["shipped_at"] for line in lines), sum(line["quantity"] for line in lines)
        before = sum(quantity for issued_at, quantity in credits[place] if issued_at < last_at)
        too_many = left + before - ordered.get(place, 0)
        if place.order_id in in_full and in_full[place.order_id] < last_at:
            too_many = left
        too_many -= back[place]
        if too_many > 0:
            found.append(
                f"{too_many} of {lines[0]['sku']} of order {place.order_id} left after they were credited,"
                " and no return is there for them"
            )
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


RULES: dict[str, Callable[[Databases], Awaitable[list[str]]]] = {
    "every order and cancellation has reached every service": _unknown_orders,
    "each order has a number of its own, the same in every service": _numbers,
    "every document, slip and return is in the history of its order, and every one named there exists": _announced,
    "a held order gets no invoice and no slip": _made_for_held_orders,
    "per line, no more is invoiced or on slips than was ordered": _more_than_ordered,
    "what was credited before it left does not leave": _credited_to_ship,
    "goods that left after they were credited have a return": _left_though_credited,
    "what is owed to and by each customer is what billing has charged and been paid": _money,
    "billing has each order as it was placed": _as_placed,
    "payments are pending where orders was told of them, and as it was": _pending,
    "orders show as shipped what fulfilment has shipped": _parcels,
    "no returns of one parcel expect more of a line than was in it": back_from_parcels,
    "what a return says is credited, refunded or back in stock is so, once, and nothing else is": decisions_carried_out,
    "an order in exchange is settled as its return says": exchanges_settled,
    "withdrawals are as they were when their receipts were written": withdrawals_as_heard,
}
