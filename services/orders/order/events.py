"""What is announced of an order."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from services.orders.order.content import Ordered
from services.orders.order.model import Order
from shared.money import written
from shared.schemas.orders import (
    LineChange,
    OrderCancelled,
    OrderCustomerChanged,
    OrderEdited,
    OrderPlaced,
    OrderSnapshot,
    PaymentTerms,
)


def terms_of(order: Order) -> PaymentTerms:
    hours = int(order.expires_after.total_seconds()) // 3600 if order.expires_after else None
    return PaymentTerms.model_construct(ships_unpaid=order.ships_unpaid, expires_after_h=hours)


def order_placed(
    order: Order, ordered: Ordered, fingerprint: bytes | None, *, occurred_at: datetime | None, by: str
) -> OrderPlaced:
    """Of an order as it was placed."""
    return OrderPlaced.model_construct(
        order_id=order.order_id,
        sequence=order.version,
        **_all_of(order, ordered),
        terms=terms_of(order),
        held=order.hold_sequence is not None,
        hold_reason=order.hold_reason,
        fingerprint=fingerprint.hex() if fingerprint else None,
        reservation_id=ordered.content.reservation_id,
        exchange_of=ordered.content.exchange_of,
        occurred_at=occurred_at,
        recorded_at=order.created_at,
        by=by,
    )


def order_cancelled(
    order: Order, ordered: Ordered, *, occurred_at: datetime | None, recorded_at: datetime
) -> OrderCancelled:
    """Of an order as it was cancelled."""
    assert order.cancelled_at
    assert order.cancelled_by
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
        reason=order.cancel_reason,
        reason_code=order.cancel_code,
        notify_customer=bool(order.notify_customer),
        cancelled_at=order.cancelled_at,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        by=order.cancelled_by,
    )


def order_edited(
    order: Order,
    ordered: Ordered,
    changes: Sequence[LineChange],
    *,
    gross_before: Decimal,
    reason: str | None,
    notify_customer: bool,
    at: datetime,
    by: str,
) -> OrderEdited:
    """Of an order as it is after an edit."""
    return OrderEdited.model_construct(
        order_id=order.order_id,
        sequence=order.edited,
        **_all_of(order, ordered),
        changes=tuple(changes),
        left_and_credited=order.left_and_credited,
        gross_before=gross_before,
        paid=written(order.paid, order.currency),
        balance=written(order.balance, order.currency),
        reason=reason,
        notify_customer=notify_customer,
        edited_at=at,
        recorded_at=at,
        by=by,
    )


def order_customer_changed(
    order: Order, ordered: Ordered, *, reason: str | None, at: datetime, by: str
) -> OrderCustomerChanged:
    return OrderCustomerChanged.model_construct(
        order_id=order.order_id,
        sequence=order.customer_changed,
        number=order.number,
        language=ordered.content.language,
        customer=ordered.customer,
        customer_id=order.customer_id,
        reason=reason,
        changed_at=at,
        recorded_at=at,
        by=by,
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
        written_off=written(order.settled_money - order.paid, order.currency),
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
        custom_status=order.custom_status,
    )


def _all_of(order: Order, ordered: Ordered) -> dict[str, Any]:
    """All of it was validated when the order came in, or was computed."""
    content = ordered.content
    return {
        "number": order.number,
        "reference": order.reference,
        "placed_at": order.placed_at,
        "language": content.language,
        "currency": content.currency,
        "prices_include_vat": content.prices_include_vat,
        "customer": ordered.customer,
        "lines": content.lines,
        "discount": content.discount,
        "shipping": content.shipping,
        "payment": content.payment,
        "totals": content.totals,
        "feedback": content.feedback,
        "gift": content.gift,
    }
