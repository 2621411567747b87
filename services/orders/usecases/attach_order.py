"""Staff say whose order a guest's is, and take that back: with a reason, as nothing else proves it (decision 29)."""

from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.orders.customers import store
from services.orders.customers.events import told
from services.orders.customers.model import KnownCustomer, profile_of
from services.orders.customers.of_order import NamedByStorefront, refuse_stale, with_customer_changed
from services.orders.customers.of_orders import learn
from services.orders.order.model import Order
from services.orders.order.store import OrderWithContent, find_orders_with_content
from services.orders.usecases.change_order_customer import write_customer
from shared.clock import now
from shared.refused import NotFound
from shared.transaction import Tx


class AttachOrder(NamedTuple):
    """Without `customer_id`, to a new customer of whom is known what the order says."""

    order_id: UUID
    customer_id: UUID | None
    reason: str
    expected_version: int
    by: str


class DetachOrder(NamedTuple):
    order_id: UUID
    reason: str
    expected_version: int
    by: str


async def attach_order(tx: Tx, command: AttachOrder) -> Order:
    """The same where it is that customer's already. Raises NotFound, Merged, NamedByStorefront, StaleVersion."""
    found = await _guests(tx, command.order_id, command.expected_version)
    told_by_order = profile_of(found.ordered.customer, found.ordered.content.language)
    if command.customer_id:
        customer = await store.lock_customer(tx, command.customer_id)
        customer.refuse_stale(None)
    else:
        customer = await _new(tx, found, by=command.by)
    if found.order.customer_id == customer.customer_id:
        return found.order
    await learn(tx, {customer.customer_id: (told_by_order, command.by)}, [customer], now())
    return await _set(tx, found, customer.customer_id, command)


async def detach_order(tx: Tx, command: DetachOrder) -> Order:
    """The same where it is a guest's. Raises NotFound, NamedByStorefront, StaleVersion."""
    found = await _guests(tx, command.order_id, command.expected_version)
    return found.order if found.order.customer_id is None else await _set(tx, found, None, command)


async def _guests(tx: Tx, order_id: UUID, expected_version: int) -> OrderWithContent:
    found = (await find_orders_with_content(tx, [order_id])).get(order_id)
    if found is None:
        raise NotFound(f"there is no order {order_id}")
    if reference := found.ordered.customer.reference:
        raise NamedByStorefront(
            f"order {found.order.number} names customer {reference} of the storefront and stays with them"
        )
    refuse_stale(found.order, expected_version)
    return found


async def _new(tx: Tx, found: OrderWithContent, *, by: str) -> KnownCustomer:
    at, (_, ordered) = now(), found
    customer = KnownCustomer(
        customer_id=uuid7(),
        profile=profile_of(ordered.customer, ordered.content.language),
        created_at=at,
        created_by=by,
        changed_at=at,
        changed_by=by,
    )
    await store.insert_customers(tx, [told(tx, customer)])
    return customer


async def _set(tx: Tx, found: OrderWithContent, customer_id: UUID | None, command: AttachOrder | DetachOrder) -> Order:
    order = with_customer_changed(found.order, customer_id)
    await write_customer(
        tx,
        found.order,
        order,
        found.ordered,
        found.ordered.customer,
        reason=command.reason,
        at=now(),
        by=command.by,
    )
    return order
