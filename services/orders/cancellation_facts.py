"""SQL of the facts about cancellations: that an order is off, and what of it has happened."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from services.orders.model import Facts
from services.orders.order_facts import change_facts
from shared.schemas.orders import CancelOrder
from shared.transaction import Tx


async def set_cancelled(tx: Tx, cancelled: Sequence[tuple[CancelOrder, Facts]], at: datetime) -> None:
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


async def set_slips_voided(tx: Tx, order_ids: Sequence[UUID], at: datetime) -> list[Facts]:
    return await change_facts(
        tx, "slips_voided_at = coalesce(slips_voided_at, $2) WHERE order_id = ANY($1::uuid[])", order_ids, at
    )


async def add_cancellation_credited(
    tx: Tx, order_ids: Sequence[UUID], amounts: Sequence[Decimal], sequences: Sequence[int], at: datetime
) -> list[Facts]:
    """An amount known already is not added again."""
    return await change_facts(
        tx,
        "credited_at = coalesce(credited_at, $4),"
        " credited = credited + CASE WHEN credited_sequence < sequence THEN amount ELSE 0 END,"
        " credited_sequence = greatest(credited_sequence, sequence)"
        " FROM unnest($1::uuid[], $2::numeric[], $3::integer[]) AS new (id, amount, sequence) WHERE order_id = id",
        order_ids,
        amounts,
        sequences,
        at,
    )


async def set_cancellation_credited(tx: Tx, order_ids: Sequence[UUID], at: datetime) -> list[Facts]:
    return await change_facts(
        tx, "credited_at = coalesce(credited_at, $2) WHERE order_id = ANY($1::uuid[])", order_ids, at
    )


async def set_parcel_left(tx: Tx, order_id: UUID, at: datetime) -> list[Facts]:
    return await change_facts(tx, "parcel_left_at = coalesce(parcel_left_at, $2) WHERE order_id = $1", order_id, at)


async def set_return_opened(tx: Tx, order_id: UUID, number: str) -> list[Facts]:
    return await change_facts(tx, "return_number = $2 WHERE order_id = $1", order_id, number)
