"""What the history says of each event of another service, and with which detail."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from services.orders.order.details import (
    BouncedDetail,
    CreditDetail,
    DocumentDetail,
    FailureDetail,
    Goods,
    LeftDetail,
    LostDetail,
    MessageDetail,
    NewSlipDetail,
    ParcelDetail,
    PartedDetail,
    PaymentDetail,
    RefundDetail,
    ReminderDetail,
    ReturnDetail,
    RevisionDetail,
    SlipDetail,
    SlipsDetail,
    UnshippedDetail,
    WithdrawnDetail,
)
from services.orders.order.history import Action, Detail
from services.orders.order.said_of_returns import ACTIONS as OF_RETURNS
from services.orders.order.said_of_returns import detail_of_restocked, detail_of_return
from shared.schemas.billing import (
    CancellationInvoiceIssued,
    CreditNoteIssued,
    DifferenceWrittenOff,
    DocumentRevised,
    EditedOrderCredited,
    InvoiceIssued,
    LedgerEvent,
    NothingToCredit,
    PaymentFailed,
    PaymentPending,
    PaymentRecorded,
    PaymentReminderIssued,
    PaymentReversed,
    RefundEvent,
    RefundFailed,
    RefundRequested,
    RefundSucceeded,
    WriteOffReversed,
)
from shared.schemas.event import OrderEvent
from shared.schemas.fulfilment import (
    CancellationTooLate,
    CreditedGoodsLeft,
    NothingToShip,
    ParcelAdded,
    ParcelCorrected,
    ParcelEvent,
    ParcelFound,
    ParcelLost,
    ParcelRemoved,
    PickupReady,
    PickupWithdrawn,
    ReturnedGoodsRestocked,
    ShipmentDelivered,
    ShipmentShipped,
    ShipmentUndelivered,
    ShipmentUnshipped,
    SlipChanged,
    SlipCreated,
    SlipReady,
    SlipReduced,
    SlipsMerged,
    SlipSplit,
    SlipsVoided,
    SlipWaits,
    UnorderedGoodsLeft,
)
from shared.schemas.notifier import (
    AddressCleared,
    MessageBounced,
    MessageFailed,
    MessageFailedV2,
    MessageSent,
    MessageSentV2,
)
from shared.schemas.returns import ReturnOpened, ReturnOpenedV2
from shared.schemas.withdrawals import OrderWithdrawn


class Said(NamedTuple):
    """`at` names the event's own time; what older services tell has none."""

    action: Action
    at: str | None = None
    detail: Callable[[Any], Detail] | None = None


def _payment(event: LedgerEvent) -> Detail:
    return PaymentDetail(
        amount=event.amount,
        currency=event.currency,
        method=event.method,
        reference=event.reference,
        reason=event.reason,
        paid_at=event.paid_at,
        entry_id=event.entry_id,
    )


def _expected(event: PaymentPending | PaymentFailed) -> Detail:
    return PaymentDetail(
        amount=event.amount,
        currency=event.currency,
        method=event.method,
        reference=event.reference,
        reason=event.reason if isinstance(event, PaymentFailed) else None,
        entry_id=event.entry_id,
    )


def _refund(event: RefundEvent) -> Detail:
    return RefundDetail(
        refund_id=event.refund_id,
        amount=event.amount,
        currency=event.currency,
        method=event.method,
        reference=event.reference,
        reason=event.reason,
        refunded_at=event.refunded_at if isinstance(event, RefundSucceeded) else None,
        failure=event.failure if isinstance(event, RefundFailed) else None,
        came_back_at=event.came_back_at if isinstance(event, RefundFailed) else None,
    )


def _reminder(event: PaymentReminderIssued) -> Detail:
    own = [one for one in event.content.invoices if one.order_id == event.order_id]
    return ReminderDetail(
        reminder_id=event.reminder_id,
        level=event.level,
        amount=sum((one.due for one in own), Decimal(0)),
        currency=event.content.invoices[0].currency if not own else own[0].currency,
        part_of=event.part_of,
    )


