"""The rules of messages: their states, which are not sent, and when one may be sent again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.notifier.messages.recipient import is_possible
from shared.refused import Refused
from shared.schemas.fulfilment import PickupReady
from shared.schemas.notifier import REMINDERS, MessageKind
from shared.schemas.orders import OrderCancelled, OrderPlaced
from shared.schemas.values import Language
from shared.states import move


class StillQueued(Refused):
    type = "still-queued"


class Over(Refused):
    type = "message-over"


class NoAddress(Refused):
    type = "no-address"


class RemindAnew(Refused):
    type = "remind-anew"


class NothingToConfirm(Refused):
    type = "order-cancelled"


class ImpossibleAddress(Refused):
    type = "impossible-address"


class MessageState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    NOT_SENT = "not_sent"

    def to(self, state: "MessageState") -> "MessageState":
        return move("a message", self, state, NEXT)


NEXT: dict[MessageState, set[MessageState]] = {
    MessageState.QUEUED: {MessageState.SENT, MessageState.FAILED, MessageState.NOT_SENT},
    MessageState.SENT: set(),
    # What it says is over: it is not offered again.
    MessageState.FAILED: {MessageState.QUEUED, MessageState.NOT_SENT},
    # Withdrawn while it was on its way to the mail server, which then took it; or what it says is so after all.
    MessageState.NOT_SENT: {MessageState.SENT, MessageState.QUEUED},
}


class NotSentReason(StrEnum):
    """Why a message of the history was not sent."""

    NO_ADDRESS = "no_address"
    IMPOSSIBLE_ADDRESS = "impossible_address"
    ORDER_CANCELLED = "order_cancelled"
    LONG_AGO = "long_ago"
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed_over"
    TAKEN_BACK = "taken_back"
    SWITCHED_OFF = "switched_off"
    UNDELIVERABLE = "undeliverable"
    NOTHING_DUE = "nothing_due"


_OVER = {
    NotSentReason.WITHDRAWN,
    NotSentReason.HANDED_OVER,
    NotSentReason.TAKEN_BACK,
    NotSentReason.NOTHING_DUE,
}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a message is for, and the order it is about; its number is None in messages older than that column."""

    order_id: UUID
    number: str | None
    language: Language
    email: str | None
    name: str


class MessageAction(StrEnum):
    """What staff do with a message."""

    RESEND = "resend"
    CLEAR_ADDRESS = "clear_address"


BROUGHT_OVER = timedelta(days=3)
"""An import that runs beside a shop for some days still tells customers what they wait for."""
ON_THE_WAY = timedelta(days=7)
"""So long a storefront's orders wait on their topic while the shop is out of reach; their customers wait too."""


