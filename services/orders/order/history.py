"""The history of an order: who did what, and when; its SQL."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from shared.schemas.event import Contract
from shared.transaction import Tx


class Action(StrEnum):
    """What can be done on an order."""

    PLACED = "placed"
    HOLD_REQUESTED = "hold_requested"
    HOLD_EFFECTIVE = "hold_effective"
    RESUMED = "resumed"
    INVOICED = "invoiced"
    CREDITED = "credited"
    PAYMENT_RECORDED = "payment_recorded"
    PAYMENT_REVERSED = "payment_reversed"
    SLIP_CREATED = "slip_created"
    SLIP_READY = "slip_ready"
    SLIP_WAITS = "slip_waits"
    SLIP_REDUCED = "slip_reduced"
    CREDITED_GOODS_LEFT = "credited_goods_left"
    NOTHING_TO_SHIP = "nothing_to_ship"
    SHIPPED = "shipped"
    UNSHIPPED = "unshipped"
    PICKUP_READY = "pickup_ready"
    PICKUP_WITHDRAWN = "pickup_withdrawn"
    MESSAGE_SENT = "message_sent"
    MESSAGE_FAILED = "message_failed"
    CANCELLED = "cancelled"
    SLIPS_VOIDED = "slips_voided"
    CANCELLATION_INVOICED = "cancellation_invoiced"
    NOTHING_TO_CREDIT = "nothing_to_credit"
    PARCEL_LEFT_TOO_LATE = "parcel_left_too_late"
    RETURN_OPENED = "return_opened"
    CANCELLATION_SETTLED = "cancellation_settled"
    NOTE_SAVED = "note_saved"


class Detail(Contract):
    """What an entry says beside its action; each action has a form of its own, or none."""


class HoldDetail(Detail):
    reason: str


class CancellationDetail(Detail):
    reason: str | None
    notify_customer: bool


class DocumentDetail(Detail):
    number: str


class CreditDetail(DocumentDetail):
    gross: Decimal
    reason: str | None


class PaymentDetail(Detail):
    """What was typed about it; `paid_at` is when the money came or went, `entry_id` what it is in billing's ledger."""

    amount: Decimal
    currency: str
    method: str | None = None
    reference: str | None = None
    reason: str | None = None
    paid_at: datetime | None = None
    entry_id: UUID | None = None


class SlipDetail(Detail):
    slip: str


class Goods(Contract):
    sku: str
    quantity: int


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
    kind: str


class FailureDetail(MessageDetail):
    error: str


class NoteDetail(Detail):
    """The text that is not to be seen any more."""

    replaced: str


class ReturnDetail(Detail):
    number: str
    reason: str


DETAILS: dict[Action, type[Detail]] = {
    Action.HOLD_REQUESTED: HoldDetail,
    Action.INVOICED: DocumentDetail,
    Action.CREDITED: CreditDetail,
    Action.PAYMENT_RECORDED: PaymentDetail,
    Action.PAYMENT_REVERSED: PaymentDetail,
    Action.SLIP_CREATED: NewSlipDetail,
    Action.SLIP_READY: SlipDetail,
    Action.SLIP_WAITS: SlipDetail,
    Action.SLIP_REDUCED: SlipDetail,
    Action.CREDITED_GOODS_LEFT: LeftDetail,
    Action.SHIPPED: SlipDetail,
    Action.UNSHIPPED: UnshippedDetail,
    Action.PICKUP_READY: SlipDetail,
    Action.PICKUP_WITHDRAWN: UnshippedDetail,
    Action.MESSAGE_SENT: MessageDetail,
    Action.MESSAGE_FAILED: FailureDetail,
    Action.CANCELLED: CancellationDetail,
    Action.SLIPS_VOIDED: SlipsDetail,
    Action.CANCELLATION_INVOICED: DocumentDetail,
    Action.PARCEL_LEFT_TOO_LATE: SlipDetail,
    Action.RETURN_OPENED: ReturnDetail,
    Action.NOTE_SAVED: NoteDetail,
}


class Entry(NamedTuple):
    """`at` is when it happened."""

    order_id: UUID
    at: datetime
    by: str
    action: Action
    detail: Detail | None = None


async def insert_history(tx: Tx, entries: Sequence[Entry]) -> None:
    if entries:
        await tx.execute(insert_history_from(1), *columns_of(entries))


def insert_history_from(first: int) -> str:
    """The statement, also as the end of one that writes more; `first` is the number of its first parameter."""
    kinds = enumerate(("uuid", "timestamptz", "text", "text", "jsonb"), start=first)
    columns = ", ".join(f"${number}::{kind}[]" for number, kind in kinds)
    return f"INSERT INTO history (order_id, at, by, action, detail) SELECT * FROM unnest({columns})"  # noqa: S608


def columns_of(entries: Sequence[Entry]) -> list[list[Any]]:
    return [
        [entry.order_id for entry in entries],
        [entry.at for entry in entries],
        [entry.by for entry in entries],
        [entry.action for entry in entries],
        [entry.detail and entry.detail.model_dump_json() for entry in entries],
    ]
