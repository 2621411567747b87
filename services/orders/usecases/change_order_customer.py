"""Staff put right whom an order is for: contact and addresses, of this order only or of its customer too."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.orders.customers import store
from services.orders.customers.events import told
from services.orders.customers.model import taken_over
from services.orders.customers.of_order import NoCustomer, refuse_change, with_customer_changed
from services.orders.customers.of_order_store import update_customer_of_order
from services.orders.customers.of_orders import words_of_family
from services.orders.customers.phones import dialled
from services.orders.order.content import Ordered
from services.orders.order.customer_history import customer_entries
from services.orders.order.events import order_customer_changed, snapshot
from services.orders.order.model import Order
from services.orders.order.phones import e164_of_customer
from services.orders.order.store import find_orders_with_content, save_orders
from shared.clock import now
from shared.refused import NotFound
from shared.schemas.orders import Customer
from shared.transaction import Tx, announce


class ChangeOrderCustomer(NamedTuple):
    """`customer` is as the order is to have it; its number at the storefront stays.

    `expected_version` is that of the order the caller has seen. `customer_too`: the customer whose order it
    is becomes as the order has it, as well.
    """

    order_id: UUID
    customer: Customer
    expected_version: int
    by: str
    customer_too: bool = False
    reason: str | None = None


async def change_order_customer(tx: Tx, command: ChangeOrderCustomer) -> Order:
    """The order as it is then. Nothing is announced where nothing is another."""
    found = (await find_orders_with_content(tx, [command.order_id])).get(command.order_id)
    if found is None:
        raise NotFound(f"there is no order {command.order_id}")
    order, ordered = found
    before = ordered.customer
    after = command.customer.model_copy(update={"reference": before.reference})
    if command.customer_too and order.customer_id is None:
        raise NoCustomer(f"order {order.number} is a guest's: there is no customer to change too")
    if after != before:
        refuse_change(order, before, after, expected_version=command.expected_version)
        if after.phone != before.phone:
            dialled(after.phone, after.billing_address.country)
        order = with_customer_changed(order, order.customer_id)
        await write_customer(tx, found.order, order, ordered, after, reason=command.reason, at=now(), by=command.by)
    if command.customer_too and order.customer_id:
        await _change_customer_too(tx, order.customer_id, before, after, at=now(), by=command.by)
    return order


async def write_customer(
    tx: Tx, old: Order, new: Order, ordered: Ordered, after: Customer, *, reason: str | None, at: datetime, by: str
) -> None:
    """`ordered` has the customer as it was until now."""
    changed = ordered._replace(customer=after)
    event = order_customer_changed(new, changed, reason=reason, at=at, by=by)
    await update_customer_of_order(tx, new, changed, e164_of_customer(after))
    await save_orders(tx, [new], list(customer_entries(event, ordered.customer, old.customer_id)))
    announce(tx, event, snapshot(new))


async def _change_customer_too(
    tx: Tx, customer_id: UUID, before: Customer, after: Customer, *, at: datetime, by: str
) -> None:
    root = (await store.find_roots(tx, [customer_id]))[customer_id]
    known = await store.lock_customer(tx, root)
    profile = taken_over(known.profile, before, after)
    changed = known.changed(profile, known.note, expected_version=None, by=by, at=at)
    if changed is not known:
        changed = told(tx, changed)
        await store.update_customer(tx, changed, await words_of_family(tx, changed))
