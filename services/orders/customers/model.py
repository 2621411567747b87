"""A customer: what the shop knows of somebody who buys, and how that changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from services.orders.order.phones import e164_of
from services.orders.order.versioned import Versioned
from shared.refused import Refused, StaleVersion
from shared.schemas.orders import Address, AddressUse, Customer, CustomerAddress, Profile
from shared.schemas.orders.customers import MOST_ADDRESSES
from shared.schemas.values import Language

MayBe = Literal["change", "merge"]
"""What may be done with a customer."""


class Merged(Refused):
    type = "customer-merged"


class ReferenceTaken(Refused):
    type = "reference-taken"
    field = "reference"


@dataclass(frozen=True)
class KnownCustomer(Versioned):
    """`note` is the staff's own, and leaves the shop in no event. `merged_into` is set on one that is another's.

    `announced_version` is the last that was: 0 where none was yet.
    """

    customer_id: UUID
    profile: Profile
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    version: int = 1
    announced_version: int = 0
    note: str | None = None
    merged_into: UUID | None = None

    @property
    def may(self) -> tuple[MayBe, ...]:
        return () if self.merged_into else ("change", "merge")

    @property
    def called(self) -> str:
        """How refusals name it: without personal data."""
        return f"customer {self.profile.reference or self.customer_id}"

    def changed(
        self, profile: Profile, note: str | None, *, expected_version: int | None, by: str, at: datetime
    ) -> Self:
        """The same where nothing is another. Its number at the storefront stays."""
        self.refuse_stale(expected_version)
        profile = profile.model_copy(update={"reference": self.profile.reference})
        if profile == self.profile and note == self.note:
            return self
        return self.but(version=self.version + 1, profile=profile, note=note, changed_at=at, changed_by=by)

    def refuse_stale(self, expected_version: int | None) -> None:
        if self.merged_into:
            raise Merged(f"{self.called} is merged into customer {self.merged_into}: go on with that one")
        if expected_version not in (None, self.version):
            raise StaleVersion(
                f"{self.called} is at version {self.version}, not {expected_version}",
                brief=f"the customer is not at version {expected_version}",
            )


def profile_of(ordered: Customer, language: Language) -> Profile:
    """What an order tells of its customer."""
    billing, delivery = ordered.billing_address, ordered.delivery_address
    addresses = [CustomerAddress(use=AddressUse.BILLING, address=billing)]
    if delivery and delivery != billing:
        addresses.append(CustomerAddress(use=AddressUse.DELIVERY, address=delivery))
    return Profile(
        reference=ordered.reference,
        name=ordered.name,
        email=ordered.email,
        phone=ordered.phone,
        phone_e164=e164_of(ordered.phone, billing.country),
        vat_number=ordered.vat_number,
        language=language,
        addresses=tuple(addresses),
    )


def with_more(profile: Profile, other: Profile) -> Profile:
    """The profile with what the other knows beside it: values it has none of, and addresses that are new to it."""
    lacking = {name: getattr(other, name) for name in ("email", "vat_number") if getattr(profile, name) is None}
    if profile.phone is None:
        lacking |= {"phone": other.phone, "phone_e164": other.phone_e164}
    addresses = with_addresses(profile.addresses, other.addresses)
    return profile.model_copy(update=lacking | {"addresses": addresses})


def taken_over(profile: Profile, before: Customer, after: Customer) -> Profile:
    """As an order has it now, also by earlier changes of the order alone.

    What it had none of before takes nothing away: an order lacks much that is known of its customer.
    """
    changed = {
        name: getattr(after, name)
        for name in ("name", "email", "phone", "vat_number")
        if getattr(after, name) is not None or getattr(before, name) is not None
    }
    if "phone" in changed:
        changed["phone_e164"] = e164_of(after.phone, after.billing_address.country)
    addresses = _with_use(profile.addresses, AddressUse.BILLING, after.billing_address)
    if after.delivery_address or before.delivery_address:
        addresses = _with_use(addresses, AddressUse.DELIVERY, after.delivery_address)
    return profile.model_copy(update=changed | {"addresses": addresses})


def _with_use(
    addresses: tuple[CustomerAddress, ...], use: AddressUse, address: Address | None
) -> tuple[CustomerAddress, ...]:
    """The address that had the use until now is one of the others."""
    if address and CustomerAddress(use=use, address=address) in addresses:
        return addresses
    others = [
        CustomerAddress(use=AddressUse.OTHER, address=one.address) if one.use is use else one
        for one in addresses
        if one.address != address
    ]
    new = [CustomerAddress(use=use, address=address)] if address else []
    return tuple([*new, *others][:MOST_ADDRESSES])


def with_addresses(
    addresses: tuple[CustomerAddress, ...], others: Iterable[CustomerAddress]
) -> tuple[CustomerAddress, ...]:
    """Those of the customer keep their use; what is new to it takes a use that is free, or is one of the others."""
    together, known = list(addresses), {_as_read(one.address) for one in addresses}
    for one in others:
        if _as_read(one.address) in known or len(together) == MOST_ADDRESSES:
            continue
        is_free = one.use not in {there.use for there in together}
        together.append(one if is_free else CustomerAddress(use=AddressUse.OTHER, address=one.address))
        known.add(_as_read(one.address))
    return tuple(together)


def _as_read(address: Address) -> tuple[str, ...]:
    """However it is spelt in capitals and spaces."""
    return tuple([" ".join((value or "").casefold().split()) for value in dict(address).values()])
