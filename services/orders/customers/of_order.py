"""The customer of one order is changed: what may be, and by which rules."""

from uuid import UUID

from services.orders.order.model import Order
from services.orders.order.states import AlreadyShipped, Shipped
from shared.refused import Refused, StaleVersion
from shared.schemas.orders import Customer


class CountryStays(Refused):
    type = "country-stays"


class NamedByStorefront(Refused):
    type = "named-by-storefront"


class NoCustomer(Refused):
    type = "no-customer"
    field = "customer_too"


def with_customer_changed(order: Order, customer_id: UUID | None) -> Order:
    """Whose customer is another, or is another's."""
    version = order.version + 1
    return order.but(version=version, customer_changed=version, customer_id=customer_id)


def refuse_change(order: Order, before: Customer, after: Customer, *, expected_version: int) -> None:
    """Raises StaleVersion, AlreadyCancelled, AlreadyCompleted, AlreadyShipped, CountryStays."""
    refuse_stale(order, expected_version)
    contact = {"email": after.email, "phone": after.phone}
    if after != before.model_copy(update=contact) and (refusal := order.refusal_of("change_customer")):
        raise refusal
    if order.shipped is Shipped.FULLY and not order.pickup and after.ships_to != before.ships_to:
        raise AlreadyShipped(
            f"all goods of order {order.number} have left: where they go cannot change any more",
            field="delivery_address" if after.delivery_address else "billing_address",
        )
    _refuse_other_country(order, before, after)


def refuse_stale(order: Order, expected_version: int) -> None:
    """Whoever has seen the order since its customer was changed last has seen what they change."""
    if not order.customer_changed <= expected_version <= order.version:
        raise StaleVersion(
            f"the customer of order {order.number} was changed in version {order.customer_changed},"
            f" after version {expected_version}",
            brief=f"the order is not at version {expected_version} any more",
        )


def _refuse_other_country(order: Order, before: Customer, after: Customer) -> None:
    """VAT follows from where goods go, or, where nothing is sent, from where the customer is."""
    if order.pickup:
        return
    old, new = (one.ships_to if order.ships else one.billing_address for one in (before, after))
    if old.country != new.country:
        field = "delivery_address" if order.ships and after.delivery_address else "billing_address"
        raise CountryStays(
            f"order {order.number} was taxed for {old.country} and cannot go to {new.country}: cancel it and place it"
            " anew, with the VAT of there",
            field=f"{field}/country",
        )
