"""Words and parts of what a return is."""

from enum import StrEnum
from typing import Literal

from shared.schemas.event import Contract
from shared.schemas.values import Sku


class ReturnReason(StrEnum):
    """Why the shop opened a return itself."""

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


class ReturnOrigin(StrEnum):
    """Who opened a return. `withdrawal`: a consumer made use of the right that the law gives."""

    SHOP = "shop"
    STAFF = "staff"
    CUSTOMER = "customer"
    WITHDRAWAL = "withdrawal"


class WhyReturned(StrEnum):
    CHANGED_MIND = "changed_mind"
    WRONG_SIZE = "wrong_size"
    DEFECTIVE = "defective"
    DAMAGED_IN_TRANSIT = "damaged_in_transit"
    WRONG_ARTICLE = "wrong_article"
    LATE = "late"
    OTHER = "other"


class Resolution(StrEnum):
    """What the customer is to have for the goods. `advance_exchange`: the other article leaves before they are back."""

    REFUND = "refund"
    EXCHANGE = "exchange"
    ADVANCE_EXCHANGE = "advance_exchange"


class WayBack(StrEnum):
    """Who pays for sending the goods back."""

    CUSTOMER = "customer"
    SHOP = "shop"


class UnitOutcome(StrEnum):
    """What became of a unit that was awaited: it came, its parcel was lost, it was not in it, another article was."""

    RECEIVED = "received"
    LOST = "lost"
    SHORT = "short"
    WRONG_ARTICLE = "wrong_article"


class Disposition(StrEnum):
    """Where a received unit goes; from quarantine it goes into stock or is scrapped later."""

    RESTOCK = "restock"
    QUARANTINE = "quarantine"
    SCRAP = "scrap"
    BACK_TO_CUSTOMER = "back_to_customer"


class ReturnDecision(StrEnum):
    """What is decided of a return and carried out by another service."""

    RESTOCK = "restock"
    CREDIT = "credit"
    REFUND = "refund"
    EXCHANGE = "exchange"


class RequestedLine(ReturnedLine):
    reason: WhyReturned | None = None
    resolution: Resolution | None = None


class ReceivedUnits(ReturnedLine):
    """`found`: they were noted as this before, and are here after all."""

    outcome: UnitOutcome
    found: UnitOutcome | None = None


class DisposedUnits(ReturnedLine):
    """`before` is where the units were by an earlier decision."""

    before: Disposition | None = None
    disposition: Disposition
