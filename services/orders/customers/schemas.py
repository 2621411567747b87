"""What the API takes and answers of customers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from services.orders.customers.list_customers import Listed, Money, Orders
from services.orders.customers.merging import Merge, Taken
from services.orders.customers.model import KnownCustomer, MayBe
from shared.money import written
from shared.schemas.event import Asked, Contract
from shared.schemas.money import Amount, Currency
from shared.schemas.orders import AddressToPlace, AddressUse, Customer, CustomerAddress, Profile
from shared.schemas.orders.customers import MOST_ADDRESSES
from shared.schemas.values import Actor, DeliverableEmail, Flag, Language, Line, NoteText, Text, VatNumber


class AddressToKeep(Asked):
    use: AddressUse = AddressUse.OTHER
    address: AddressToPlace


def _one_of_each_use(addresses: Sequence[AddressToKeep] | None) -> Sequence[AddressToKeep] | None:
    for use in (AddressUse.BILLING, AddressUse.DELIVERY):
        if sum(one.use is use for one in addresses or ()) > 1:
            raise ValueError(f'one address at most is the {use} address; the others are "other"')
    return addresses


class CustomerToSave(Asked):
    """A customer as staff write it down; what is left out is taken away, but for `addresses`.

    Without `addresses` those that are known stay. `note` is the staff's own, and no customer sees it.
    """

    name: Line
    email: DeliverableEmail | None = None
    phone: Line | None = None
    vat_number: VatNumber | None = None
    language: Language = "fr"
    addresses: Annotated[
        tuple[AddressToKeep, ...] | None, Field(max_length=MOST_ADDRESSES), AfterValidator(_one_of_each_use)
    ] = None
    note: NoteText | None = None

    def profile(self, *, reference: str | None, known: Sequence[CustomerAddress] = ()) -> Profile:
        """Without `phone_e164`, which the use case reads."""
        kept = known if self.addresses is None else map(_kept, self.addresses)
        return Profile.model_construct(
            reference=reference,
            name=self.name,
            email=self.email,
            phone=self.phone,
            vat_number=self.vat_number,
            language=self.language,
            addresses=tuple(kept),
        )


class NewCustomer(CustomerToSave):
    """`reference` is the customer's number at the storefront, where there is one: orders that name it are of them."""

    reference: Line | None = None


class OrderCustomerToSave(Asked):
    """Whom an order is for, whole: what is left out is taken away. Without `delivery_address` it goes to the billing
    address. `customer_too`: the customer becomes as it stands here as well; of what is neither here nor was, what is
    known of them stays. `reason` stands in the history.
    """

    name: Line
    email: DeliverableEmail | None = None
    phone: Line | None = None
    vat_number: VatNumber | None = None
    billing_address: AddressToPlace
    delivery_address: AddressToPlace | None = None
    customer_too: Flag = False
    reason: Text | None = None

    @property
    def customer(self) -> Customer:
        delivery = self.delivery_address
        return Customer.model_construct(
            name=self.name,
            email=self.email,
            phone=self.phone,
            vat_number=self.vat_number,
            billing_address=self.billing_address.placed,
            delivery_address=delivery and delivery.placed,
        )


class OrderToAttach(Asked):
    """To this customer, or without one to a new one, of whom is known what the order says."""

    customer_id: UUID | None = None
    reason: Text


class OrderToDetach(Asked):
    reason: Text


class CustomerSummary(Contract):
    """A customer in the list. `address` is where they are invoiced, or the first that is known."""

    customer_id: UUID
    version: int
    reference: Line | None
    name: Line
    email: Line | None
    phone: Line | None
    city: Line | None
    country: Line | None
    created_at: datetime
    orders: int
    last_placed_at: datetime | None


class MoneyView(Contract):
    """What the orders come to in a currency. `charged` is ordered less credited, without what was cancelled."""

    currency: Currency
    orders: int
    charged: Amount
    due: Amount
    owed: Amount


class CustomersToMerge(Asked):
    """`merged_id` is merged into the customer of the path; `merged_version` is that of it that you have read.

    Of what both have, what the kept one has stays, unless it is named in `take`.
    """

    merged_id: UUID
    merged_version: Annotated[int, Field(strict=True)]
    take: tuple[Taken, ...] = ()
    reason: Text | None = None


class MergeView(Contract):
    """A customer that was merged into this one; `undone_until` is the last moment at which that is undone."""

    merge_id: UUID
    merged_id: UUID
    name: Line
    reference: Line | None
    reason: Text | None
    merged_at: datetime
    by: Actor
    undone_until: datetime
    may: tuple[Literal["undo"], ...]


class MergePreview(Contract):
    """What a merge would make of the kept customer; nothing is done. `orders` are those of both together."""

    kept: Profile
    merged: Profile
    kept_version: int
    merged_version: int
    after: Profile
    note: NoteText | None
    kept_orders: int
    merged_orders: int


class CustomerView(Profile):
    """A customer. `merged_into` is set where it is another's: go on with that one. `merges` are those merged into it.

    `orders` and `money` are of all of these. `may` names what may be done with it now.
    """

    customer_id: UUID
    version: int
    note: NoteText | None
    created_at: datetime
    created_by: Actor
    changed_at: datetime
    changed_by: Actor
    merged_into: UUID | None
    orders: int
    cancelled_orders: int
    first_placed_at: datetime | None
    last_placed_at: datetime | None
    money: tuple[MoneyView, ...]
    merges: tuple[MergeView, ...]
    may: tuple[MayBe, ...]


def customer_summary(listed: Listed) -> CustomerSummary:
    customer, profile = listed.customer, listed.customer.profile
    address = profile.addresses[0].address if profile.addresses else None
    return CustomerSummary.model_construct(
        customer_id=customer.customer_id,
        version=customer.version,
        reference=profile.reference,
        name=profile.name,
        email=profile.email,
        phone=profile.phone,
        city=address.city if address else None,
        country=address.country if address else None,
        created_at=customer.created_at,
        orders=listed.orders,
        last_placed_at=listed.last_placed_at,
    )


def customer_view(
    customer: KnownCustomer, orders: Orders, money: Sequence[Money], merges: Sequence[MergeView]
) -> CustomerView:
    return CustomerView.model_construct(
        **customer.profile.__dict__,
        customer_id=customer.customer_id,
        version=customer.version,
        note=customer.note,
        created_at=customer.created_at,
        created_by=customer.created_by,
        changed_at=customer.changed_at,
        changed_by=customer.changed_by,
        merged_into=customer.merged_into,
        orders=orders.orders,
        cancelled_orders=orders.cancelled,
        first_placed_at=orders.first_placed_at,
        last_placed_at=orders.last_placed_at,
        money=tuple(map(_money_view, money)),
        merges=tuple(merges),
        may=customer.may,
    )


def merge_view(merge: Merge, merged: KnownCustomer, now: datetime) -> MergeView:
    return MergeView.model_construct(
        merge_id=merge.merge_id,
        merged_id=merge.merged_id,
        name=merged.profile.name,
        reference=merged.profile.reference,
        reason=merge.reason,
        merged_at=merge.merged_at,
        by=merge.by,
        undone_until=merge.undone_until,
        may=("undo",) if merge.may_be_undone(now) else (),
    )


def _money_view(money: Money) -> MoneyView:
    return MoneyView.model_construct(
        currency=money.currency,
        orders=money.orders,
        charged=written(money.charged, money.currency),
        due=written(money.due, money.currency),
        owed=written(money.owed, money.currency),
    )


def _kept(one: AddressToKeep) -> CustomerAddress:
    return CustomerAddress(use=one.use, address=one.address.placed)
