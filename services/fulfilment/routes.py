"""The HTTP API: stock and its ledger, shipments, what fulfilment knows of an order."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.fulfilment import listing
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
    StockView,
    Threshold,
    UnshipReason,
)
from shared.http import Caller, Once, Page, after_cursor, cursor, if_match, reading, scope
from shared.http.pages import BadCursor
from shared.postgres.tx import Tx
from shared.schemas.event import Sku
from shared.schemas.fulfilment import ShipmentState, StockColour

router = APIRouter()

Reader = Annotated[Caller, scope("fulfilment:read")]
Writer = Annotated[Caller, scope("fulfilment:write")]
Reading = Annotated[Tx, Depends(reading)]
Idempotent = Annotated[Once, Depends()]
Limit = Annotated[int, Query(ge=1, le=200)]
ExpectedVersion = Annotated[int | None, Depends(if_match)]

FROM_THE_START = UUID(int=0)
FROM_THE_END = 2**63 - 1


@router.get("/stock")
async def get_stocks(
    caller: Reader, tx: Reading, colour: StockColour | None = None, after: str | None = None, limit: Limit = 50
) -> Page[StockView]:
    """Stock by SKU. What is not tracked (grey) has no stock to list."""
    last = after_cursor(after, 1)[0] if after else ""
    items = await listing.list_stock(tx, colour=colour, after=last, limit=limit)
    return Page(items=items, next=cursor(items[-1].sku) if len(items) == limit else None)


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
    sku: Sku, caller: Reader, tx: Reading, after: str | None = None, limit: Limit = 50
) -> Page[EntryView]:
    """What came and went, the newest first."""
    await listing.get_stock(tx, sku)
    last = _entry_id(after) if after else FROM_THE_END
    items = await listing.list_entries(tx, sku, before=last, limit=limit)
    return Page(items=items, next=cursor(items[-1].id) if len(items) == limit else None)


@router.get("/stock/{sku:path}")
async def get_one_stock(sku: Sku, caller: Reader, tx: Reading, response: Response) -> StockView:
    stock = await listing.get_stock(tx, sku)
    response.headers["ETag"] = f'"{stock.version}"'
    return stock


@router.put("/stock/{sku:path}")
async def put_stock(
    sku: Sku, body: Threshold, caller: Writer, request: Request, response: Response, version: ExpectedVersion
) -> StockView:
    """Track a SKU's stock, or change its threshold; with `If-Match`, only the version the caller has read."""
    async with request.app.state.database.transaction() as tx:
        stock = await track_stock(tx, TrackStock(sku=sku, version=version, **dict(body)))
    response.headers["ETag"] = f'"{stock.version}"'
    return stock


@router.get("/shipments")
async def get_shipments(
    caller: Reader,
    tx: Reading,
    order_id: UUID | None = None,
    state: ShipmentState | None = None,
    after: str | None = None,
    limit: Limit = 50,
) -> Page[ShipmentView]:
    """Shipments, the oldest first."""
    last = _shipment_id(after) if after else FROM_THE_START
    items = await listing.list_shipments(tx, order_id=order_id, state=state, after=last, limit=limit)
    return Page(items=items, next=cursor(items[-1].shipment_id) if len(items) == limit else None)


@router.get("/shipments/{shipment_id}")
async def get_one_shipment(shipment_id: UUID, caller: Reader, tx: Reading) -> ShipmentView:
    return await listing.get_shipment(tx, shipment_id)


@router.post("/shipments/{shipment_id}/ship", response_model=ShipmentView)
async def post_ship(shipment_id: UUID, caller: Writer, once: Idempotent) -> Response:
    """The parcel has left: its goods go out of stock."""
    return await once(mark_shipped, MarkShipped(shipment_id=shipment_id, by=caller.subject))


@router.post("/shipments/{shipment_id}/unship", response_model=ShipmentView)
async def post_unship(shipment_id: UUID, body: UnshipReason, caller: Writer, once: Idempotent) -> Response:
    """The parcel had not left after all: its goods are back, and still allocated to it."""
    return await once(mark_unshipped, MarkUnshipped(shipment_id=shipment_id, by=caller.subject, reason=body.reason))


@router.get("/orders/{order_id}")
async def get_order(order_id: UUID, caller: Reader, tx: Reading) -> OrderView:
    """What fulfilment knows of an order, and its shipments."""
    return await listing.get_order(tx, order_id)


def _entry_id(after: str) -> int:
    (entry_id,) = after_cursor(after, 1)
    if not entry_id.isdecimal() or not entry_id.isascii() or len(entry_id) > 18:
        raise BadCursor("the cursor is not one that this list gave")
    return int(entry_id)


def _shipment_id(after: str) -> UUID:
    (shipment_id,) = after_cursor(after, 1)
    try:
        return UUID(shipment_id)
    except ValueError as error:
        raise BadCursor("the cursor is not one that this list gave") from error
