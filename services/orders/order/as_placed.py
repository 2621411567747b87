"""Orders as they were placed, and what was done with them since, from what was announced of it."""

from decimal import Decimal

from services.orders.order.content import OrderContent, Ordered, ToWrite
from services.orders.order.expiry import with_clock
from services.orders.order.history import Entry
from services.orders.order.model import Order
from services.orders.order.own_history import (
    cancellation_entry,
    custom_status_entry,
    exchange_entry,
    hold_entry,
    resume_entry,
)
from services.orders.order.placement import fingerprint_of
from shared.schemas.orders import (
    CustomStatusCleared,
    CustomStatusSet,
    ExchangePlaced,
    OrderCancelled,
    OrderEdited,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
    OrdersEvent,
    PlaceOrder,
)

REASON_UNKNOWN = "?"
"""Of an order that was placed on hold, in events that do not tell why."""


def content_of(event: OrderPlaced, command: PlaceOrder | None) -> ToWrite:
    """With the command by which it was placed, where that is on the topic: its event does not tell all of it."""
    content = OrderContent.model_construct(
        language=event.language,
        currency=event.currency,
        prices_include_vat=event.prices_include_vat,
        lines=event.lines,
        lines_total=sum((line.total for line in event.lines), Decimal(0)),
        discount=event.discount,
        shipping=event.shipping,
        payment=event.payment,
        totals=event.totals,
        feedback=event.feedback or (command.feedback if command else None),  # older events do not have it
        gift=event.gift,
        reservation_id=event.reservation_id,
        exchange_of=event.exchange_of,
    )
    if event.fingerprint:
        fingerprint = bytes.fromhex(event.fingerprint)
    else:
        fingerprint = fingerprint_of(command) if command else bytes(16)
    return ToWrite(fingerprint, Ordered(event.customer, content), content.model_dump_json())


def order_as_placed(event: OrderPlaced, command: PlaceOrder | None, content: OrderContent) -> Order:
    order = Order.placed(
        content,
        order_id=event.order_id,
        number=event.number,
        reference=event.reference,
        placed_at=event.placed_at,
        created_at=event.recorded_at or event.placed_at,
        terms=event.terms,
        version=event.sequence,
    )
    if not event.held:
        return with_clock(order, order.created_at)
    reason = event.hold_reason or (command.hold_reason if command else None) or REASON_UNKNOWN
    held_at = order.when(event.occurred_at, order.created_at)
    return order.held(version=order.version, reason=reason, by=event.by, at=held_at)


def as_edited(order: Order, before: OrderContent, event: OrderEdited) -> tuple[Order, OrderContent]:
    """The order after it was edited, and what it consists of then."""
    changed = {name: getattr(event, name) for name in ("lines", "discount", "shipping", "payment", "totals")}
    total = sum((line.total for line in event.lines), Decimal(0))
    content = before.model_copy(update=changed | {"lines_total": total})
    return with_clock(
        order.edited_to(content, event.left_and_credited, version=event.sequence), event.edited_at
    ), content


def as_announced(order: Order, event: OrdersEvent) -> tuple[Order, Entry]:
    """The order after it was held, resumed, cancelled or given a custom status, and what the history says of it."""
    at = max(event.occurred_at or event.recorded_at or order.began_at, order.began_at)
    match event:
        case OrderHeld():
            held = order.held(version=event.sequence, reason=event.reason, by=event.by, at=at)
            return held, hold_entry(held)
        case OrderResumed():
            resumed = with_clock(order.resumed(version=event.sequence), at)
            return resumed, resume_entry(resumed, event.by, at)
        case OrderCancelled():
            cancelled = order.cancelled(
                version=event.sequence,
                reason=event.reason,
                notify_customer=event.notify_customer,
                by=event.by,
                at=event.cancelled_at,
            ).but(cancel_code=event.reason_code)
            return cancelled, cancellation_entry(cancelled)
        case ExchangePlaced():
            return order.but(version=event.sequence), exchange_entry(event, at)
        case CustomStatusSet() | CustomStatusCleared():
            status = event.status if isinstance(event, CustomStatusSet) else None
            return order.but(version=event.sequence, custom_status=status), custom_status_entry(event, at)
    raise AssertionError(event)
