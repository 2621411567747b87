"""Contracts of the notifier service. No text of a message leaves it in an event, nor an address that nobody chose."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from shared.schemas.event import Event, OrderEvent
from shared.schemas.values import Actor, Instant
from shared.schemas.written_as import WrittenAs


class MessageKind(StrEnum):
    """`stock_low` and `return_to_review` go to staff, `quote` to who has not ordered yet: no event tells of them."""

    ORDER_CONFIRMATION = "order_confirmation"
    ORDER_CANCELLATION = "order_cancellation"
    PICKUP_READY = "pickup_ready"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    CANCELLATION_INVOICE = "cancellation_invoice"
    STOCK_LOW = "stock_low"
    SHIPPED = "shipped"
    PARTLY_SHIPPED = "partly_shipped"
    SENT_AGAIN = "sent_again"
    DELIVERED = "delivered"
    BY_HAND = "by_hand"
    QUOTE = "quote"
    CUSTOM_STATUS = "custom_status"
    PAYMENT_RECEIVED = "payment_received"
    REFUNDED = "refunded"
    RETURN_REQUESTED = "return_requested"
    RETURN_TO_REVIEW = "return_to_review"
    RETURN_APPROVED = "return_approved"
    RETURN_DECLINED = "return_declined"
    RETURN_RECEIVED = "return_received"
    WITHDRAWAL_RECEIPT = "withdrawal_receipt"
    ORDER_CHANGED = "order_changed"
    PAYMENT_NOTICE = "payment_notice"
    FIRST_REMINDER = "first_reminder"
    SECOND_REMINDER = "second_reminder"
    THIRD_REMINDER = "third_reminder"
    LAST_REMINDER = "last_reminder"


FirstKind = Literal[MessageKind.ORDER_CONFIRMATION, MessageKind.ORDER_CANCELLATION]
FIRST_KINDS: frozenset[MessageKind] = frozenset({MessageKind.ORDER_CONFIRMATION, MessageKind.ORDER_CANCELLATION})
"""What the first version of the events can name; its readers know no other."""

DOCUMENTS: frozenset[MessageKind] = frozenset(
    {MessageKind.INVOICE, MessageKind.CREDIT_NOTE, MessageKind.CANCELLATION_INVOICE}
)
"""Those that carry the PDF of a document."""

SHIPMENTS: frozenset[MessageKind] = frozenset(
    {MessageKind.SHIPPED, MessageKind.PARTLY_SHIPPED, MessageKind.SENT_AGAIN, MessageKind.DELIVERED}
)
"""Those about a shipment, with its parcels."""

REMINDERS: Sequence[MessageKind] = (
    MessageKind.PAYMENT_NOTICE,
    MessageKind.FIRST_REMINDER,
    MessageKind.SECOND_REMINDER,
    MessageKind.THIRD_REMINDER,
    MessageKind.LAST_REMINDER,
)
"""The texts of reminders of payment by their numbers: what is to be paid until when, then from the friendly to the
last one."""

AnyKind = Annotated[str, WrittenAs(r"^[a-z_]{1,50}$", 'write a kind of message such as "shipped"')]
"""A word of `MessageKind`, or of a later one: readers pass over what they do not know."""


class WhyFailed(StrEnum):
    """How `error` begins where a message is given up; after a colon comes what the server answered, as a code."""

    REFUSED = "refused by the mail server"
    IN_VAIN = "given up after repeated attempts"
    WITHOUT_FILE = "its PDF did not come"


class NotifierEvent(OrderEvent):
    owner: ClassVar[str] = "notifier"
    topic: ClassVar[str] = "notifier.events"


class MessageSent(NotifierEvent):
    """The mail server accepted the message, a confirmation or a cancellation; of other kinds, version 2 tells."""

    message_id: UUID
    kind: FirstKind
    sent_at: Instant


class MessageFailed(NotifierEvent):
    """The message is given up: refused by the mail server, or retried in vain. Version 2 tells of other kinds."""

    message_id: UUID
    kind: FirstKind
    failed_at: Instant
    error: str


class MessageSentV2(NotifierEvent):
    """The mail server accepted a message of a kind that version 1 has no word for, or one that staff had sent.

    Each message is told by one of the two versions: who reads both hears of all, of each once. `document_id` is the
    invoice or credit that it carries, `by` who wrote it, or had it sent again, `to` the address they had it sent to.
    """

    version: ClassVar[int] = 2

    message_id: UUID
    kind: AnyKind
    document_id: UUID | None = None
    by: Actor | None = None
    to: str | None = None
    sent_at: Instant


class MessageFailedV2(NotifierEvent):
    """A message of a kind that version 1 has no word for, or one that staff had sent, is given up, as in version 1."""

    version: ClassVar[int] = 2

    message_id: UUID
    kind: AnyKind
    document_id: UUID | None = None
    by: Actor | None = None
    to: str | None = None
    failed_at: Instant
    error: str


class MessageBounced(NotifierEvent):
    """A message that was sent came back: a mail server on its way, or its mailbox, did not take it after all.

    `status` says why (RFC 3463, such as "5.2.2"), "" where that is not known. `address_undeliverable`: nothing is sent
    to its address by itself until it is cleared; one that was taken for good may be told of once more with that.
    """

    message_id: UUID
    kind: AnyKind
    document_id: UUID | None = None
    to: str | None = None
    bounced_at: Instant
    status: str = ""
    address_undeliverable: bool = False


class AddressCleared(NotifierEvent):
    """Staff say that the address of a message takes mails again: what is written by itself is sent there."""

    message_id: UUID
    kind: AnyKind
    by: Actor
    cleared_at: Instant


EVENTS: tuple[type[Event], ...] = (
    MessageSent,
    MessageFailed,
    MessageSentV2,
    MessageFailedV2,
    MessageBounced,
    AddressCleared,
)