def _slip(
    event: SlipReady
    | PickupReady
    | SlipWaits
    | SlipReduced
    | SlipChanged
    | ShipmentShipped
    | ShipmentDelivered
    | CancellationTooLate,
) -> Detail:
    return SlipDetail(slip=event.slip_number)


def _parcel(event: ParcelEvent) -> ParcelDetail:
    parcel = event.parcel
    called = " ".join([text for text in (parcel.carrier_name, parcel.tracking_number) if text])
    return ParcelDetail(slip=event.slip_number, parcel=called or f"{parcel.weight_g} g", number=parcel.tracking_number)


def _lost(event: ParcelLost) -> Detail:
    return LostDetail(**_parcel(event).model_dump(), other=event.sent_again_number)


def _credit(event: CreditNoteIssued | EditedOrderCredited) -> Detail:
    lines = event.lines if isinstance(event, CreditNoteIssued) else ()
    back = tuple([Goods(sku=line.sku, quantity=line.quantity) for line in lines if line.restock])
    return CreditDetail(number=event.number, gross=event.totals.gross, reason=event.reason, restocked=back)


def _withdrawn(event: OrderWithdrawn) -> Detail:
    goods = tuple([Goods(sku=line.sku, quantity=line.quantity) for line in event.lines])
    return WithdrawnDetail(goods=goods, late=event.late, withdrawal_id=event.withdrawal_id)


def _return(event: ReturnOpened | ReturnOpenedV2) -> Detail:
    return ReturnDetail(number=event.number, reason=event.reason)


def _left(event: CreditedGoodsLeft | UnorderedGoodsLeft) -> Detail:
    goods = tuple([Goods(sku=line.sku, quantity=line.quantity) for line in event.lines])
    return LeftDetail(slip=event.slip_number, goods=goods)


def _failure(event: MessageFailed | MessageFailedV2) -> Detail:
    # The text is a mail server's: jsonb takes no NUL.
    return FailureDetail(kind=event.kind, to=_chosen(event), error=event.error[:500].replace("\0", ""))


def _sent(event: MessageSent | MessageSentV2) -> Detail:
    return MessageDetail(kind=event.kind, to=_chosen(event))


def _bounced(event: MessageBounced) -> Detail:
    return BouncedDetail(kind=event.kind, to=event.to, status=event.status, undeliverable=event.address_undeliverable)


def _chosen(event: OrderEvent) -> str | None:
    """Where staff had it sent to."""
    return event.to if isinstance(event, MessageSentV2 | MessageFailedV2) else None


