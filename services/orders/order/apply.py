"""What an event of another service makes of an order."""

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from services.orders.credited_units import with_back, with_credited, with_left
from services.orders.given_back import with_note
from services.orders.order.expiry import reminded, with_clock
from services.orders.order.model import Order
from services.orders.order.states import Shipped, change_hold
from services.orders.slips import SlipState, back, gone, goods_of, open_state, with_slip
from shared.schemas.billing import (
    BillingEvent,
    CancellationInvoiceIssued,
    CreditNoteIssued,
    ExpectedPayment,
    InvoiceAwaited,
    InvoiceIssued,
    InvoicingHeld,
    LedgerEvent,
    NothingToCredit,
    PaymentPending,
    PaymentRecorded,
    PaymentReminderIssued,
    RefundFailed,
    RefundSucceeded,
)
from shared.schemas.event import OrderEvent
from shared.schemas.fulfilment import (
    CancellationTooLate,
    FulfilmentHeld,
    NothingToShip,
    ParcelFound,
    PickupReady,
    PickupWithdrawn,
    ShipmentShipped,
    ShipmentUnshipped,
    SlipBeside,
    SlipChanged,
    SlipCreated,
    SlipReady,
    SlipReduced,
    SlipsMerged,
    SlipSplit,
    SlipsVoided,
    SlipWaits,
)
from shared.schemas.order_status import Hold
from shared.schemas.returns import ReturnOpened


def apply(order: Order, event: OrderEvent, at: datetime) -> Order:
    """The order after an event of another service that happened at this time.

    The same order where it changes nothing, as a stale one. What is told again and comes here is news, except of a
    hold, whose sequence says whether it is, and of an invoice that is awaited.
    """
    is_news = isinstance(event, BillingEvent) and event.again and not isinstance(event, InvoicingHeld | InvoiceAwaited)
    told = order.but(told_again=True) if is_news and not order.told_again else order
    changed = with_clock(_with(told, event, at), at)
    if changed.settled != (changed.settled_at is not None):  # a late parcel unsettles it until its return is open
        changed = changed.but(settled_at=max(_effects(changed), default=at) if changed.settled else None)
    if changed is not order and _seen(changed) != _seen(order):
        changed = changed.but(version=order.version + 1)
    return changed


def _effects(order: Order) -> list[datetime]:
    """When each effect of its cancellation happened."""
    effects = (order.slips_voided_at, order.credited_at, order.parcel_left_at)
    return [at for at in effects if at is not None]


def _seen(order: Order) -> tuple[object, ...]:
    """What people see of it and an event may change."""
    money = (order.paid, order.written_off, order.payment_pending, order.credited, order.to_invoice)
    goods = (order.still_ships, order.pickup_ready)
    statuses = (order.hold, order.status, order.payment_status, order.shipment_status)
    progress = (order.slips_voided_at, order.credited_at, order.return_number, order.settled_at)
    return money + goods + statuses + (progress if order.is_cancelled else ())


