"""Money came in for an order, or an entry of its ledger was reversed: what is paid decides its status."""

from services.orders import order_facts
from services.orders.history import Entry
from services.orders.usecases.record_change import record_change
from services.orders.views import Action
from shared.clock import now
from shared.schemas.billing import PaymentRecorded, PaymentReversed
from shared.transaction import Tx


async def record_payment(tx: Tx, event: PaymentRecorded | PaymentReversed) -> None:
    """The balance of an earlier entry than the last one known is stale; that the entry was made is still told."""
    changed = await order_facts.set_paid(tx, event.order_id, event.paid, event.sequence)
    action = Action.PAYMENT_RECORDED if isinstance(event, PaymentRecorded) else Action.PAYMENT_REVERSED
    detail = {"amount": str(event.amount), "currency": event.currency}
    await record_change(tx, changed, [Entry(event.order_id, event.recorded_at, event.by, action, detail)], now())
