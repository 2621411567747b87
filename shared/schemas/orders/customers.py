"""Customers of the shop: what is known of them, and the events that tell of it."""

from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from shared.schemas.event import Contract, Event
from shared.schemas.orders.values import Address
from shared.schemas.values import Actor, Email, Instant, Language, Line, Text

MOST_ADDRESSES = 50
"""Of one customer."""


class AddressUse(StrEnum):
    """What an address of a customer is for: it is where the next order is invoiced or sent to, or one of the others."""

    BILLING = "billing"
    DELIVERY = "delivery"
    OTHER = "other"


class CustomerAddress(Contract):
    use: AddressUse
    address: Address


class Profile(Contract):
    """What the shop knows of a customer. `reference` is the customer's number at the storefront; guests have none.

    `phone_e164` is the phone as it is dialled from anywhere, null where it was typed as none that can be. Of each use
    but `other` there is one address at most.
    """

    reference: Line | None = None
    name: Line
    email: Email | None = None
    phone: Line | None = None
    phone_e164: Line | None = None
    vat_number: Line | None = None
    language: Language
    addresses: Annotated[tuple[CustomerAddress, ...], Field(max_length=MOST_ADDRESSES)] = ()


class CustomerEvent(Event):
    """An event about one customer, by whose id it is ordered; `customer_version` grows with each of them."""

    owner: ClassVar[str] = "orders"
    topic: ClassVar[str] = "orders.events"

    customer_id: UUID
    customer_version: int

    @property
    def key(self) -> str:
        return str(self.customer_id)

    @property
    def aggregate_version(self) -> int:
        return self.customer_version


class CustomerCreated(CustomerEvent):
    """A customer is known: an order named a number of the storefront that was new, or staff wrote one down.

    It has personal data. Orders tell by the `reference` of their customer whose they are.
    """

    profile: Profile
    created_at: Instant
    by: Actor


class CustomerChanged(CustomerEvent):
    """What is known of a customer is another now. Orders that were placed before keep what they were placed with."""

    profile: Profile
    changed_at: Instant
    by: Actor


class CustomerMerged(CustomerEvent):
    """Two customers are one: `merged_id` is found as `customer_id` from now on, and so are its orders.

    `merged_version` is that of the other one. Its orders keep their own customer, so that this can be undone.
    """

    merge_id: UUID
    merged_id: UUID
    merged_version: int
    profile: Profile
    reason: Text | None = None
    merged_at: Instant
    by: Actor


class CustomerUnmerged(CustomerEvent):
    """Two customers who were merged are two again."""

    merge_id: UUID
    merged_id: UUID
    merged_version: int
    profile: Profile
    unmerged_at: Instant
    by: Actor
