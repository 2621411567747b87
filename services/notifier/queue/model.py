"""The rules of attempts: when one is repeated, and when a message is given up."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.notifier.messages.model import MessageState
from shared.schemas.notifier import MessageKind

RETRY_AFTER = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
"""Waits after deferred attempts; when they are used up the message has failed."""

POSTPONED_FOR, FROZEN_FOR = timedelta(seconds=10), timedelta(minutes=1)


class Outcome(StrEnum):
    """The result of one attempt to send a message.

    `postponed`: it is not known whether what it reminds of is still due, or it says something else by now: it counts
    for no attempt, nor does `frozen`, while what it reminds of is on hold or a payment of it on its way.
    `nothing_due`: it reminds of what is settled meanwhile.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    WITHOUT_FILE = "without_file"
    POSTPONED = "postponed"
    FROZEN = "frozen"
    NOTHING_DUE = "nothing_due"


class Claimed(NamedTuple):
    """A message that this process may send until its claim runs out."""

    message_id: UUID
    order_id: UUID | None
    recipient: str
    recipient_name: str
    subject: str
    text: str
    html: str
    attempts: int
    created_at: datetime
    document_id: UUID | None = None
    attachment_name: str | None = None
    kind: str = ""
    about: UUID | None = None


class Attempt(NamedTuple):
    """One attempt to send. `answer` is the mail server's own text and may name the recipient; `code` never does."""

    message_id: UUID
    order_id: UUID | None
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


class Finished(NamedTuple):
    """A message that was sent or has failed; `sequence` grows with every such change.

    `to` is where it went, of one that somebody had sent.
    """

    message_id: UUID
    order_id: UUID | None
    kind: MessageKind
    state: MessageState
    sequence: int
    document_id: UUID | None = None
    by: str | None = None
    to: str | None = None


def progress(attempt: Attempt) -> Progress:
    attempts = attempt.earlier_attempts + 1
    if attempt.outcome is Outcome.ACCEPTED:
        return Progress(MessageState.QUEUED.to(MessageState.SENT), attempts, attempt.at)
    if attempt.outcome is Outcome.POSTPONED:
        return Progress(MessageState.QUEUED, attempt.earlier_attempts, attempt.at + POSTPONED_FOR)
    if attempt.outcome is Outcome.FROZEN:
        return Progress(MessageState.QUEUED, attempt.earlier_attempts, attempt.at + FROZEN_FOR)
    if attempt.outcome is Outcome.NOTHING_DUE:
        return Progress(MessageState.QUEUED.to(MessageState.NOT_SENT), attempt.earlier_attempts, attempt.at)
    if attempt.outcome in (Outcome.REFUSED, Outcome.WITHOUT_FILE) or attempts > len(RETRY_AFTER):
        return Progress(MessageState.QUEUED.to(MessageState.FAILED), attempts, attempt.at)
    return Progress(MessageState.QUEUED, attempts, attempt.at + RETRY_AFTER[attempts - 1])
