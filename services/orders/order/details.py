"""What the history says beside an action, by the form that each has."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from services.orders.order.customer_history import AttachedDetail, CustomerDetail
from services.orders.order.history import Action, Detail
from services.orders.order.own_history import (
    CancellationDetail,
    CustomStatusDetail,
    EditDetail,
    ExchangeDetail,
    HoldDetail,
    NoteDetail,
    TaskDetail,
)
from shared.schemas.event import Contract


class DocumentDetail(Detail):
    number: str


class RevisionDetail(DocumentDetail):
    revision: int
    delivery_time: str | None = None


class Goods(Contract):
    sku: str
    quantity: int


class CreditDetail(DocumentDetail):
    """`restocked` are credited units that had left and are back, by what the credit note says."""

    gross: Decimal
    reason: str | None
    restocked: tuple[Goods, ...] = ()


class PaymentDetail(Detail):
    """What was typed about it; `paid_at` is when the money came or went, `entry_id` what it is in billing's ledger."""

    amount: Decimal
    currency: str
    method: str | None = None
    reference: str | None = None
    reason: str | None = None
    paid_at: datetime | None = None
    entry_id: UUID | None = None


class ReminderDetail(Detail):
    """`amount` is what was still to be paid of the order. `level` is null of one that somebody sent, and where the
    order is only listed in the reminder of another, which is `part_of`.
    """

    reminder_id: UUID
    level: int | None = None
    amount: Decimal
    currency: str
    part_of: UUID | None = None


class RefundDetail(Detail):
    """What was typed about it; `refunded_at` is when the money went, `came_back_at` when it came back after that,
    `failure` why.
    """

    refund_id: UUID
    amount: Decimal
    currency: str
    method: str
    reference: str | None = None
    reason: str | None = None
    refunded_at: datetime | None = None
    failure: str | None = None
    came_back_at: datetime | None = None


class SlipDetail(Detail):
    slip: str


class PartedDetail(SlipDetail):
    """A slip that was split or merged, and the number of the other one."""

    other: str


class ParcelDetail(SlipDetail):
    """A parcel as it is called, by its carrier and number, or what it weighs; `number` is where it is tracked by."""

    parcel: str
    number: str | None = None


class LostDetail(ParcelDetail):
    """`other` is the number of the slip with which it is sent again."""

    other: str


class LeftDetail(SlipDetail):
    """Of a line with each product, how many of it left."""

    goods: tuple[Goods, ...]


class UnshippedDetail(SlipDetail):
    reason: str | None = None


class NewSlipDetail(SlipDetail):
    state: str


class SlipsDetail(Detail):
    slips: tuple[str, ...]


class MessageDetail(Detail):
    """`to` is the address that staff had it sent to."""

    kind: str
    to: str | None = None


class FailureDetail(MessageDetail):
    error: str


class BouncedDetail(MessageDetail):
    """`status` is that of RFC 3463, "" where it is not known; `undeliverable`: nothing more is sent there by itself."""

    status: str = ""
    undeliverable: bool = False


class ReturnDetail(Detail):
    number: str
    reason: str


class ReturnedGoods(Goods):
    """`outcome` is what became of units that were awaited, `disposition` where received ones go."""

    outcome: str | None = None
    disposition: str | None = None


class ReturnStepDetail(Detail):
    """What happened to a return; `reference` is its parcel, by carrier and number.

    `decision_id` is what fulfilment has carried out; `decision` is what its owner refuses, by a `problem`; `failure`
    says it for people.
    """

    number: str
    goods: tuple[ReturnedGoods, ...] = ()
    reason: str | None = None
    reference: str | None = None
    decision_id: UUID | None = None
    amount: Decimal | None = None
    decision: str | None = None
    problem: str | None = None
    failure: str | None = None


class WithdrawnDetail(Detail):
    """What the customer withdraws from; after the period it asks for nothing."""

    goods: tuple[Goods, ...]
    late: bool = False
    withdrawal_id: UUID


