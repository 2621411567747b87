"""SQL of the facts about orders that change: how each change is written; what was paid, packed and shipped.

A call has at most one change of an order, as the inbox never hands two events of one order to a use case at once.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg

from services.orders.model import Derived, Facts, OrderState, Shipped
from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status
from shared.transaction import Tx

COLUMNS = (
    "order_id, number, version, state, hold, hold_sequence, invoicing_held, fulfilment_held, gross, credited, paid,"
    " ships, pickup, goods_ready, shipped, credited_at, slips_voided_at, parcel_left_at, return_number, status,"
    " payment_status, shipment_status, settled_at"
)
_CHANGE = "UPDATE orders SET version = version + 1,"


async def change_facts(tx: Tx, change: str, *values: Any) -> list[Facts]:
    """The facts as they are after a change, which gives each order its next version; unknown orders are left out.

    `change` is the rest of the UPDATE: columns, FROM, WHERE.
    """
    return [read_facts(row) for row in await tx.fetch(f"{_CHANGE} {change} RETURNING {COLUMNS}", *values)]


async def set_invoiced(tx: Tx, order_ids: Sequence[UUID], at: datetime) -> None:
    await tx.execute(
        f"{_CHANGE} invoiced_at = $2 WHERE order_id = ANY($1::uuid[]) AND invoiced_at IS NULL", order_ids, at
    )


async def add_credited(
    tx: Tx, order_ids: Sequence[UUID], amounts: Sequence[Decimal], sequences: Sequence[int]
) -> list[Facts]:
    return await change_facts(
        tx,
        "credited = credited + amount, credited_sequence = sequence"
        " FROM unnest($1::uuid[], $2::numeric[], $3::integer[]) AS new (id, amount, sequence) WHERE order_id = id"
        " AND credited_sequence < sequence",
        order_ids,
        amounts,
        sequences,
    )


async def set_paid(tx: Tx, order_id: UUID, paid: Decimal, sequence: int) -> list[Facts]:
    """Nothing where a later entry of the ledger is known already."""
    return await change_facts(
        tx, "paid = $2, paid_sequence = $3 WHERE order_id = $1 AND paid_sequence < $3", order_id, paid, sequence
    )


async def set_slips_created(
    tx: Tx, order_ids: Sequence[UUID], goods_ready: Sequence[bool], sequences: Sequence[int], at: datetime
) -> list[Facts]:
    return await change_facts(
        tx,
        "slip_created_at = coalesce(slip_created_at, $4),"
        " goods_ready = CASE WHEN goods_sequence < sequence THEN ready ELSE goods_ready END,"
        " goods_sequence = greatest(goods_sequence, sequence)"
        " FROM unnest($1::uuid[], $2::boolean[], $3::integer[]) AS new (id, ready, sequence) WHERE order_id = id",
        order_ids,
        goods_ready,
        sequences,
        at,
    )


async def set_goods_ready(tx: Tx, order_id: UUID, sequence: int) -> list[Facts]:
    return await change_facts(
        tx, "goods_ready = true, goods_sequence = $2 WHERE order_id = $1 AND goods_sequence < $2", order_id, sequence
    )


async def set_shipped(tx: Tx, order_id: UUID, shipped: Shipped, sequence: int) -> list[Facts]:
    """Nothing where a later shipment of the order is known already."""
    return await change_facts(
        tx,
        "shipped = $2, shipped_sequence = $3 WHERE order_id = $1 AND shipped_sequence < $3",
        order_id,
        shipped,
        sequence,
    )


async def set_derived(tx: Tx, orders: Sequence[tuple[UUID, Derived]], at: datetime) -> None:
    """No version of its own: this belongs to the change of facts that it follows from."""
    await tx.execute(
        "UPDATE orders SET status = new.status, payment_status = new.payment, shipment_status = new.shipment,"
        " settled_at = CASE WHEN settled THEN coalesce(settled_at, $6) END"
        " FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::boolean[])"
        " AS new (id, status, payment, shipment, settled) WHERE order_id = id",
        [order_id for order_id, _ in orders],
        [derived.status for _, derived in orders],
        [derived.payment_status for _, derived in orders],
        [derived.shipment_status for _, derived in orders],
        [derived.settled for _, derived in orders],
        at,
    )


def read_facts(row: asyncpg.Record) -> Facts:
    return Facts(
        order_id=row["order_id"],
        number=row["number"],
        version=row["version"],
        state=OrderState(row["state"]),
        hold=Hold(row["hold"]),
        hold_sequence=row["hold_sequence"],
        invoicing_held=row["invoicing_held"],
        fulfilment_held=row["fulfilment_held"],
        gross=row["gross"],
        credited=row["credited"],
        paid=row["paid"],
        ships=row["ships"],
        pickup=row["pickup"],
        goods_ready=row["goods_ready"],
        shipped=Shipped(row["shipped"]),
        credited_at=row["credited_at"],
        slips_voided_at=row["slips_voided_at"],
        parcel_left_at=row["parcel_left_at"],
        return_number=row["return_number"],
        derived=Derived(
            Status(row["status"]),
            PaymentStatus(row["payment_status"]),
            ShipmentStatus(row["shipment_status"]),
            row["settled_at"] is not None,
        ),
    )
