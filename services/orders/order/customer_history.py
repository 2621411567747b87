"""What the history says of an order's customer that was changed, attached, or taken off again."""

from collections.abc import Iterator
from uuid import UUID

from services.orders.order.history import Action, Detail, Entry
from shared.formats import place_lines
from shared.schemas.event import Contract
from shared.schemas.orders import Address, Customer, OrderCustomerChanged

FIELDS = ("name", "email", "phone", "vat_number", "billing_address", "delivery_address")
"""Of a customer, what staff change on an order."""


class ValueChange(Contract):
    """Of an address in one line; null where there was none, or is none any more."""

    field: str
    before: str | None
    after: str | None


class CustomerDetail(Detail):
    changes: tuple[ValueChange, ...]
    reason: str | None = None


class AttachedDetail(Detail):
    """`customer_id` is whose it is now, or was until then."""

    customer_id: UUID
    reason: str | None = None


def customer_entries(event: OrderCustomerChanged, before: Customer, customer_id_before: UUID | None) -> Iterator[Entry]:
    """`before` is the customer as it was until then, and `customer_id_before` whose the order was."""

    def entry(action: Action, detail: Detail) -> Entry:
        return Entry(event.order_id, event.changed_at, event.by, action, detail)

    if changes := changes_of(before, event.customer):
        yield entry(Action.CUSTOMER_CHANGED, CustomerDetail(changes=changes, reason=event.reason))
    if event.customer.reference or event.customer_id == customer_id_before:
        return  # one that the storefront named is its customer's from the start
    if event.customer_id:
        yield entry(Action.CUSTOMER_ATTACHED, AttachedDetail(customer_id=event.customer_id, reason=event.reason))
    elif customer_id_before:
        yield entry(Action.CUSTOMER_DETACHED, AttachedDetail(customer_id=customer_id_before, reason=event.reason))


def changes_of(before: Customer, after: Customer) -> tuple[ValueChange, ...]:
    changed = [name for name in FIELDS if getattr(before, name) != getattr(after, name)]
    return tuple(
        ValueChange(field=name, before=_text(getattr(before, name)), after=_text(getattr(after, name)))
        for name in changed
    )


def _text(value: str | Address | None) -> str | None:
    if not isinstance(value, Address):
        return value
    parts = [value.name, value.company, *place_lines(vars(value)), value.country]
    return ", ".join([part.replace("\n", ", ") for part in parts if part])