def _with(order: Order, event: OrderEvent, at: datetime) -> Order:
    match event:
        case LedgerEvent() if event.sequence > order.paid_sequence:
            pending = order.payment_pending and not isinstance(event, PaymentRecorded)
            written_off = order.written_off if event.written_off is None else event.written_off
            return order.but(
                paid=event.paid, written_off=written_off, paid_sequence=event.sequence, payment_pending=pending
            )
        case RefundSucceeded() if event.sequence > order.paid_sequence:
            return order.but(paid=event.paid, paid_sequence=event.sequence)
        case RefundFailed(paid=Decimal() as paid) if event.sequence > order.paid_sequence:  # it had gone
            return order.but(paid=paid, paid_sequence=event.sequence)
        case ExpectedPayment() if event.sequence > order.paid_sequence:
            pending = isinstance(event, PaymentPending)
            return order.but(payment_pending=pending, paid_sequence=event.sequence)
        case CreditNoteIssued() if (event.edited or 0) < order.edited:  # of an invoice that the edit has replaced
            return order
        case PaymentReminderIssued():
            return reminded(order, at)
        case CreditNoteIssued() if order.told_again or event.sequence > order.credited_sequence:
            all_left = order.shipped is Shipped.FULLY
            before_leaving = () if event.return_id else event.lines
            units = with_credited(order.credited_units, before_leaving, all_left=all_left)
            return _credit(order, event).but(credited_units=units, given_back=with_note(order.given_back, event))
        case InvoiceAwaited():
            return order.but(to_invoice=not order.is_cancelled)
        case InvoiceIssued():
            return order.but(to_invoice=False) if order.to_invoice else order
        case CancellationInvoiceIssued():
            credited = _credit(order, event)
            in_all = credited.credited if event.credited is None else event.credited
            return credited.but(credited=in_all, credited_at=order.credited_at or at)
        case NothingToCredit():
            in_all = order.credited if event.credited is None else event.credited
            return order.but(credited=in_all, credited_at=order.credited_at or at)
        case SlipCreated(replaces_number=str() as lost) if event.sequence > order.goods_sequence:
            several = order.but(slips=order.slips or {lost: SlipState.LEFT}, shipped=Shipped.PARTLY)
            return _slip_is(several, event, open_state(event.state)).but(shipped_sequence=event.sequence)
        case ParcelFound() if event.sequence > order.goods_sequence:
            return _found(order, event)
        case SlipCreated() if event.beside and event.sequence > order.goods_sequence:
            return _beside(order, event)
        case SlipCreated() if event.sequence > order.goods_sequence:
            return _slip_is(order, event, open_state(event.state))
        case SlipReady() | PickupWithdrawn() if event.sequence > order.goods_sequence:
            return _slip_is(order, event, SlipState.READY)
        case SlipWaits() if event.sequence > order.goods_sequence:
            return _slip_is(order, event, SlipState.WAITS)
        case PickupReady() if event.sequence > order.goods_sequence:
            return _slip_is(order, event, SlipState.READY_FOR_PICKUP)
        case SlipSplit() if event.sequence > order.goods_sequence:
            several = order.but(slips=order.slips or {event.slip_number: SlipState.READY})
            return _slip_is(several, event, open_state(event.state))
        case SlipsMerged() if event.sequence > order.goods_sequence:
            rest = order.but(slips=with_slip(order.slips, event.merged_number, None))
            return _slip_is(rest, event, open_state(event.state))
        case SlipReduced() if event.sequence > order.goods_sequence:
            return _reduced(order, event)
        case SlipChanged() if event.sequence > order.goods_sequence:
            return _reduced(order, event)
        case NothingToShip() if event.sequence > order.goods_sequence:
            return order.but(nothing_to_ship=order.ships, goods_ready=False, goods_sequence=event.sequence)
        case ShipmentShipped() if event.sequence > order.shipped_sequence:
            shipped = Shipped.FULLY if event.order_shipped_in_full else Shipped.PARTLY
            units = order.credited_units if event.replaces else with_left(order.credited_units, event.lines)
            here = {} if event.replaces else {line.line_no: line.quantity for line in event.lines}
            left_units = {**order.left_units, event.slip_number: here}
            told = {"shipped_sequence": event.sequence, "credited_units": units, "left_units": left_units}
            left = order.but(shipped=shipped, **told)
            return _one_of_several_is(left, event.slip_number, gone(order.slips.get(event.slip_number)))
        case ShipmentUnshipped() if event.sequence > order.shipped_sequence:
            shipped = Shipped.NOTHING if event.nothing_shipped else Shipped.PARTLY
            back_here = () if event.replaces else event.lines
            units = with_back(order.credited_units, back_here, nothing_left=event.nothing_shipped)
            left_units = {slip: its for slip, its in order.left_units.items() if slip != event.slip_number}
            told = {"shipped_sequence": event.sequence, "credited_units": units, "left_units": left_units}
            returned = order.but(shipped=shipped, **told)
            return _one_of_several_is(returned, event.slip_number, back(order.slips.get(event.slip_number)))
        case SlipsVoided():
            return order.but(slips_voided_at=order.slips_voided_at or at, voided_slips=len(event.slip_numbers))
        case CancellationTooLate():
            late = {str(event.shipment_id): None} | dict(order.late_parcels)
            return order.but(parcel_left_at=order.parcel_left_at or at, late_parcels=late)
        case ReturnOpened():
            late = dict(order.late_parcels) | {str(event.shipment_id): event.number}
            return order.but(return_number=event.number, late_parcels=late)
        case InvoicingHeld() if event.hold_sequence > order.invoicing_held:
            return _hold_where_applied(order.but(invoicing_held=event.hold_sequence))
        case FulfilmentHeld() if event.hold_sequence > order.fulfilment_held:
            return _hold_where_applied(order.but(fulfilment_held=event.hold_sequence))
    return order


