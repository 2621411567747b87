"""Billing has credited cancelled orders, or found nothing to credit: that part of the cancellation is done."""

from collections.abc import Sequence

from services.orders import cancellation_facts
from services.orders.history import Entry
from services.orders.usecases.record_change import record_change
from services.orders.views import Action
from shared.clock import now
from shared.schemas.billing import CancellationInvoiceIssued, NothingToCredit
from shared.transaction import Tx


async def record_cancellation_invoices(tx: Tx, events: Sequence[CancellationInvoiceIssued]) -> None:
    at = now()
    changed = await cancellation_facts.add_cancellation_credited(
        tx,
        [event.order_id for event in events],
        [event.totals.gross for event in events],
        [event.sequence for event in events],
        at,
    )
    entries = [
        Entry(event.order_id, event.issued_at, "billing", Action.CANCELLATION_INVOICED, {"number": event.number})
        for event in events
    ]
    await record_change(tx, changed, entries, at)


async def record_nothing_to_credit(tx: Tx, events: Sequence[NothingToCredit]) -> None:
    at = now()
    order_ids = [event.order_id for event in events]
    changed = await cancellation_facts.set_cancellation_credited(tx, order_ids, at)
    entries = [Entry(order_id, at, "billing", Action.NOTHING_TO_CREDIT) for order_id in order_ids]
    await record_change(tx, changed, entries, at)
