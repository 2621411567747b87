"""Contracts of the returns service."""

from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID

from shared.json_limits import Many
from shared.schemas.event import Contract, Event, OrderEvent
from shared.schemas.fulfilment import SkuQuantity
from shared.schemas.values import Instant, Sku


class ReturnReason(StrEnum):
    PARCEL_LEFT_WHILE_CANCELLING = "parcel_left_while_cancelling"
    CREDITED_GOODS_LEFT = "credited_goods_left"
    UNORDERED_GOODS_LEFT = "unordered_goods_left"


LateParcel = Literal[ReturnReason.PARCEL_LEFT_WHILE_CANCELLING]
"""The only reason that version 1 has a word for."""


class ReturnedLine(Contract):
    """So many units of an order's line are to come back."""

    line_no: int
    sku: Sku
    quantity: int


class ReturnsEvent(OrderEvent):
    owner: ClassVar[str] = "returns"
    topic: ClassVar[str] = "returns.events"


class ReturnOpened(ReturnsEvent):
    """A return was opened for goods the customer has or will receive."""

    return_id: UUID
    number: str
    shipment_id: UUID
    reason: LateParcel
    lines: Many[SkuQuantity]
    opened_at: Instant


class ReturnOpenedV2(ReturnsEvent):
    """A return was opened for a reason that version 1 has no word for.

    Each return is told by one of the two versions: who reads both hears of all, of each once. `document_id` is the
    credit note by which the customer has the money for goods that left.
    """

    version: ClassVar[int] = 2

    return_id: UUID
    number: str
    shipment_id: UUID
    reason: ReturnReason
    document_id: UUID | None = None
    lines: Many[ReturnedLine]
    opened_at: Instant


EVENTS: tuple[type[Event], ...] = (ReturnOpened, ReturnOpenedV2)
