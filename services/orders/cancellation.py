"""What comes of an order that is cancelled: its facts, its event and its view. Pure."""

from datetime import datetime

from services.orders.model import OrderState, may_cancel
from services.orders.status import derive
from services.orders.views import CancellationView, Order, OrderView
from shared.refused import StaleVersion
from shared.schemas.order_status import Hold
from shared.schemas.orders import CancelOrder, OrderCancelled


def cancel(order: Order, command: CancelOrder, at: datetime) -> Order:
    """The order as it is then; the same one where it is cancelled already. A hold ends with its order."""
    facts = order.facts
    if facts.state is OrderState.CANCELLED:
        return order
    if command.expected_version not in (None, facts.version):
        raise StaleVersion(f"order {facts.number} is at version {facts.version}, not {command.expected_version}")
    may_cancel(facts)
    facts = facts._replace(state=facts.state.to(OrderState.CANCELLED), hold=Hold.NONE, version=facts.version + 1)
    facts = facts._replace(derived=derive(facts))
    changes = {
        "version": facts.version,
        "status": facts.derived.status,
        "payment_status": facts.derived.payment_status,
        "shipment_status": facts.derived.shipment_status,
        "hold": None,
        "cancellation": _begun(command, at),
    }
    return Order(facts, order.view.model_copy(update=changes))


def event_of(view: OrderView, command: CancelOrder, at: datetime) -> OrderCancelled:
    return OrderCancelled(
        order_id=view.order_id,
        sequence=view.version,
        number=view.number,
        language=view.language,
        currency=view.currency,
        customer=view.customer,
        lines=view.lines,
        gross=view.totals.gross,
        reason=command.reason,
        notify_customer=command.notify_customer,
        cancelled_at=at,
        by=command.by,
    )


def _begun(command: CancelOrder, at: datetime) -> CancellationView:
    return CancellationView(
        reason=command.reason,
        requested_at=at,
        by=command.by,
        notify_customer=command.notify_customer,
        slips_voided_at=None,
        stock_restored_at=None,
        credited_at=None,
        return_opened=None,
        settled_at=None,
    )
