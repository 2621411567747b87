"""The HTTP API: stock and its ledger, shipments, what fulfilment knows of an order."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.fulfilment import listing
from services.fulfilment.store import find_order_of
from services.fulfilment.usecases.adjust_stock import AdjustStock, adjust_stock
from services.fulfilment.usecases.mark_shipped import MarkShipped, mark_shipped
from services.fulfilment.usecases.mark_unshipped import MarkUnshipped, mark_unshipped
from services.fulfilment.usecases.receive_stock import (
    ReceiveManyStocks,
    ReceiveStock,
    receive_many_stocks,
    receive_stock,
)
from services.fulfilment.usecases.track_stock import TrackStock, track_stock
from services.fulfilment.views import (
    EntryView,
    NewAdjustment,
    NewReceipt,
    NewReceipts,
    OrderView,
    ReceiptsView,
    ShipmentView,
    StockCounts,
    StockView,
    Threshold,
    UnshipReason,
)
from shared.http import Caller, ExpectedVersion, Idempotent, Page, Paging, Reading, Writing, etag, paged_by, scope
from shared.schemas.fulfilment import ShipmentState, StockColour
from shared.schemas.values import Sku

router = APIRouter()

Reader = Annotated[Caller, scope("fulfilment:read")]
Writer = Annotated[Caller, scope("fulfilment:write")]

FROM_THE_START = UUID(int=0)
FROM_THE_END = 2**63 - 1


@router.get("/stock")
async def get_stocks(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[str], paged_by(str)],
    skus: Annotated[tuple[Sku, ...], Query(alias="sku", max_length=200)] = (),
    prefix: Annotated[Sku | None, Query(alias="q")] = None,
    colours: Annotated[tuple[StockColour, ...], Query(alias="colour")] = (),
) -> Page[StockView]:
    """Stock by SKU: those named, all in one page, or those that begin with `q`, in either case of its letters.

    What is not tracked (grey) has no stock to list.
    """
    paging = replace(paging, limit=max(paging.limit, len(skus)))
    found = await listing.list_stock(
        queries, skus=skus, prefix=prefix, colours=colours, after=paging.after or "", limit=paging.fetch
    )
    return paging.page(found, by=lambda stock: stock.sku)


@router.get("/stock/counts")
async def get_stock_counts(caller: Reader, queries: Reading) -> StockCounts:
    """How many SKUs show each stock dot. A SKU named `counts` is read by `GET /stock?sku=counts`."""
    return await listing.count_stock(queries)


@router.post("/stock/receipts", status_code=201, response_model=ReceiptsView)
async def post_receipts(body: NewReceipts, caller: Writer, once: Idempotent) -> Response:
    """Take in goods of up to 5,000 SKUs at once; those that are new are tracked from now on."""
    return await once(receive_many_stocks, ReceiveManyStocks(by=caller.subject, **dict(body)))


@router.post("/stock/{sku:path}/receipts", status_code=201, response_model=StockView)
async def post_receipt(sku: Sku, body: NewReceipt, caller: Writer, once: Idempotent) -> Response:
    return await once(receive_stock, ReceiveStock(sku=sku, by=caller.subject, **dict(body)))


@router.post("/stock/{sku:path}/adjustments", status_code=201, response_model=StockView)
async def post_adjustment(sku: Sku, body: NewAdjustment, caller: Writer, once: Idempotent) -> Response:
    return await once(adjust_stock, AdjustStock(sku=sku, by=caller.subject, **dict(body)))


@router.get("/stock/{sku:path}/entries")
async def get_entries(
    sku: Sku, caller: Reader, queries: Reading, paging: Annotated[Paging[int], paged_by(int)]
) -> Page[EntryView]:
    """What came and went, the newest first."""
    await listing.get_stock(queries, sku)
    before = FROM_THE_END if paging.after is None else paging.after
    return paging.page(
        await listing.list_entries(queries, sku, before=before, limit=paging.fetch), by=lambda entry: entry.id
    )


@router.get("/stock/{sku:path}")
async def get_one_stock(sku: Sku, caller: Reader, queries: Reading, response: Response) -> StockView:
    stock = await listing.get_stock(queries, sku)
    response.headers["ETag"] = etag(stock.version)
    return stock


@router.put("/stock/{sku:path}")
async def put_stock(
    sku: Sku, body: Threshold, caller: Writer, database: Writing, response: Response, version: ExpectedVersion
) -> StockView:
    """Track a SKU's stock, or change its threshold; with `If-Match`, only the version the caller has read.

    Version 0 is that of a SKU which is not tracked.
    """
    async with database.transaction() as tx:
        stock = await track_stock(tx, TrackStock(sku=sku, version=version, **dict(body)))
    response.headers["ETag"] = etag(stock.version)
    return stock


@router.get("/shipments")
async def get_shipments(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[UUID], paged_by(UUID)],
    order_id: UUID | None = None,
    state: ShipmentState | None = None,
) -> Page[ShipmentView]:
    """Shipments, the oldest first."""
    after = paging.after or FROM_THE_START
    found = await listing.list_shipments(queries, order_id=order_id, state=state, after=after, limit=paging.fetch)
    return paging.page(found, by=lambda shipment: shipment.shipment_id)


@router.get("/shipments/{shipment_id}")
async def get_one_shipment(shipment_id: UUID, caller: Reader, queries: Reading) -> ShipmentView:
    return await listing.get_shipment(queries, shipment_id)


@router.post("/shipments/{shipment_id}/ship", response_model=ShipmentView)
async def post_ship(shipment_id: UUID, caller: Writer, once: Idempotent) -> Response:
    """The parcel has left: its goods go out of stock."""
    return await once(
        mark_shipped,
        MarkShipped(shipment_id=shipment_id, by=caller.subject),
        order_of=lambda queries: find_order_of(queries, shipment_id),
    )


@router.post("/shipments/{shipment_id}/unship", response_model=ShipmentView)
async def post_unship(shipment_id: UUID, body: UnshipReason, caller: Writer, once: Idempotent) -> Response:
    """The parcel had not left after all: its goods are back, and still allocated to it."""
    return await once(
        mark_unshipped,
        MarkUnshipped(shipment_id=shipment_id, by=caller.subject, reason=body.reason),
        order_of=lambda queries: find_order_of(queries, shipment_id),
    )


@router.get("/orders/{order_id}")
async def get_order(order_id: UUID, caller: Reader, queries: Reading) -> OrderView:
    """What fulfilment knows of an order, and its shipments."""
    return await listing.get_order(queries, order_id)
