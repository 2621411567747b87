"""The rules of messages: their states, when an attempt is repeated, when a message is given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from shared.refused import Refused
from shared.schemas.notifier import MessageKind
from shared.schemas.values import Language
from shared.states import move


class NotFailed(Refused):
    type = "not-failed"


class NothingToConfirm(Refused):
    type = "order-cancelled"


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
    MessageState.FAILED: {MessageState.QUEUED},
    # Withdrawn while it was on its way to the mail server, which then took it.
    MessageState.NOT_SENT: {MessageState.SENT},
}


class NotSentReason(StrEnum):
    """Why a message stands in the history without having been sent."""

    NO_ADDRESS = "no_address"
    ORDER_CANCELLED = "order_cancelled"


class Outcome(StrEnum):
    """What came of one attempt to send a message."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"


RETRY_AFTER = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
"""Waits after deferred attempts; when they are used up the message has failed."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it was written; without `recipient` the customer gave no address."""

    message_id: UUID
    order_id: UUID
    order_number: str
    kind: MessageKind
    language: Language
    recipient: str | None
    recipient_name: str
    subject: str
    text: str
    html: str
    created_at: datetime
    state: MessageState = MessageState.QUEUED
    reason: NotSentReason | None = None


class Attempt(NamedTuple):
    """One attempt to send. `answer` is what the mail server said and may name the recipient; `code` never does."""

    message_id: UUID
    order_id: UUID
    earlier_attempts: int
    outcome: Outcome
    at: datetime
    answer: str = ""
    code: str = ""


class Progress(NamedTuple):
    """What an attempt makes of a queued message."""

    state: MessageState
    attempts: int
    next_attempt_at: datetime


def first_state(recipient: str | None, *, order_cancelled: bool = False) -> tuple[MessageState, NotSentReason | None]:
    """A message with nowhere to go, or with nothing left to confirm, is kept unsent and says why."""
    if recipient is None:
        return MessageState.NOT_SENT, NotSentReason.NO_ADDRESS
    if order_cancelled:
        return MessageState.NOT_SENT, NotSentReason.ORDER_CANCELLED
    return MessageState.QUEUED, None


def may_resend(kind: MessageKind, state: MessageState, *, order_cancelled: bool) -> None:
    if state is not MessageState.FAILED:
        raise NotFailed(f"the message is {state.replace('_', ' ')}: only one that has failed is sent again")
    if kind is MessageKind.ORDER_CONFIRMATION and order_cancelled:
        raise NothingToConfirm("the order is cancelled: its confirmation is not sent any more")


def progress(attempt: Attempt) -> Progress:
    attempts = attempt.earlier_attempts + 1
    if attempt.outcome is Outcome.ACCEPTED:
        return Progress(MessageState.QUEUED.to(MessageState.SENT), attempts, attempt.at)
    if attempt.outcome is Outcome.REFUSED or attempts > len(RETRY_AFTER):
        return Progress(MessageState.QUEUED.to(MessageState.FAILED), attempts, attempt.at)
    return Progress(MessageState.QUEUED, attempts, attempt.at + RETRY_AFTER[attempts - 1])
