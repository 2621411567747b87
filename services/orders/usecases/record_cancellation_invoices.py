"""Billing has credited cancelled orders, or found nothing to credit: that part of the cancellation is done."""

from collections.abc import Sequence

from services.orders import cancellation_facts
from services.orders.history import Entry, add_history
from services.orders.usecases.refresh_statuses import refresh_statuses
from services.orders.views import Action
from shared.clock import now
from shared.postgres.tx import Tx
from shared.schemas.billing import CancellationInvoiceIssued, NothingToCredit


async def record_cancellation_invoices(tx: Tx, events: Sequence[CancellationInvoiceIssued]) -> None:
    at = now()
    changed = await cancellation_facts.add_cancellation_credited(
        tx,
        [event.order_id for event in events],
        [event.totals.gross for event in events],
        [event.sequence for event in events],
        at,
    )
    await add_history(
        tx,
        [
            Entry(event.order_id, event.issued_at, "billing", Action.CANCELLATION_INVOICED, {"number": event.number})
            for event in events
        ],
    )
    await refresh_statuses(tx, changed, at)


async def record_nothing_to_credit(tx: Tx, events: Sequence[NothingToCredit]) -> None:
    at = now()
    order_ids = [event.order_id for event in events]
    changed = await cancellation_facts.set_cancellation_credited(tx, order_ids, at)
    await add_history(tx, [Entry(order_id, at, "billing", Action.NOTHING_TO_CREDIT) for order_id in order_ids])
    await refresh_statuses(tx, changed, at)