_OF_ORDERS_THAT_STAND = {
    MessageKind.ORDER_CONFIRMATION: "its confirmation",
    MessageKind.PICKUP_READY: "that it is ready for pickup",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message without its text. `order_id` is None of one to staff that is about no order.

    `about` is the id of the thing it reports on: the order itself, or a shipment, a return, a reminder of the order;
    or its own, where what it says of the order is over. Of each kind there is one message about a thing.
    Without `recipient` the customer gave no address; `order_number` is None in messages older than that column,
    `next_attempt_at` unless the message is queued, of a new one that is due at once, and while it waits for its order,
    on hold, to be resumed. `document_id` is the document whose PDF it carries, which is fetched before it is due;
    `resend_of` is the first message that says the same, or is about the same document, where `asked_by` had it sent
    again. One without that was written by `asked_by`.
    """

    message_id: UUID
    order_id: UUID | None
    about: UUID
    order_number: str | None
    kind: MessageKind
    language: Language
    recipient: str | None
    recipient_name: str
    subject: str
    state: MessageState
    reason: NotSentReason | None
    created_at: datetime
    attempts: int = 0
    next_attempt_at: datetime | None = None
    sent_at: datetime | None = None
    last_error: str | None = None
    order_cancelled: bool = False
    document_id: UUID | None = None
    resend_of: UUID | None = None
    asked_by: str | None = None
    attachment_name: str | None = None
    attachment_bytes: int | None = None
    own_text_failed: bool = False
    bounced_at: datetime | None = None
    bounce: str | None = None
    undeliverable: bool = False
    sent_again: bool = False

    @property
    def waits_for_file(self) -> bool:
        return self.state is MessageState.QUEUED and self.document_id is not None and self.attachment_name is None

    @property
    def may(self) -> tuple[MessageAction, ...]:
        """What staff may do with it now."""
        resend = () if self.refusal_to_resend() else (MessageAction.RESEND,)
        return (*resend, MessageAction.CLEAR_ADDRESS) if self.undeliverable else resend

    def queued_again(self, at: datetime) -> Self:
        """As new, with all its attempts, due at once; raises what `refusal_to_resend` says, and ImpossibleAddress."""
        if refusal := self.refusal_to_resend():
            raise refusal
        if self.recipient:
            refuse_impossible(self.recipient)
        return replace(self, state=self.state.to(MessageState.QUEUED), attempts=0, next_attempt_at=at)

    def refusal_to_resend(self) -> Refused | None:
        """What is sent already goes out once more, as another message; one that failed goes on."""
        if self.state is MessageState.QUEUED:
            return StillQueued("the message waits to be sent already")
        if self.is_trial:
            return Over("the message was a trial of a text: it is not sent again")
        if _nothing_to_confirm(self.kind, self.order_cancelled):
            return NothingToConfirm(f"the order is cancelled: {_OF_ORDERS_THAT_STAND[self.kind]} is not sent any more")
        if self.kind in REMINDERS and self.state is not MessageState.FAILED:
            return RemindAnew("what is due may be another amount by now: send a reminder from its order")
        if self.is_over:
            return Over("what the message says is so no more: it is not sent again")
        return None

    @property
    def is_trial(self) -> bool:
        """Of a text, sent to whoever tried it."""
        is_written = self.asked_by is not None and self.resend_of is None
        return self.order_id is None and self.document_id is None and is_written

    @property
    def is_over(self) -> bool:
        """What it says was taken back, before it was sent or, of a pickup, after that."""
        return self.reason in _OVER or (
            self.kind is MessageKind.PICKUP_READY and self.about == self.message_id and self.resend_of is None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWithText(Message):
    """`facts` are what it was written of, as JSON, of a new one."""

    text: str
    html: str
    facts: str | None = None


def at_address(to: Addressee | None, address: str | None, *, what: str) -> Addressee:
    """The customer, at this address where one is given. Raises NoAddress and ImpossibleAddress."""
    if to is None or (address or to.email) is None:
        raise NoAddress(f"the customer of {what} has no e-mail address: say where to send it", field="to")
    refuse_impossible(address or to.email or "")
    return replace(to, email=address or to.email)


def refuse_impossible(address: str) -> None:
    if not is_possible(address):
        raise ImpossibleAddress(
            f"no mail can reach the address {address}", brief="no mail can reach the customer's address", field="to"
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message, sent or failed, as was announced of it, and whether it came back then."""

    message_id: UUID
    state: MessageState
    at: datetime
    error: str | None = None
    bounced_at: datetime | None = None
    bounce: str | None = None
    undeliverable: bool = False


def first_state(
    kind: MessageKind, recipient: str | None, *, order_cancelled: bool, long_ago: bool, switched_off: bool = False
) -> tuple[MessageState, NotSentReason | None]:
    """A message with nowhere to go, or with nothing to say any more, is recorded as not sent, with the reason."""
    if recipient is None:
        return MessageState.NOT_SENT, NotSentReason.NO_ADDRESS
    if not is_possible(recipient):
        return MessageState.NOT_SENT, NotSentReason.IMPOSSIBLE_ADDRESS
    if long_ago:
        return MessageState.NOT_SENT, NotSentReason.LONG_AGO
    if _nothing_to_confirm(kind, order_cancelled):
        return MessageState.NOT_SENT, NotSentReason.ORDER_CANCELLED
    if switched_off:
        return MessageState.NOT_SENT, NotSentReason.SWITCHED_OFF
    return MessageState.QUEUED, None


def was_long_ago(event: OrderPlaced | OrderCancelled) -> bool:
    """Then it is history, brought over from elsewhere, and no customer is told of it.

    By the event's own times, so that it is the same whenever it is read. Events without both are told.
    """
    if event.recorded_at is None:
        return False
    if event.occurred_at:
        return event.recorded_at - event.occurred_at > BROUGHT_OVER
    return event.recorded_at - happened_at(event) > ON_THE_WAY


def was_ready_long_ago(event: PickupReady) -> bool:
    """As of an order."""
    return event.recorded_at is not None and event.recorded_at - event.ready_at > BROUGHT_OVER


def _nothing_to_confirm(kind: MessageKind, order_cancelled: bool) -> bool:
    return kind in _OF_ORDERS_THAT_STAND and order_cancelled


def happened_at(event: OrderPlaced | OrderCancelled) -> datetime:
    return event.placed_at if isinstance(event, OrderPlaced) else event.cancelled_at