def _found(order: Order, event: ParcelFound) -> Order:
    """What was to send it again is void."""
    slips = {number: state for number, state in order.slips.items() if number not in event.void_numbers}
    goods = goods_of(slips)
    shipped = Shipped.FULLY if event.order_shipped_in_full else order.shipped
    told = order.but(goods_sequence=event.sequence, shipped_sequence=event.sequence, shipped=shipped)
    return told.but(slips=slips, goods_ready=goods.ready, pickup_ready=goods.for_pickup)


def _beside(order: Order, event: SlipCreated) -> Order:
    """An edit has brought it: the order has several from now on, and of those some may have left."""
    there = {one.slip_number: _state_beside(one) for one in event.beside}
    several = order.but(slips=order.slips or there)
    if order.shipped is Shipped.FULLY:
        several = several.but(shipped=Shipped.PARTLY, shipped_sequence=event.sequence)
    return _slip_is(several, event, open_state(event.state))


def _state_beside(slip: SlipBeside) -> SlipState:
    return open_state(slip.state) or SlipState.LEFT


def _reduced(order: Order, event: SlipReduced | SlipChanged) -> Order:
    """Goods were credited before they left, or an edit took them off or added some: the slip may be ready or nothing.

    What was credited leaves the rest ready for pickup.
    """
    waited = order.slips.get(event.slip_number) is SlipState.READY_FOR_PICKUP if order.slips else order.pickup_ready
    state = open_state(event.state, for_pickup=waited and isinstance(event, SlipReduced))
    changed = _slip_is(order, event, state).but(nothing_to_ship=event.nothing_left_to_ship)
    if event.order_shipped_in_full and event.sequence > order.shipped_sequence:
        return changed.but(shipped=Shipped.FULLY, shipped_sequence=event.sequence)
    return changed


class _OfSlip(Protocol):
    @property
    def slip_number(self) -> str: ...
    @property
    def sequence(self) -> int: ...


def _slip_is(order: Order, event: _OfSlip, state: SlipState | None) -> Order:
    """What there is of the order's goods, where one of its slips, or the only one, is so now."""
    slips = with_slip(order.slips, event.slip_number, state)
    goods = goods_of(slips)
    return order.but(
        slips=slips if order.slips else order.slips,
        goods_ready=goods.ready,
        pickup_ready=goods.for_pickup,
        goods_sequence=event.sequence,
    )


def _one_of_several_is(order: Order, number: str, state: SlipState) -> Order:
    """What has left is no more among what may leave now. Of an order with one slip its goods are as they were."""
    if not order.slips:
        return order
    slips = with_slip(order.slips, number, state)
    goods = goods_of(slips)
    return order.but(slips=slips, goods_ready=goods.ready, pickup_ready=goods.for_pickup)


def _credit(order: Order, event: CreditNoteIssued | CancellationInvoiceIssued) -> Order:
    """Where billing has told again, what comes is missing here, however many later ones are known."""
    if event.sequence <= order.credited_sequence and not order.told_again:
        return order
    last = max(order.credited_sequence, event.sequence)
    return order.but(credited=order.credited + event.totals.gross, credited_sequence=last)


def _hold_where_applied(order: Order) -> Order:
    """Effective once billing and fulfilment have both applied the hold that is asked for, not an earlier one."""
    applied = order.invoicing_held == order.fulfilment_held == order.hold_sequence
    if order.hold is not Hold.REQUESTED or not applied:
        return order
    return order.but(hold=change_hold(order.hold, Hold.EFFECTIVE))
