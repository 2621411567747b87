"""SQL of the facts about orders that change; each change gives the order its next version.

A call has at most one change of an order, as the inbox never hands two events of one order to a use case at once.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg

from services.orders.model import (
    Derived,
    Facts,
    Hold,
    OrderState,
    PaymentStatus,
    ShipmentStatus,
    Shipped,
    Status,
)
from shared.postgres.tx import Tx
from shared.schemas.orders import CancelOrder

COLUMNS = (
    "order_id, number, version, state, hold, hold_sequence, invoicing_held, fulfilment_held, gross, credited, paid,"
    " ships, pickup, goods_ready, shipped, credited_at, slips_voided_at, parcel_left_at, return_number, status,"
    " payment_status, shipment_status, settled_at"
)


async def request_hold(tx: Tx, order_id: UUID, *, reason: str, by: str, at: datetime) -> list[Facts]:
    """The version this makes is the hold's sequence, by which billing and fulfilment confirm it."""
    return await _change(
        tx,
        "UPDATE orders SET hold = 'requested', hold_sequence = version + 1, hold_reason = $2, held_by = $3,"
        " held_at = $4, version = version + 1 WHERE order_id = $1",
        order_id,
        reason,
        by,
        at,
    )


async def make_hold_effective(tx: Tx, order_id: UUID) -> list[Facts]:
    return await _change(
        tx, "UPDATE orders SET hold = 'effective', version = version + 1 WHERE order_id = $1", order_id
    )


async def end_hold(tx: Tx, order_id: UUID) -> list[Facts]:
    return await _change(
        tx,
        "UPDATE orders SET hold = 'none', hold_sequence = NULL, hold_reason = NULL, held_by = NULL,"
        " held_at = NULL, version = version + 1 WHERE order_id = $1",
        order_id,
    )


async def set_invoicing_held(tx: Tx, order_id: UUID, hold_sequence: int) -> list[Facts]:
    return await _change(
        tx,
        "UPDATE orders SET invoicing_held = $2, version = version + 1 WHERE order_id = $1 AND invoicing_held < $2",
        order_id,
        hold_sequence,
    )


async def set_fulfilment_held(tx: Tx, order_id: UUID, hold_sequence: int) -> list[Facts]:
    return await _change(
        tx,
        "UPDATE orders SET fulfilment_held = $2, version = version + 1 WHERE order_id = $1 AND fulfilment_held < $2",
        order_id,
        hold_sequence,
    )


async def cancel_orders(tx: Tx, cancelled: Sequence[tuple[CancelOrder, Facts]], at: datetime) -> None:
    """Write the facts of orders as they are once cancelled."""
    facts = [fact for _, fact in cancelled]
    await tx.execute(
        "UPDATE orders SET state = new.state, hold = new.hold, version = new.version, status = new.status,"
        " payment_status = new.payment, shipment_status = new.shipment, cancelled_at = $2, cancelled_by = new.by,"
        " cancel_reason = new.reason, notify_customer = new.notify"
        " FROM unnest($1::uuid[], $3::text[], $4::text[], $5::integer[], $6::text[], $7::text[], $8::text[],"
        " $9::text[], $10::text[], $11::boolean[])"
        " AS new (id, state, hold, version, status, payment, shipment, by, reason, notify) WHERE order_id = id",
        [fact.order_id for fact in facts],
        at,
        [fact.state for fact in facts],
        [fact.hold for fact in facts],
        [fact.version for fact in facts],
        [fact.derived.status for fact in facts],
        [fact.derived.payment_status for fact in facts],
        [fact.derived.shipment_status for fact in facts],
        [command.by for command, _ in cancelled],
        [command.reason for command, _ in cancelled],
        [command.notify_customer for command, _ in cancelled],
    )


async def set_invoiced(tx: Tx, order_ids: Sequence[UUID], at: datetime) -> None:
    await tx.execute(
        "UPDATE orders SET invoiced_at = $2, version = version + 1"
        " WHERE order_id = ANY($1::uuid[]) AND invoiced_at IS NULL",
        order_ids,
        at,
    )


async def add_credited(
    tx: Tx, order_ids: Sequence[UUID], amounts: Sequence[Decimal], sequences: Sequence[int]
) -> list[Facts]:
    return await _change(
        tx,
        "UPDATE orders SET credited = credited + amount, credited_sequence = sequence, version = version + 1"
        " FROM unnest($1::uuid[], $2::numeric[], $3::integer[]) AS new (id, amount, sequence)"
        " WHERE order_id = id AND credited_sequence < sequence",
        order_ids,
        amounts,
        sequences,
    )


