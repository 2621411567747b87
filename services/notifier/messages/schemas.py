"""Messages as the API shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.notifier.messages.held_up import ServerTrouble
from services.notifier.messages.model import MessageAction, MessageState, NotSentReason
from shared.json_limits import Many
from shared.schemas.billing import AmountDue, LateCosts, RemindedInvoice, ReminderContent
from shared.schemas.event import Asked
from shared.schemas.notifier import MessageKind
from shared.schemas.values import DeliverableEmail, Language, Letter, Line
from shared.signed_links import masked

Masked = Annotated[str, AfterValidator(masked)]
"""For staff, who are not the customer that its links are for."""


class ToSendAgain(Asked):
    """`to` is the address for this time; without it, the one that the order's confirmation went to."""

    to: DeliverableEmail | None = None


class NewMessage(ToSendAgain):
    """What staff write to an order's customer; the shop's name is set below it."""

    order_id: UUID
    subject: Line
    text: Letter


class MessagePreview(BaseModel):
    """A message as it would be sent."""

    model_config = ConfigDict(from_attributes=True)

    recipient: str
    recipient_name: str
    language: Language
    subject: str
    text: Masked
    html: Masked


class EditMailPreview(BaseModel):
    """The mail about an edit as it would be written, and why it would not be sent where it would not.

    `recipient` is null of a customer without an address. `sends_documents`: the credit note and the invoice of the edit
    are sent as well, each in a mail of its own.
    """

    model_config = ConfigDict(from_attributes=True)

    recipient: str | None
    recipient_name: str
    language: Language
    subject: str
    text: Masked
    html: Masked
    state: MessageState
    reason: NotSentReason | None
    sends_documents: bool = False


class InvoiceToPreview(RemindedInvoice, Asked):
    model_config = ConfigDict(extra="forbid")


class AmountToPreview(AmountDue, Asked):
    model_config = ConfigDict(extra="forbid")


class LateCostsToPreview(LateCosts, Asked):
    model_config = ConfigDict(extra="forbid")


class ContentToPreview(ReminderContent, Asked):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[int, Field(ge=0, le=4, strict=True)]
    invoices: Annotated[Many[InvoiceToPreview], Field(min_length=1, max_length=1000)]
    totals: Annotated[Many[AmountToPreview], Field(min_length=1, max_length=200)]
    late: LateCostsToPreview | None = None


class ReminderToPreview(Asked):
    """What a reminder of an order would say, as billing tells it."""

    order_id: UUID
    content: ContentToPreview


class MessageSummary(BaseModel):
    """A message in the history.

    `order_id` is null of a message to staff that is about no order, `order_number` there and in messages older than
    that field. `reason` says why a message in the state `not_sent` was not sent. `last_error` is the mail server's
    answer to the last attempt that failed, or what kept it from answering.
    `next_attempt_at` is null unless the message is queued, and while
    that waits for its order, on hold, to be resumed, or `waits_for_file`. Where it is about a document, `document_id`
    is that and `attachment_name` the file that it carries. `resend_of` is the first message that says the same, or is
    about the same document, where `asked_by` had it sent again; one of the kind `by_hand` without it was written by
    `asked_by`. `own_text_failed`: the shop's own text could not be written, and the default was. A mail that was sent
    and came back has `bounced_at`, and in `bounce` what was said of it; `undeliverable`: nothing is sent to its address
    by itself, until staff clear it. `sent_again`: it failed or came back, and a later one that says the same was sent
    or waits to be, so that nobody needs to do anything. `may` lists what can be done with it now.
    """

    model_config = ConfigDict(from_attributes=True)

    message_id: UUID
    order_id: UUID | None
    order_number: str | None
    kind: MessageKind
    language: Language
    recipient: str | None
    recipient_name: str
    subject: str
    state: MessageState
    reason: NotSentReason | None
    attempts: int
    next_attempt_at: datetime | None
    sent_at: datetime | None
    last_error: str | None
    created_at: datetime
    document_id: UUID | None = None
    resend_of: UUID | None = None
    asked_by: str | None = None
    attachment_name: str | None = None
    attachment_bytes: int | None = None
    waits_for_file: bool = False
    own_text_failed: bool = False
    bounced_at: datetime | None = None
    bounce: str | None = None
    undeliverable: bool = False
    sent_again: bool = False
    may: tuple[MessageAction, ...]


class MessageView(MessageSummary):
    """As it was sent, but that the links by which its customer acts lead nowhere."""

    text: Masked
    html: Masked


class MessageBrief(BaseModel):
    """What sending again answers to callers who may not read messages."""

    message_id: UUID
    state: MessageState


class HeldUpView(BaseModel):
    """The mail server takes no mails at all, since then: why, and what it answered, "" where it did not."""

    model_config = ConfigDict(from_attributes=True)

    kind: ServerTrouble
    code: str
    since: datetime


class MessageCounts(BaseModel):
    """How many messages are in each state, counted up to 10,000: at that number there may be more.

    Those `failed`, and those `bounced`, which came back after they were sent, are without what was sent again since; of
    the latter 1,000 are counted.
    `waiting_for_server` are all that are queued where the mail server takes no mails, as `held_up` says.
    """

    queued: int
    sent: int
    failed: int
    not_sent: int
    bounced: int = 0
    waiting_for_server: int = 0
    held_up: HeldUpView | None = None
