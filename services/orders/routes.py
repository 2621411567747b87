"""The HTTP API: orders, what is done with them, and the products they are made of."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from uuid_utils.compat import uuid7

from services.orders import products, settings
from services.orders.figures import Day, DaysOfOrders, OrderCounts, count_orders, days_from, list_days
from services.orders.filters import Filters, filters
from services.orders.history import list_history
from services.orders.listing import Place, list_orders
from services.orders.usecases.cancel_orders import cancel_orders
from services.orders.usecases.find_order import get_order
from services.orders.usecases.hold_order import hold_order
from services.orders.usecases.place_orders import place_orders
from services.orders.usecases.resume_order import resume_order
from services.orders.usecases.save_note import SaveNote, save_note
from services.orders.usecases.save_products import save_product, save_products
from services.orders.views import (
    CancelReason,
    HistoryEntry,
    HoldReason,
    NewOrder,
    NoteToSave,
    NoteView,
    OrderSummary,
    OrderView,
    PlacedId,
    ProductInBulk,
    ProductsSaved,
    ProductsToSave,
    ProductToSave,
    ProductView,
)
from shared.http import (
    Caller,
    ExpectedVersion,
    Idempotent,
    Page,
    Paging,
    Reading,
    RequiredVersion,
    Writing,
    etag,
    paged_by,
    scope,
)
from shared.refused import NotFound
from shared.schemas.orders import CancelOrder, HoldOrder, PlaceOrder, ResumeOrder
from shared.schemas.values import Line, Sku

router = APIRouter()

Reader = Annotated[Caller, scope("orders:read")]
Writer = Annotated[Caller, scope("orders:write")]
NoteWriter = Annotated[Caller, scope("orders:note")]


@router.post("/orders", status_code=201, response_model=OrderView)
async def post_order(body: NewOrder, caller: Writer, once: Idempotent) -> Response:
    """Place an order. Where `order_id` is given, the same order sent again is answered and not placed again."""
    sent = dict(body)
    command = PlaceOrder(order_id=sent.pop("order_id") or uuid7(), by=caller.subject, **sent)
    response = await once.batched(place_orders, command)
    if response.status_code == 201:
        response.headers["Location"] = f"/orders/{PlacedId.model_validate_json(bytes(response.body)).order_id}"
    return response


@router.get("/orders")
async def get_orders(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[tuple[datetime, UUID]], paged_by(datetime, UUID)],
    filters: Annotated[Filters, Depends(filters)],
) -> Page[OrderSummary]:
    """Orders, newest first. What is given several times, such as `status`, finds the orders with any of it."""
    last = Place(*paging.after) if paging.after else None
    found = await list_orders(queries, filters, after=last, limit=paging.fetch)
    return paging.page(found, by=lambda order: (order.placed_at, order.order_id))


@router.get("/orders/counts")
async def get_counts(caller: Reader, queries: Reading) -> OrderCounts:
    """What needs doing."""
    return await count_orders(queries)


@router.get("/orders/days")
async def get_days(
    caller: Reader,
    queries: Reading,
    first: Annotated[Day, Query(alias="from")],
    last: Annotated[Day, Query(alias="to", description="included; at most 92 days in all")],
) -> DaysOfOrders:
    """What was ordered on each day, by the clock of the shop."""
    days = days_from(first, last, settings.SHOP.time_zone)
    return DaysOfOrders(items=await list_days(queries, days))


@router.get("/orders/{order_id}")
async def get_one_order(order_id: UUID, caller: Reader, queries: Reading, response: Response) -> OrderView:
    order = await get_order(queries, order_id)
    response.headers["ETag"] = etag(order.version)
    return order


@router.get("/orders/{order_id}/history")
async def get_history(
    order_id: UUID, caller: Reader, queries: Reading, paging: Annotated[Paging[int], paged_by(int, limit=200)]
) -> Page[HistoryEntry]:
    """What was done on the order, oldest first."""
    await get_order(queries, order_id)
    found = await list_history(queries, order_id, after=paging.after or 0, limit=paging.fetch)
    return paging.page(found, by=lambda entry: entry.id)


@router.post("/orders/{order_id}/hold", response_model=OrderView)
async def post_hold(order_id: UUID, body: HoldReason, caller: Writer, once: Idempotent) -> Response:
    """Pause an order: no invoice and no slip until it is resumed."""
    return await once(hold_order, HoldOrder(order_id=order_id, reason=body.reason, by=caller.subject))


@router.post("/orders/{order_id}/resume", response_model=OrderView)
async def post_resume(order_id: UUID, caller: Writer, once: Idempotent) -> Response:
    return await once(resume_order, ResumeOrder(order_id=order_id, by=caller.subject))


@router.post("/orders/{order_id}/cancel", response_model=OrderView)
async def post_cancel(
    order_id: UUID, body: CancelReason, caller: Writer, once: Idempotent, version: ExpectedVersion
) -> Response:
    """Call an order off; refused once anything has left. `cancellation` in the answer tells how far it is."""
    command = CancelOrder(
        order_id=order_id,
        reason=body.reason,
        notify_customer=body.notify_customer,
        expected_version=version,
        by=caller.subject,
    )
    return await once.batched(cancel_orders, command)


@router.put("/orders/{order_id}/note")
async def put_note(
    order_id: UUID,
    body: NoteToSave,
    caller: NoteWriter,
    database: Writing,
    response: Response,
    version: RequiredVersion,
) -> NoteView:
    """Save the internal note of an order. `If-Match` takes the version of the note you have read, "0" before any."""
    async with database.transaction(locking=[order_id]) as tx:
        note = await save_note(tx, SaveNote(order_id, body.text, version, caller.subject))
    response.headers["ETag"] = etag(note.version)
    return note


@router.get("/products")
async def get_products(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[str], paged_by(str)],
    search: Annotated[
        Line | None, Query(alias="q", description="start of the SKU, or of any word of the title")
    ] = None,
    sku: Annotated[tuple[Sku, ...], Query(description="these only")] = (),
) -> Page[ProductView]:
    """Products by SKU."""
    found = await products.list_products(queries, search=search, skus=sku, after=paging.after or "", limit=paging.fetch)
    return paging.page(found, by=lambda product: product.sku)


@router.post("/products", response_model=ProductsSaved)
async def post_products(body: ProductsToSave, caller: Writer, once: Idempotent) -> Response:
    """Create or replace up to 5,000 products at once."""
    return await once(save_products, body)


@router.get("/products/{sku:path}")
async def get_product(sku: Sku, caller: Reader, queries: Reading, response: Response) -> ProductView:
    product = await products.find_product(queries, sku)
    if product is None:
        raise NotFound(f"there is no product {sku}")
    response.headers["ETag"] = etag(product.version)
    return product


@router.put("/products/{sku:path}")
async def put_product(
    sku: Sku, body: ProductToSave, caller: Writer, database: Writing, response: Response, version: ExpectedVersion
) -> ProductView:
    """Create or replace a product; with `If-Match`, only the version the caller has read."""
    async with database.transaction() as tx:
        saved = await save_product(tx, ProductInBulk(sku=sku, **dict(body)), version)
    response.headers["ETag"] = etag(saved.version)
    return saved