SAID: dict[type[OrderEvent], Said] = {
    InvoiceIssued: Said(Action.INVOICED, "issued_at", lambda event: DocumentDetail(number=event.number)),
    SlipCreated: Said(
        Action.SLIP_CREATED, "created_at", lambda event: NewSlipDetail(slip=event.slip_number, state=event.state)
    ),
    SlipSplit: Said(
        Action.SLIP_SPLIT,
        "split_at",
        lambda event: PartedDetail(slip=event.slip_number, other=event.split_off_number),
    ),
    SlipsMerged: Said(
        Action.SLIPS_MERGED,
        "merged_at",
        lambda event: PartedDetail(slip=event.slip_number, other=event.merged_number),
    ),
    NothingToShip: Said(Action.NOTHING_TO_SHIP, "found_at"),
    MessageSent: Said(Action.MESSAGE_SENT, "sent_at", _sent),
    MessageFailed: Said(Action.MESSAGE_FAILED, "failed_at", _failure),
    MessageSentV2: Said(Action.MESSAGE_SENT, "sent_at", _sent),
    MessageFailedV2: Said(Action.MESSAGE_FAILED, "failed_at", _failure),
    MessageBounced: Said(Action.MESSAGE_BOUNCED, "bounced_at", _bounced),
    AddressCleared: Said(Action.ADDRESS_CLEARED, "cleared_at", lambda event: MessageDetail(kind=event.kind)),
    SlipReady: Said(Action.SLIP_READY, "ready_at", _slip),
    SlipWaits: Said(Action.SLIP_WAITS, "waits_at", _slip),
    SlipReduced: Said(Action.SLIP_REDUCED, "reduced_at", _slip),
    SlipChanged: Said(Action.SLIP_CHANGED, "changed_at", _slip),
    UnorderedGoodsLeft: Said(Action.UNORDERED_GOODS_LEFT, "found_at", _left),
    CreditedGoodsLeft: Said(Action.CREDITED_GOODS_LEFT, "found_at", _left),
    PaymentRecorded: Said(Action.PAYMENT_RECORDED, "recorded_at", _payment),
    PaymentReversed: Said(Action.PAYMENT_REVERSED, "recorded_at", _payment),
    DifferenceWrittenOff: Said(Action.DIFFERENCE_WRITTEN_OFF, "recorded_at", _payment),
    WriteOffReversed: Said(Action.WRITE_OFF_REVERSED, "recorded_at", _payment),
    PaymentPending: Said(Action.PAYMENT_PENDING, "recorded_at", _expected),
    PaymentFailed: Said(Action.PAYMENT_FAILED, "recorded_at", _expected),
    PaymentReminderIssued: Said(Action.REMINDED, "issued_at", _reminder),
    RefundRequested: Said(Action.REFUND_REQUESTED, "recorded_at", _refund),
    RefundSucceeded: Said(Action.REFUNDED, "recorded_at", _refund),
    RefundFailed: Said(Action.REFUND_FAILED, "recorded_at", _refund),
    ShipmentShipped: Said(Action.SHIPPED, "shipped_at", _slip),
    ShipmentUnshipped: Said(
        Action.UNSHIPPED, "unshipped_at", lambda event: UnshippedDetail(slip=event.slip_number, reason=event.reason)
    ),
    ShipmentDelivered: Said(Action.DELIVERED, "delivered_at", _slip),
    ShipmentUndelivered: Said(
        Action.UNDELIVERED,
        "undelivered_at",
        lambda event: UnshippedDetail(slip=event.slip_number, reason=event.reason),
    ),
    ParcelAdded: Said(Action.PARCEL_ADDED, "at", _parcel),
    ParcelCorrected: Said(Action.PARCEL_CORRECTED, "at", _parcel),
    ParcelLost: Said(Action.PARCEL_LOST, "at", _lost),
    ParcelFound: Said(Action.PARCEL_FOUND, "at", _parcel),
    ParcelRemoved: Said(Action.PARCEL_REMOVED, "at", _parcel),
    PickupReady: Said(Action.PICKUP_READY, "ready_at", _slip),
    PickupWithdrawn: Said(
        Action.PICKUP_WITHDRAWN,
        "withdrawn_at",
        lambda event: UnshippedDetail(slip=event.slip_number, reason=event.reason),
    ),
    DocumentRevised: Said(
        Action.INVOICE_REVISED,
        "revised_at",
        lambda event: RevisionDetail(number=event.number, revision=event.revision, delivery_time=event.delivery_time),
    ),
    CreditNoteIssued: Said(
        Action.CREDITED,
        "issued_at",
        _credit,
    ),
    EditedOrderCredited: Said(Action.CREDITED, "issued_at", _credit),
    SlipsVoided: Said(Action.SLIPS_VOIDED, "voided_at", lambda event: SlipsDetail(slips=event.slip_numbers)),
    CancellationInvoiceIssued: Said(
        Action.CANCELLATION_INVOICED, "issued_at", lambda event: DocumentDetail(number=event.number)
    ),
    NothingToCredit: Said(Action.NOTHING_TO_CREDIT, "found_at"),
    CancellationTooLate: Said(Action.PARCEL_LEFT_TOO_LATE, "found_at", _slip),
    ReturnOpened: Said(Action.RETURN_OPENED, "opened_at", _return),
    ReturnOpenedV2: Said(Action.RETURN_OPENED, "opened_at", _return),
    ReturnedGoodsRestocked: Said(Action.RETURN_RESTOCKED, "restocked_at", detail_of_restocked),
    OrderWithdrawn: Said(Action.WITHDRAWN, "received_at", _withdrawn),
    **{kind: Said(action, "at", detail_of_return) for kind, action in OF_RETURNS.items()},
}
"""Events that are not here change an order without an entry of their own."""
