"""Whom of the shop's customers a quote is for: by the number that the storefront gave, or as staff have chosen."""

from uuid import UUID

from services.orders.customers.store import find_by_reference, find_customers
from services.orders.quotes.wanted import QuoteToSave
from shared.refused import Refused
from shared.transaction import Queries


class UnknownCustomer(Refused):
    type = "unknown-customer"
    status = 422


async def customer_of(queries: Queries, wanted: QuoteToSave) -> UUID | None:
    """None of a guest, and of a number that nobody has yet. Raises UnknownCustomer."""
    if reference := wanted.customer.reference:
        named = (await find_by_reference(queries, [reference])).get(reference)
        return named.customer_id if named else None
    known = await if_known(queries, wanted.customer_id)
    if known != wanted.customer_id:
        raise UnknownCustomer(f"there is no customer {wanted.customer_id}", field="customer_id")
    return known


async def if_known(queries: Queries, customer_id: UUID | None) -> UUID | None:
    """None where the shop was set back to before it knew them."""
    return customer_id if customer_id and customer_id in await find_customers(queries, [customer_id]) else None
