"""SQL of the facts about holds: asked for, applied by billing and by fulfilment, over."""

from datetime import datetime
from uuid import UUID

from services.orders.model import Facts
from services.orders.order_facts import change_facts
from shared.schemas.order_status import Hold
from shared.transaction import Tx


async def begin_hold(tx: Tx, order_id: UUID, hold: Hold, *, reason: str, by: str, at: datetime) -> list[Facts]:
    """The version this makes is the hold's sequence, by which billing and fulfilment confirm it."""
    return await change_facts(
        tx,
        "hold = $2, hold_sequence = version + 1, hold_reason = $3, held_by = $4, held_at = $5 WHERE order_id = $1",
        order_id,
        hold,
        reason,
        by,
        at,
    )


async def set_hold(tx: Tx, order_id: UUID, hold: Hold) -> list[Facts]:
    return await change_facts(tx, "hold = $2 WHERE order_id = $1", order_id, hold)


async def end_hold(tx: Tx, order_id: UUID, hold: Hold) -> list[Facts]:
    return await change_facts(
        tx,
        "hold = $2, hold_sequence = NULL, hold_reason = NULL, held_by = NULL, held_at = NULL WHERE order_id = $1",
        order_id,
        hold,
    )


async def set_invoicing_held(tx: Tx, order_id: UUID, hold_sequence: int) -> list[Facts]:
    return await change_facts(
        tx, "invoicing_held = $2 WHERE order_id = $1 AND invoicing_held < $2", order_id, hold_sequence
    )


async def set_fulfilment_held(tx: Tx, order_id: UUID, hold_sequence: int) -> list[Facts]:
    return await change_facts(
        tx, "fulfilment_held = $2 WHERE order_id = $1 AND fulfilment_held < $2", order_id, hold_sequence
    )
