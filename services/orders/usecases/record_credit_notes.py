"""Part of an order's invoice was given back: less is owed."""

from collections.abc import Sequence

from services.orders import order_facts
from services.orders.history import Entry
from services.orders.usecases.record_change import record_change
from services.orders.views import Action
from shared.clock import now
from shared.schemas.billing import CreditNoteIssued
from shared.transaction import Tx


async def record_credit_notes(tx: Tx, events: Sequence[CreditNoteIssued]) -> None:
    changed = await order_facts.add_credited(
        tx,
        [event.order_id for event in events],
        [event.totals.gross for event in events],
        [event.sequence for event in events],
    )
    await record_change(tx, changed, [_entry(event) for event in events], now())


def _entry(event: CreditNoteIssued) -> Entry:
    detail = {"number": event.number, "gross": str(event.totals.gross), "reason": event.reason}
    return Entry(event.order_id, event.issued_at, event.by, Action.CREDITED, detail)
