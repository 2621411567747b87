"""What documents are made of: when and without which VAT they are issued; and the base of the events of billing."""

from enum import StrEnum
from typing import Annotated, ClassVar

from shared.schemas.event import OrderEvent
from shared.schemas.written_as import WrittenAs

Hash = Annotated[str, WrittenAs(r"^[0-9a-f]{64}$", "write 64 digits 0 to 9 or a to f")]
"""Of a document, which covers that of the one before it in its series."""


class BillingEvent(OrderEvent):
    """`again`: it was announced before, and is as billing has it now, its sequence too; who has it passes over it."""

    owner: ClassVar[str] = "billing"
    topic: ClassVar[str] = "billing.events"

    again: bool = False


class VatExemption(StrEnum):
    """Why a document bears no VAT at some rate: `not_stated` where that cannot be known from the order."""

    EXPORT = "export"
    OVERSEAS = "overseas"
    WITHIN_EU = "within_eu"
    REVERSE_CHARGE = "reverse_charge"
    SMALL_BUSINESS = "small_business"
    NOT_STATED = "not_stated"


class Invoicing(StrEnum):
    """When the invoice of an order is made: at once, when all of it is paid, or when somebody says so."""

    ON_PLACEMENT = "on_placement"
    ON_PAYMENT = "on_payment"
    BY_HAND = "by_hand"
