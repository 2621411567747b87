"""SQL of the facts about holds: asked for, applied by billing and by fulfilment, over."""

from datetime import datetime
from uuid import UUID

from services.orders.model import Facts
from services.orders.order_facts import change_facts
from shared.postgres.tx import Tx


async def request_hold(tx: Tx, order_id: UUID, *, reason: str, by: str, at: datetime) -> list[Facts]:
    """The version this makes is the hold's sequence, by which billing and fulfilment confirm it."""
    return await change_facts(
        tx,
        "hold = 'requested', hold_sequence = version + 1, hold_reason = $2, held_by = $3, held_at = $4"
        " WHERE order_id = $1",
        order_id,
        reason,
        by,
        at,
    )


async def make_hold_effective(tx: Tx, order_id: UUID) -> list[Facts]:
    return await change_facts(tx, "hold = 'effective' WHERE order_id = $1", order_id)


async def end_hold(tx: Tx, order_id: UUID) -> list[Facts]:
    return await change_facts(
        tx,
        "hold = 'none', hold_sequence = NULL, hold_reason = NULL, held_by = NULL, held_at = NULL WHERE order_id = $1",
        order_id,
    )


async def set_invoicing_held(tx: Tx, order_id: UUID, hold_sequence: int) -> list[Facts]:
    return await change_facts(
        tx, "invoicing_held = $2 WHERE order_id = $1 AND invoicing_held < $2", order_id, hold_sequence
    )


async def set_fulfilment_held(tx: Tx, order_id: UUID, hold_sequence: int) -> list[Facts]:
    return await change_facts(
        tx, "fulfilment_held = $2 WHERE order_id = $1 AND fulfilment_held < $2", order_id, hold_sequence
    )
