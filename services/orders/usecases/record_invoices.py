"""Billing has issued invoices: note when, and under which number."""

from collections.abc import Sequence

from services.orders import order_facts
from services.orders.history import Entry, add_history
from services.orders.views import Action
from shared.clock import now
from shared.schemas.billing import InvoiceIssued
from shared.transaction import Tx


async def record_invoices(tx: Tx, events: Sequence[InvoiceIssued]) -> None:
    await order_facts.set_invoiced(tx, [event.order_id for event in events], now())
    await add_history(
        tx,
        [
            Entry(event.order_id, event.issued_at, "billing", Action.INVOICED, {"number": event.number})
            for event in events
        ],
    )
