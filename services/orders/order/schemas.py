"""What the API takes and answers of orders and their history."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.orders.notes.schemas import NoteView, note_view
from services.orders.order.content import OrderContent
from services.orders.order.events import terms_of
from services.orders.order.history import Action
from services.orders.order.list_history import WrittenEntry
from services.orders.order.model import Order
from services.orders.order.states import Possible
from services.orders.order.whole_orders import WholeOrder
from services.orders.statuses.schemas import CustomStatusView, custom_status_view
from shared.http.imports import BroughtOver
from shared.money import written
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency, Totals
from shared.schemas.order_status import Hold, PaymentState, PaymentStatus, ShipmentStatus, Status
from shared.schemas.orders import CancelCode, Customer, OrderToPlace, PaymentTerms
from shared.schemas.values import Actor, Flag, Line, Text


class NewOrder(OrderToPlace, BroughtOver):
    """An order to place; `order_id` may be chosen by the caller and then makes placing it idempotent for ever."""

    order_id: UUID | None = None


class PlacedView(Contract):
    """What a storefront hears of its order: nothing that happened later, however often it places it again."""

    order_id: UUID
    number: str
    reference: Line | None
    currency: Currency
    totals: Totals


class OrderBrief(Contract):
    """What a command answers to callers who may not read orders."""

    order_id: UUID
    number: str
    version: int
    status: Status


class HoldReason(BroughtOver):
    reason: Text


class Resumption(BroughtOver):
    """Needs nothing; an import says when it was."""


class CancelReason(BroughtOver):
    reason: Text | None = None
    notify_customer: Flag = False


class HoldView(Contract):
    state: Hold
    reason: Text
    since: datetime
    by: Actor


class CancellationView(Contract):
    """How far a cancellation is; `settled_at` is set once nothing is left to happen. `reason_code` says which rule of
    the shop did it, where none of the staff did.

    Slips that had left are not void and what left is not back in stock: `parcel_left_at` says that something had, and
    `return_opened` is the return that was opened for it instead. `slips_voided_at` and `stock_restored_at` are of what
    was still here, and null where nothing was.
    """

    reason: Text | None
    reason_code: CancelCode | None
    requested_at: datetime
    by: Actor
    notify_customer: bool
    slips_voided_at: datetime | None
    stock_restored_at: datetime | None
    parcel_left_at: datetime | None
    credited_at: datetime | None
    return_opened: str | None
    settled_at: datetime | None


class TermsView(PaymentTerms):
    """`expires_at` is when the order is cancelled if it is not paid: null where it waits for ever, and while its clock
    stands still, as on hold or while a payment is on its way.
    """

    expires_at: datetime | None


class OrderView(OrderContent):
    """An order. `totals` and the amounts above it show how what is to be paid comes about.

    `still_ships`: something of it needs a parcel, and was not credited before it left; `goods_ready`: that is set
    aside; `pickup_ready`: it waits for the customer, who comes for it.
    `balance` is what was paid less what is charged: above zero it is owed to the customer, below zero still to be paid.
    What is `written_off` is not to be paid any more.
    `phone_e164` is the customer's phone as it is dialled from anywhere; null where it was typed as none that can be.
    `terms` are those of payment, as they were when it was placed. `customer_id` is whose it is; null is a guest's.
    `may` names what may be done with it now.
    """

    order_id: UUID
    number: str
    version: int
    reference: Line | None
    placed_at: datetime
    created_at: datetime
    customer: Customer
    status: Status
    payment_status: PaymentStatus
    payment_state: PaymentState
    shipment_status: ShipmentStatus
    still_ships: bool
    goods_ready: bool
    pickup_ready: bool
    paid: Amount
    written_off: Amount
    credited: Amount
    balance: Amount
    hold: HoldView | None
    cancellation: CancellationView | None
    note: NoteView | None
    custom_status: CustomStatusView | None = None
    phone_e164: str | None = None
    terms: TermsView
    customer_id: UUID | None = None
    may: tuple[Possible, ...]


class HistoryEntry(Contract):
    """Who did what, and when."""

    id: int
    at: datetime
    by: Actor
    action: Action
    detail: dict[str, Any] | None


def order_view(whole: WholeOrder) -> OrderView:
    order, ordered = whole.order, whole.ordered
    return OrderView.model_construct(
        **ordered.content.__dict__,
        order_id=order.order_id,
        number=order.number,
        version=order.version,
        reference=order.reference,
        placed_at=order.placed_at,
        created_at=order.created_at,
        customer=ordered.customer,
        status=order.status,
        payment_status=order.payment_status,
        payment_state=order.payment_state,
        shipment_status=order.shipment_status,
        still_ships=order.still_ships,
        goods_ready=order.goods_ready,
        pickup_ready=order.pickup_ready,
        paid=written(order.paid, order.currency),
        written_off=written(order.settled_money - order.paid, order.currency),
        credited=written(order.credited, order.currency),
        balance=written(order.balance, order.currency),
        hold=_hold_view(order),
        cancellation=_cancellation_view(order),
        phone_e164=whole.phone_e164,
        customer_id=order.customer_id,
        terms=TermsView.model_construct(**terms_of(order).__dict__, expires_at=order.expires_at),
        note=whole.note and note_view(whole.note),
        custom_status=custom_status_view(whole.custom_status) if whole.custom_status else None,
        may=order.may,
    )


def history_entry(entry: WrittenEntry) -> HistoryEntry:
    return HistoryEntry.model_construct(**entry._asdict())


def _hold_view(order: Order) -> HoldView | None:
    if order.hold is Hold.NONE:
        return None
    return HoldView.model_validate(
        {"state": order.hold, "reason": order.hold_reason, "since": order.held_at, "by": order.held_by}
    )


def _cancellation_view(order: Order) -> CancellationView | None:
    if not order.is_cancelled:
        return None
    voided_at = None if order.nothing_was_here else order.slips_voided_at
    return CancellationView.model_validate(
        {
            "reason": order.cancel_reason,
            "reason_code": order.cancel_code,
            "requested_at": order.cancelled_at,
            "by": order.cancelled_by,
            "notify_customer": order.notify_customer,
            "slips_voided_at": voided_at,
            "stock_restored_at": voided_at,
            "parcel_left_at": order.parcel_left_at,
            "credited_at": order.credited_at,
            "return_opened": order.return_number,
            "settled_at": order.settled_at,
        }
    )
