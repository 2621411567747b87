"""Contracts of the returns service."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.json_limits import Many
from shared.schemas.event import Event, OrderEvent
from shared.schemas.fulfilment import SkuQuantity
from shared.schemas.values import Instant


class ReturnReason(StrEnum):
    PARCEL_LEFT_WHILE_CANCELLING = "parcel_left_while_cancelling"


class ReturnsEvent(OrderEvent):
    owner: ClassVar[str] = "returns"
    topic: ClassVar[str] = "returns.events"


class ReturnOpened(ReturnsEvent):
    """A return was opened for goods the customer has or will receive."""

    return_id: UUID
    number: str
    shipment_id: UUID
    reason: ReturnReason
    lines: Many[SkuQuantity]
    opened_at: Instant


EVENTS: tuple[type[Event], ...] = (ReturnOpened,)
