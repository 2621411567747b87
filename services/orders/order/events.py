"""What is announced of an order."""

from datetime import datetime

from services.orders.order.content import Ordered
from services.orders.order.model import Order
from shared.money import written
from shared.schemas.orders import CancelOrder, OrderCancelled, OrderPlaced, OrderSnapshot


def order_placed(
    order: Order, ordered: Ordered, fingerprint: bytes | None, *, occurred_at: datetime | None, by: str
) -> OrderPlaced:
    """Of an order as it was placed."""
    content = ordered.content
    return OrderPlaced.model_construct(  # all of it was validated when the order came in
        order_id=order.order_id,
        sequence=order.version,
        number=order.number,
        reference=order.reference,
        placed_at=order.placed_at,
        language=content.language,
        currency=content.currency,
        prices_include_vat=content.prices_include_vat,
        customer=ordered.customer,
        lines=content.lines,
        discount=content.discount,
        shipping=content.shipping,
        payment=content.payment,
        totals=content.totals,
        held=order.hold_sequence is not None,
        hold_reason=order.hold_reason,
        fingerprint=fingerprint.hex() if fingerprint else None,
        occurred_at=occurred_at,
        recorded_at=order.created_at,
        by=by,
    )


def order_cancelled(order: Order, ordered: Ordered, command: CancelOrder, *, recorded_at: datetime) -> OrderCancelled:
    assert order.cancelled_at
    return OrderCancelled.model_construct(
        order_id=order.order_id,
        sequence=order.version,
        number=order.number,
        language=ordered.content.language,
        currency=order.currency,
        customer=ordered.customer,
        lines=ordered.content.lines,
        gross=order.gross,
        prices_include_vat=ordered.content.prices_include_vat,
        discount=ordered.content.discount,
        shipping=ordered.content.shipping,
        payment=ordered.content.payment,
        totals=ordered.content.totals,
        paid=written(order.paid, order.currency),
        reason=command.reason,
        notify_customer=command.notify_customer,
        cancelled_at=order.cancelled_at,
        occurred_at=command.occurred_at,
        recorded_at=recorded_at,
        by=command.by,
    )


def snapshot(order: Order) -> OrderSnapshot:
    """For those who want the order as it is now rather than add its events up."""
    return OrderSnapshot.model_construct(
        order_id=order.order_id,
        sequence=order.version,
        number=order.number,
        reference=order.reference,
        placed_at=order.placed_at,
        currency=order.currency,
        gross=order.gross,
        paid=written(order.paid, order.currency),
        credited=written(order.credited, order.currency),
        balance=written(order.balance, order.currency),
        status=order.status,
        payment_status=order.payment_status,
        payment_state=order.payment_state,
        shipment_status=order.shipment_status,
        hold=order.hold,
        cancelled_at=order.cancelled_at,
        settled=order.settled_at is not None,
        still_ships=order.still_ships,
    )