async def set_cancellation_credited(tx: Tx, order_ids: Sequence[UUID], at: datetime) -> list[Facts]:
    return await _change(
        tx,
        "UPDATE orders SET credited_at = coalesce(credited_at, $2), version = version + 1"
        " WHERE order_id = ANY($1::uuid[])",
        order_ids,
        at,
    )


async def add_cancellation_credited(
    tx: Tx, order_ids: Sequence[UUID], amounts: Sequence[Decimal], sequences: Sequence[int], at: datetime
) -> list[Facts]:
    """An amount known already is not added again."""
    return await _change(
        tx,
        "UPDATE orders SET credited_at = coalesce(credited_at, $4), version = version + 1,"
        " credited = credited + CASE WHEN credited_sequence < sequence THEN amount ELSE 0 END,"
        " credited_sequence = greatest(credited_sequence, sequence)"
        " FROM unnest($1::uuid[], $2::numeric[], $3::integer[]) AS new (id, amount, sequence) WHERE order_id = id",
        order_ids,
        amounts,
        sequences,
        at,
    )


async def set_paid(tx: Tx, order_id: UUID, paid: Decimal, sequence: int) -> list[Facts]:
    """Nothing where a later entry of the ledger is known already."""
    return await _change(
        tx,
        "UPDATE orders SET paid = $2, paid_sequence = $3, version = version + 1"
        " WHERE order_id = $1 AND paid_sequence < $3",
        order_id,
        paid,
        sequence,
    )


async def set_slips_created(
    tx: Tx, order_ids: Sequence[UUID], goods_ready: Sequence[bool], sequences: Sequence[int], at: datetime
) -> list[Facts]:
    return await _change(
        tx,
        "UPDATE orders SET slip_created_at = coalesce(slip_created_at, $4), version = version + 1,"
        " goods_ready = CASE WHEN goods_sequence < sequence THEN ready ELSE goods_ready END,"
        " goods_sequence = greatest(goods_sequence, sequence)"
        " FROM unnest($1::uuid[], $2::boolean[], $3::integer[]) AS new (id, ready, sequence) WHERE order_id = id",
        order_ids,
        goods_ready,
        sequences,
        at,
    )


async def set_goods_ready(tx: Tx, order_id: UUID, sequence: int) -> list[Facts]:
    return await _change(
        tx,
        "UPDATE orders SET goods_ready = true, goods_sequence = $2, version = version + 1"
        " WHERE order_id = $1 AND goods_sequence < $2",
        order_id,
        sequence,
    )


async def set_shipped(tx: Tx, order_id: UUID, shipped: Shipped, sequence: int) -> list[Facts]:
    """Nothing where a later shipment of the order is known already."""
    return await _change(
        tx,
        "UPDATE orders SET shipped = $2, shipped_sequence = $3, version = version + 1"
        " WHERE order_id = $1 AND shipped_sequence < $3",
        order_id,
        shipped,
        sequence,
    )


async def set_slips_voided(tx: Tx, order_ids: Sequence[UUID], at: datetime) -> list[Facts]:
    return await _change(
        tx,
        "UPDATE orders SET slips_voided_at = coalesce(slips_voided_at, $2), version = version + 1"
        " WHERE order_id = ANY($1::uuid[])",
        order_ids,
        at,
    )


async def set_parcel_left(tx: Tx, order_id: UUID, at: datetime) -> list[Facts]:
    return await _change(
        tx,
        "UPDATE orders SET parcel_left_at = coalesce(parcel_left_at, $2), version = version + 1 WHERE order_id = $1",
        order_id,
        at,
    )


async def set_return_opened(tx: Tx, order_id: UUID, number: str) -> list[Facts]:
    return await _change(
        tx, "UPDATE orders SET return_number = $2, version = version + 1 WHERE order_id = $1", order_id, number
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


async def _change(tx: Tx, update: str, *values: Any) -> list[Facts]:
    """The facts as they are after an update; orders it did not find are left out."""
    return [read_facts(row) for row in await tx.fetch(f"{update} RETURNING {COLUMNS}", *values)]


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
