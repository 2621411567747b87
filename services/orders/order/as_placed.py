"""Orders as they were placed, and what was done with them since, from what was announced of it."""

from datetime import datetime
from decimal import Decimal

from services.orders.order.content import OrderContent, Ordered
from services.orders.order.history import Action, CancellationDetail, Entry, HoldDetail
from services.orders.order.model import Order
from services.orders.order.placement import ToWrite, fingerprint_of
from services.orders.order.states import OrderState
from shared.schemas.order_status import Hold
from shared.schemas.orders import (
    DeliveryKind,
    OrderCancelled,
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
        feedback=command.feedback if command else None,  # no event carries it
    )
    if event.fingerprint:
        fingerprint = bytes.fromhex(event.fingerprint)
    else:
        fingerprint = fingerprint_of(command) if command else bytes(16)
    return ToWrite(fingerprint, Ordered(event.customer, content), content.model_dump_json())


def order_as_placed(event: OrderPlaced, command: PlaceOrder | None) -> tuple[Order, list[Entry]]:
    order = Order(
        order_id=event.order_id,
        number=event.number,
        reference=event.reference,
        placed_at=event.placed_at,
        created_at=event.recorded_at or event.placed_at,
        currency=event.currency,
        gross=event.totals.gross,
        ships=any(line.ships for line in event.lines),
        pickup=event.shipping is not None and event.shipping.kind is DeliveryKind.PICKUP,
        version=event.sequence,
    )
    entries = [Entry(order.order_id, order.began_at, event.by, Action.PLACED)]
    if event.held:
        reason = event.hold_reason or (command.hold_reason if command else None) or REASON_UNKNOWN
        order = order.placed_on_hold(reason, event.by, order.when(event.occurred_at, order.created_at))
        at = order.held_at or order.created_at
        entries.append(Entry(order.order_id, at, event.by, Action.HOLD_REQUESTED, HoldDetail(reason=reason)))
    return order, entries


def as_announced(order: Order, event: OrdersEvent) -> tuple[Order, list[Entry]]:
    """The order after it was held, resumed or cancelled; that it might be was decided then."""
    at = _at(order, event)
    match event:
        case OrderHeld():
            changed = order.but(
                hold=Hold.REQUESTED,
                hold_sequence=event.sequence,
                hold_reason=event.reason,
                held_at=at,
                held_by=event.by,
            )
            entry = Entry(order.order_id, at, event.by, Action.HOLD_REQUESTED, HoldDetail(reason=event.reason))
        case OrderResumed():
            changed = order.but(hold=Hold.NONE, hold_sequence=None, hold_reason=None, held_at=None, held_by=None)
            entry = Entry(order.order_id, at, event.by, Action.RESUMED)
        case OrderCancelled():
            changed = order.but(
                state=order.state.to(OrderState.CANCELLED),
                hold=Hold.NONE,
                cancelled_at=event.cancelled_at,
                cancelled_by=event.by,
                cancel_reason=event.reason,
                notify_customer=event.notify_customer,
            )
            detail = CancellationDetail(reason=event.reason, notify_customer=event.notify_customer)
            entry = Entry(order.order_id, event.cancelled_at, event.by, Action.CANCELLED, detail)
        case _:
            raise AssertionError(event)
    return changed.but(version=event.sequence), [entry]


def _at(order: Order, event: OrdersEvent) -> datetime:
    return max(event.occurred_at or event.recorded_at or order.began_at, order.began_at)
