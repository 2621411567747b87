"""Customers over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.orders.customers import store
from services.orders.customers.list_customers import Place, list_customers, sum_orders
from services.orders.customers.merge_store import list_merges
from services.orders.customers.merging import Taken
from services.orders.customers.model import KnownCustomer
from services.orders.customers.schemas import (
    CustomersToMerge,
    CustomerSummary,
    CustomerToSave,
    CustomerView,
    MergePreview,
    NewCustomer,
    OrderCustomerToSave,
    OrderToAttach,
    OrderToDetach,
    customer_summary,
    customer_view,
    merge_view,
)
from services.orders.order.schemas import OrderBrief, OrderView
from services.orders.routes.orders import BRIEF, order_views
from services.orders.usecases.attach_order import AttachOrder, DetachOrder, attach_order, detach_order
from services.orders.usecases.change_order_customer import ChangeOrderCustomer, change_order_customer
from services.orders.usecases.merge_customers import (
    MergeCustomers,
    UndoMerge,
    merge_customers,
    plan_merge,
    undo_merge,
)
from services.orders.usecases.save_customer import ChangeCustomer, CreateCustomer, change_customer, create_customer
from shared.clock import now
from shared.http import Caller, Idempotent, Page, Paging, Reading, RequiredVersion, Writing, etag, paged_by, scope
from shared.schemas.values import Line
from shared.stored import Unreadable
from shared.transaction import Queries, Tx

router = APIRouter()

Reader = Annotated[Caller, scope("orders:read")]
Writer = Annotated[Caller, scope("orders:write")]


@router.get("/customers")
async def get_customers(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[tuple[datetime, UUID]], paged_by(datetime, UUID)],
    search: Annotated[
        Line | None,
        Query(
            alias="q",
            description="start of any word of a name, company, city, postcode or e-mail; phone; number of the customer",
        ),
    ] = None,
) -> Page[CustomerSummary]:
    """Customers, newest first, without those that are merged into others: they are found as those."""
    last = Place(*paging.after) if paging.after else None
    found = await list_customers(queries, search, after=last, limit=paging.fetch)
    listed = [one if isinstance(one, Unreadable) else customer_summary(one) for one in found]
    return paging.page(listed, by=lambda one: (one.created_at, one.customer_id))


@router.post("/customers", status_code=201, response_model=CustomerView)
async def post_customer(body: NewCustomer, caller: Writer, once: Idempotent) -> Response:
    """Write a customer down by hand: those of the storefront come by themselves with their orders."""
    command = CreateCustomer(body.profile(reference=body.reference), body.note, caller.subject)
    return await once(create_customer, command, answers=_views)


@router.get("/customers/{customer_id}")
async def get_one_customer(customer_id: UUID, caller: Reader, queries: Reading, response: Response) -> CustomerView:
    customer = await store.get_customer(queries, customer_id)
    response.headers["ETag"] = etag(customer.version)
    return await _view(queries, customer)


@router.put("/customers/{customer_id}")
async def put_customer(
    customer_id: UUID,
    body: CustomerToSave,
    caller: Writer,
    database: Writing,
    response: Response,
    version: RequiredVersion,
) -> CustomerView:
    """Change what is known of a customer; orders that were placed keep what they were placed with."""
    command = ChangeCustomer(
        customer_id,
        body.profile(reference=None),
        body.note,
        version,
        caller.subject,
        keeps_addresses=body.addresses is None,
    )
    async with database.transaction() as tx:
        customer = await change_customer(tx, command)
        view = await _view(tx, customer)
    response.headers["ETag"] = etag(customer.version)
    return view


@router.get("/customers/{customer_id}/merge-preview")
async def get_merge_preview(
    customer_id: UUID,
    caller: Reader,
    queries: Reading,
    merged_id: Annotated[UUID, Query(description="who would be merged into the customer of the path")],
    take: Annotated[tuple[Taken, ...], Query(description="what would be taken from them")] = (),
) -> MergePreview:
    """What a merge would make of both, as they are now; nothing is done."""
    found = await store.find_customers(queries, [customer_id, merged_id])
    versions = [found[one].version if one in found else 0 for one in (customer_id, merged_id)]
    command = MergeCustomers(customer_id, merged_id, versions[0], versions[1], caller.subject, take)
    kept, merged, after = await plan_merge(queries, command)
    counts = [(await sum_orders(queries, await _family_ids(queries, one)))[0].orders for one in (kept, merged)]
    return MergePreview.model_construct(
        kept=kept.profile,
        merged=merged.profile,
        kept_version=kept.version,
        merged_version=merged.version,
        after=after.profile,
        note=after.note,
        kept_orders=counts[0],
        merged_orders=counts[1],
    )


@router.post("/customers/{customer_id}/merge", response_model=CustomerView)
async def post_merge(
    customer_id: UUID, body: CustomersToMerge, caller: Writer, once: Idempotent, version: RequiredVersion
) -> Response:
    """Merge another customer into this one; it is undone within 30 days. `If-Match` takes the version of this one."""
    command = MergeCustomers(
        customer_id, body.merged_id, version, body.merged_version, caller.subject, body.take, body.reason
    )
    return await once(merge_customers, command, answers=_views)


@router.post("/customers/{customer_id}/merges/{merge_id}/undo", response_model=CustomerView)
async def post_undo_merge(customer_id: UUID, merge_id: UUID, caller: Writer, once: Idempotent) -> Response:
    """Two who were merged are two again, each with its own orders; what was changed since stays with the kept one."""
    return await once(undo_merge, UndoMerge(customer_id, merge_id, caller.subject), answers=_views)


@router.post("/orders/{order_id}/customer", response_model=OrderView | OrderBrief)
async def post_customer_of_order(
    order_id: UUID, body: OrderCustomerToSave, caller: Writer, once: Idempotent, version: RequiredVersion
) -> Response:
    """Change whom an order is for: what is sent and issued from now on bears it.

    `If-Match` takes the version of the order you have read; it is refused where its customer was changed since.
    """
    command = ChangeOrderCustomer(
        order_id, body.customer, version, caller.subject, customer_too=body.customer_too, reason=body.reason
    )
    return await once(change_order_customer, command, answers=order_views, brief=BRIEF)


@router.post("/orders/{order_id}/attach", response_model=OrderView | OrderBrief)
async def post_attach(
    order_id: UUID, body: OrderToAttach, caller: Writer, once: Idempotent, version: RequiredVersion
) -> Response:
    """Say whose order a guest's is. One that names a customer of the storefront stays with them."""
    command = AttachOrder(order_id, body.customer_id, body.reason, version, caller.subject)
    return await once(attach_order, command, answers=order_views, brief=BRIEF)


@router.post("/orders/{order_id}/detach", response_model=OrderView | OrderBrief)
async def post_detach(
    order_id: UUID, body: OrderToDetach, caller: Writer, once: Idempotent, version: RequiredVersion
) -> Response:
    """A guest's order that was attached to a customer is a guest's again."""
    command = DetachOrder(order_id, body.reason, version, caller.subject)
    return await once(detach_order, command, answers=order_views, brief=BRIEF)


async def _views(tx: Tx, customers: Sequence[KnownCustomer]) -> list[CustomerView]:
    return [await _view(tx, customer) for customer in customers]


async def _family_ids(queries: Queries, customer: KnownCustomer) -> list[UUID]:
    return [one.customer_id for one in await store.find_family(queries, customer.customer_id)]


async def _view(queries: Queries, customer: KnownCustomer) -> CustomerView:
    family = {one.customer_id: one for one in await store.find_family(queries, customer.customer_id)}
    orders, money = await sum_orders(queries, family)
    merges = await list_merges(queries, [customer.customer_id]) if len(family) > 1 else []
    views = [merge_view(one, family[one.merged_id], now()) for one in merges if one.merged_id in family]
    return customer_view(customer, orders, money, views)
