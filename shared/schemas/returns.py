"""Contracts of the returns service."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.schemas.event import Instant, OrderEvent
from shared.schemas.fulfilment import SkuQuantity


class ReturnReason(StrEnum):
    PARCEL_LEFT_WHILE_CANCELLING = "parcel_left_while_cancelling"


class ReturnOpened(OrderEvent):
    """A return was opened for goods the customer has or will receive."""

    topic: ClassVar[str] = "returns.events"

    return_id: UUID
    number: str
    shipment_id: UUID
    reason: ReturnReason
    lines: tuple[SkuQuantity, ...]
    opened_at: Instant