DETAILS: dict[Action, type[Detail]] = {
    Action.HOLD_REQUESTED: HoldDetail,
    Action.EDITED: EditDetail,
    Action.INVOICED: DocumentDetail,
    Action.INVOICE_REVISED: RevisionDetail,
    Action.CREDITED: CreditDetail,
    Action.PAYMENT_RECORDED: PaymentDetail,
    Action.DIFFERENCE_WRITTEN_OFF: PaymentDetail,
    Action.WRITE_OFF_REVERSED: PaymentDetail,
    Action.PAYMENT_PENDING: PaymentDetail,
    Action.PAYMENT_FAILED: PaymentDetail,
    Action.PAYMENT_REVERSED: PaymentDetail,
    Action.REMINDED: ReminderDetail,
    Action.REFUND_REQUESTED: RefundDetail,
    Action.REFUNDED: RefundDetail,
    Action.REFUND_FAILED: RefundDetail,
    Action.SLIP_CREATED: NewSlipDetail,
    Action.SLIP_SPLIT: PartedDetail,
    Action.SLIPS_MERGED: PartedDetail,
    Action.SLIP_READY: SlipDetail,
    Action.SLIP_WAITS: SlipDetail,
    Action.SLIP_REDUCED: SlipDetail,
    Action.SLIP_CHANGED: SlipDetail,
    Action.UNORDERED_GOODS_LEFT: LeftDetail,
    Action.CREDITED_GOODS_LEFT: LeftDetail,
    Action.SHIPPED: SlipDetail,
    Action.UNSHIPPED: UnshippedDetail,
    Action.DELIVERED: SlipDetail,
    Action.UNDELIVERED: UnshippedDetail,
    Action.PARCEL_ADDED: ParcelDetail,
    Action.PARCEL_CORRECTED: ParcelDetail,
    Action.PARCEL_LOST: LostDetail,
    Action.PARCEL_FOUND: ParcelDetail,
    Action.PARCEL_REMOVED: ParcelDetail,
    Action.PICKUP_READY: SlipDetail,
    Action.PICKUP_WITHDRAWN: UnshippedDetail,
    Action.MESSAGE_SENT: MessageDetail,
    Action.MESSAGE_FAILED: FailureDetail,
    Action.MESSAGE_BOUNCED: BouncedDetail,
    Action.ADDRESS_CLEARED: MessageDetail,
    Action.CANCELLED: CancellationDetail,
    Action.SLIPS_VOIDED: SlipsDetail,
    Action.CANCELLATION_INVOICED: DocumentDetail,
    Action.PARCEL_LEFT_TOO_LATE: SlipDetail,
    Action.RETURN_OPENED: ReturnDetail,
    Action.RETURN_REQUESTED: ReturnStepDetail,
    Action.RETURN_CHANGED: ReturnStepDetail,
    Action.RETURN_APPROVED: ReturnStepDetail,
    Action.RETURN_DECLINED: ReturnStepDetail,
    Action.RETURN_IN_TRANSIT: ReturnStepDetail,
    Action.RETURN_RECEIVED: ReturnStepDetail,
    Action.RETURN_DISPOSED: ReturnStepDetail,
    Action.RETURN_RESTOCKED: ReturnStepDetail,
    Action.RETURN_CREDIT_DECIDED: ReturnStepDetail,
    Action.RETURN_REFUND_DECIDED: ReturnStepDetail,
    Action.RETURN_EXCHANGE_DECIDED: ReturnStepDetail,
    Action.RETURN_DECISION_REFUSED: ReturnStepDetail,
    Action.RETURN_CANCELLED: ReturnStepDetail,
    Action.RETURN_EXPIRED: ReturnStepDetail,
    Action.RETURN_CLOSED: ReturnStepDetail,
    Action.EXCHANGE_PLACED: ExchangeDetail,
    Action.WITHDRAWN: WithdrawnDetail,
    Action.NOTE_SAVED: NoteDetail,
    Action.CUSTOMER_CHANGED: CustomerDetail,
    Action.CUSTOMER_ATTACHED: AttachedDetail,
    Action.CUSTOMER_DETACHED: AttachedDetail,
    Action.CUSTOM_STATUS_SET: CustomStatusDetail,
    Action.CUSTOM_STATUS_CLEARED: CustomStatusDetail,
    Action.TASK_ADDED: TaskDetail,
    Action.TASK_CHANGED: TaskDetail,
    Action.TASK_DONE: TaskDetail,
    Action.TASK_REOPENED: TaskDetail,
    Action.TASK_REMOVED: TaskDetail,
}
