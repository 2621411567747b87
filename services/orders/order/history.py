"""The history of an order: who did what, and when; its SQL."""

from collections.abc import Sequence
from datetime import datetime
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
    EDITED = "edited"
    INVOICED = "invoiced"
    INVOICE_REVISED = "invoice_revised"
    CREDITED = "credited"
    PAYMENT_RECORDED = "payment_recorded"
    PAYMENT_REVERSED = "payment_reversed"
    DIFFERENCE_WRITTEN_OFF = "difference_written_off"
    WRITE_OFF_REVERSED = "write_off_reversed"
    PAYMENT_PENDING = "payment_pending"
    PAYMENT_FAILED = "payment_failed"
    REMINDED = "reminded"
    REFUND_REQUESTED = "refund_requested"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    SLIP_CREATED = "slip_created"
    SLIP_SPLIT = "slip_split"
    SLIPS_MERGED = "slips_merged"
    SLIP_READY = "slip_ready"
    SLIP_WAITS = "slip_waits"
    SLIP_REDUCED = "slip_reduced"
    SLIP_CHANGED = "slip_changed"
    UNORDERED_GOODS_LEFT = "unordered_goods_left"
    CREDITED_GOODS_LEFT = "credited_goods_left"
    NOTHING_TO_SHIP = "nothing_to_ship"
    SHIPPED = "shipped"
    UNSHIPPED = "unshipped"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    PARCEL_ADDED = "parcel_added"
    PARCEL_CORRECTED = "parcel_corrected"
    PARCEL_LOST = "parcel_lost"
    PARCEL_FOUND = "parcel_found"
    PARCEL_REMOVED = "parcel_removed"
    PICKUP_READY = "pickup_ready"
    PICKUP_WITHDRAWN = "pickup_withdrawn"
    MESSAGE_SENT = "message_sent"
    MESSAGE_FAILED = "message_failed"
    MESSAGE_BOUNCED = "message_bounced"
    ADDRESS_CLEARED = "address_cleared"
    CANCELLED = "cancelled"
    SLIPS_VOIDED = "slips_voided"
    CANCELLATION_INVOICED = "cancellation_invoiced"
    NOTHING_TO_CREDIT = "nothing_to_credit"
    PARCEL_LEFT_TOO_LATE = "parcel_left_too_late"
    RETURN_OPENED = "return_opened"
    RETURN_REQUESTED = "return_requested"
    RETURN_CHANGED = "return_changed"
    RETURN_APPROVED = "return_approved"
    RETURN_DECLINED = "return_declined"
    RETURN_IN_TRANSIT = "return_in_transit"
    RETURN_RECEIVED = "return_received"
    RETURN_DISPOSED = "return_disposed"
    RETURN_RESTOCKED = "return_restocked"
    RETURN_CREDIT_DECIDED = "return_credit_decided"
    RETURN_REFUND_DECIDED = "return_refund_decided"
    RETURN_EXCHANGE_DECIDED = "return_exchange_decided"
    RETURN_DECISION_REFUSED = "return_decision_refused"
    RETURN_CANCELLED = "return_cancelled"
    RETURN_EXPIRED = "return_expired"
    RETURN_CLOSED = "return_closed"
    EXCHANGE_PLACED = "exchange_placed"
    WITHDRAWN = "withdrawn"
    CANCELLATION_SETTLED = "cancellation_settled"
    NOTE_SAVED = "note_saved"
    CUSTOMER_CHANGED = "customer_changed"
    CUSTOMER_ATTACHED = "customer_attached"
    CUSTOMER_DETACHED = "customer_detached"
    CUSTOM_STATUS_SET = "custom_status_set"
    CUSTOM_STATUS_CLEARED = "custom_status_cleared"
    TASK_ADDED = "task_added"
    TASK_CHANGED = "task_changed"
    TASK_DONE = "task_done"
    TASK_REOPENED = "task_reopened"
    TASK_REMOVED = "task_removed"


class Detail(Contract):
    """What an entry says beside its action; each action has a form of its own, or none."""


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
