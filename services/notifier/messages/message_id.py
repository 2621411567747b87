"""The id of a message follows from what it tells of: a notifier that comes to it again writes the same message.

Mails bear it in their Message-ID, and the events that they were sent too, so that whether one was sent is known without
the database that sent it.
"""

from datetime import UTC, datetime
from uuid import UUID, uuid5

from shared.schemas.notifier import MessageKind

MESSAGES = UUID("5c0d0f4e-6a0c-5d7b-9a56-0b1f6e2f8f57")
"""The namespace of their names."""

_VERSION_8 = 0x8 << 76  # RFC 9562: an order of our own making
_VARIANT = 0b10 << 62
_OF_THE_NAME = (1 << 62) - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS = (MessageKind.ORDER_CONFIRMATION, MessageKind.PICKUP_READY, MessageKind.ORDER_CANCELLATION)
"""In the order in which they are written of things at one time. At most three; all others come last."""


def message_id(kind: MessageKind, order_id: UUID, told_of: datetime, sequence: int = 0) -> UUID:
    """Ids are in the order of what they tell of.

    An order is told of once for each kind, time and `sequence`, which is that of the event where one may come again.
    """
    since = told_of - _EPOCH
    microseconds = max(0, (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)
    milliseconds, rest = divmod(microseconds, 1000)
    name = uuid5(MESSAGES, f"{kind} of order {order_id} at {told_of.astimezone(UTC).isoformat()}, {sequence}")
    ordered = milliseconds << 80 | (rest << 2 | _place(kind)) << 64
    return UUID(int=ordered | _VERSION_8 | _VARIANT | name.int & _OF_THE_NAME)


def id_of_stock(sku: str) -> UUID:
    """Stands for a product in what a message tells of."""
    return uuid5(MESSAGES, f"the stock of {sku}")


def _place(kind: MessageKind) -> int:
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)


def id_from_before(kind: MessageKind, order_id: UUID) -> UUID:
    """Stands for an id that was drawn at random, as all were once: of these kinds an order has one message."""
    return uuid5(MESSAGES, f"the {kind} of order {order_id}")
