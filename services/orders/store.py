"""SQL of the orders: placing them and reading them back."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import asyncpg

from services.orders import notes
from services.orders.model import Facts, OrderState
from services.orders.order_facts import COLUMNS, read_facts
from services.orders.placement import Placement
from services.orders.search import words_of_order
from services.orders.views import CancellationView, HoldView, Order, OrderContent, OrderView
from shared.schemas.order_status import Hold
from shared.schemas.orders import Customer, PlaceOrder
from shared.transaction import Queries, Tx


async def find_fingerprints(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """The fingerprints of those orders that exist."""
    rows = await queries.fetch(
        "SELECT order_id, fingerprint FROM order_contents WHERE order_id = ANY($1::uuid[])", list(order_ids)
    )
    return {row[0]: row[1] for row in rows}


async def insert_orders(tx: Tx, placements: Sequence[Placement]) -> dict[UUID, str]:
    """Write new orders, numbered in their sequence; returns their numbers."""
    commands = [placement.command for placement in placements]
    facts = [placement.facts for placement in placements]
    rows = await tx.fetch(
        _INSERT,
        [command.order_id for command in commands],
        [command.reference for command in commands],
        [command.customer.name for command in commands],
        [command.customer.email for command in commands],
        [command.customer.phone for command in commands],
        [command.currency for command in commands],
        [fact.gross for fact in facts],
        [fact.ships for fact in facts],
        [fact.pickup for fact in facts],
        [placement.placed_at for placement in placements],
        [placement.created_at for placement in placements],
        [fact.hold for fact in facts],
        [command.hold_reason for command in commands],
        [command.by for command in commands],
        [fact.derived.status for fact in facts],
        [fact.derived.payment_status for fact in facts],
        [fact.derived.shipment_status for fact in facts],
        [placement.fingerprint for placement in placements],
        ["\n".join({line.sku for line in command.lines}) for command in commands],
        ["\n".join(_words(command)) for command in commands],
        [command.customer.model_dump_json() for command in commands],
        [placement.content_json for placement in placements],
    )
    return {row[0]: row[1] for row in rows}


async def find_orders(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, Order]:
    rows = await queries.fetch(_SELECT, list(order_ids))
    facts = [read_facts(row) for row in rows]
    return {fact.order_id: Order(fact, _view(row, fact)) for row, fact in zip(rows, facts, strict=True)}


async def find_order(queries: Queries, order_id: UUID) -> Order | None:
    return (await find_orders(queries, [order_id])).get(order_id)


def _words(command: PlaceOrder) -> set[str]:
    customer = command.customer
    return words_of_order(
        reference=command.reference,
        name=customer.name,
        email=customer.email,
        phone=customer.phone,
        skus={line.sku for line in command.lines},
    )


def _view(row: asyncpg.Record, facts: Facts) -> OrderView:
    return OrderView.model_construct(
        **dict(OrderContent.model_validate_json(row["content"])),
        order_id=facts.order_id,
        number=facts.number,
        version=facts.version,
        reference=row["reference"],
        placed_at=row["placed_at"],
        created_at=row["created_at"],
        customer=Customer.model_validate_json(row["customer"]),
        status=facts.derived.status,
        payment_status=facts.derived.payment_status,
        shipment_status=facts.derived.shipment_status,
        paid=facts.paid,
        credited=facts.credited,
        hold=None if facts.hold is Hold.NONE else _hold_view(row, facts.hold),
        cancellation=_cancellation_view(row) if facts.state is OrderState.CANCELLED else None,
        note=notes.read_note(row),
    )


def _hold_view(row: asyncpg.Record, hold: Hold) -> HoldView:
    return HoldView.model_construct(state=hold, reason=row["hold_reason"], since=row["held_at"], by=row["held_by"])


def _cancellation_view(row: asyncpg.Record) -> CancellationView:
    return CancellationView.model_construct(
        reason=row["cancel_reason"],
        requested_at=row["cancelled_at"],
        by=row["cancelled_by"],
        notify_customer=row["notify_customer"],
        slips_voided_at=row["slips_voided_at"],
        stock_restored_at=row["slips_voided_at"],
        credited_at=row["credited_at"],
        return_opened=row["return_number"],
        settled_at=row["settled_at"],
    )


_SELECT = f"""
SELECT {COLUMNS}, reference, placed_at, created_at, hold_reason, held_at, held_by, cancelled_at, cancelled_by,
    cancel_reason, notify_customer, customer, content, {notes.COLUMNS}
FROM orders JOIN order_contents USING (order_id) LEFT JOIN {notes.NOTES} USING (order_id)
WHERE order_id = ANY($1::uuid[])
"""  # noqa: S608

# One round trip for both tables. An order's SKUs and words come joined by line breaks, which none of them has: unnest
# flattens arrays.
_INSERT = """
WITH new AS MATERIALIZED (
    SELECT *, nextval('order_numbers')::text AS number
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::numeric[],
        $8::boolean[], $9::boolean[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[], $14::text[],
        $15::text[], $16::text[], $17::text[], $18::bytea[], $19::text[], $20::text[], $21::jsonb[], $22::jsonb[])
    AS new (order_id, reference, name, email, phone, currency, gross, ships, pickup, placed_at, created_at, hold,
        hold_reason, by, status, payment_status, shipment_status, fingerprint, skus, words, customer, content)
), contents AS (
    INSERT INTO order_contents (order_id, fingerprint, skus, words, customer, content)
    SELECT order_id, fingerprint, string_to_array(skus, E'\\n'),
        array_to_tsvector(string_to_array('#' || number || E'\\n' || words, E'\\n')), customer, content
    FROM new
)
INSERT INTO orders (order_id, number, reference, customer_name, customer_email, customer_phone, currency, gross, ships,
    pickup, placed_at, created_at, hold, hold_reason, hold_sequence, held_by, held_at, status, payment_status,
    shipment_status)
SELECT order_id, number, reference, name, email, phone, currency, gross, ships, pickup, placed_at, created_at, hold,
    hold_reason, CASE WHEN hold = 'requested' THEN 1 END, CASE WHEN hold = 'requested' THEN by END,
    CASE WHEN hold = 'requested' THEN created_at END, status, payment_status, shipment_status
FROM new
RETURNING order_id, number
"""
