"""Contracts of the notifier service. No address and no text of a message leaves it in an event."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.schemas.event import Event, OrderEvent
from shared.schemas.values import Instant


class MessageKind(StrEnum):
    ORDER_CONFIRMATION = "order_confirmation"
    ORDER_CANCELLATION = "order_cancellation"


class NotifierEvent(OrderEvent):
    owner: ClassVar[str] = "notifier"
    topic: ClassVar[str] = "notifier.events"


class MessageSent(NotifierEvent):
    """The mail server accepted the message."""

    message_id: UUID
    kind: MessageKind
    sent_at: Instant


class MessageFailed(NotifierEvent):
    """The message is given up: refused by the mail server, or retried in vain."""

    message_id: UUID
    kind: MessageKind
    failed_at: Instant
    error: str


EVENTS: tuple[type[Event], ...] = (
    MessageSent,
    MessageFailed,
)
