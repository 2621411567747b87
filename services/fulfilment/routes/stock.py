"""Stock and its ledger over HTTP."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.fulfilment.stock.change_store import list_changes
from services.fulfilment.stock.ledger_store import list_entries
from services.fulfilment.stock.list_stock import count_stock, list_stock
from services.fulfilment.stock.schemas import (
    EntryView,
    NewAdjustment,
    NewReceipt,
    NewReceipts,
    ReceiptsView,
    StockBrief,
    StockChangeView,
    StockCounts,
    StockRules,
    StockView,
    change_view,
    entry_view,
    stock_view,
)
from services.fulfilment.stock.store import get_stock
from services.fulfilment.usecases.adjust_stock import AdjustStock, adjust_stock
from services.fulfilment.usecases.receive_many_stocks import ReceiveManyStocks, receive_many_stocks
from services.fulfilment.usecases.receive_stock import ReceiveStock, receive_stock
from services.fulfilment.usecases.track_stock import TrackStock, track_stock
from shared.http import (
    Brief,
    Caller,
    ExpectedVersion,
    Idempotent,
    Page,
    Paging,
    Reading,
    Writing,
    each_as,
    etag,
    paged_by,
    scope,
)
from shared.http.imports import told_by_import
from shared.schemas.fulfilment import StockColour
from shared.schemas.values import Sku

router = APIRouter()

Reader = Annotated[Caller, scope("fulfilment:read")]
Writer = Annotated[Caller, scope("fulfilment:write", or_else="stock:write")]

BRIEF = Brief("fulfilment:read", StockBrief)


@router.get("/stock")
async def get_stocks(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[str], paged_by(str)],
    skus: Annotated[tuple[Sku, ...], Query(alias="sku", max_length=200)] = (),
    prefix: Annotated[Sku | None, Query(alias="q")] = None,
    colours: Annotated[tuple[StockColour, ...], Query(alias="colour")] = (),
    oversold: Annotated[bool, Query(description="only what orders wait for although it may not be ordered")] = False,
) -> Page[StockView]:
    """Stock by SKU: those named, all in one page, or those that begin with `q`, in either case of its letters.

    What is not tracked (grey) has no stock to list.
    """
    paging = replace(paging, limit=max(paging.limit, len(skus)))
    found = await list_stock(
        queries,
        skus=skus,
        prefix=prefix,
        colours=colours,
        oversold=oversold,
        after=paging.after,
        limit=paging.fetch,
    )
    return paging.page([stock_view(stock) for stock in found], by=lambda stock: stock.sku)


@router.get("/stock/counts")
async def get_stock_counts(caller: Reader, queries: Reading) -> StockCounts:
    """How many SKUs show each stock dot. A SKU named `counts` is read by `GET /stock?sku=counts`."""
    return StockCounts(**await count_stock(queries))


@router.post("/stock/receipts", status_code=201, response_model=ReceiptsView)
async def post_receipts(body: NewReceipts, caller: Writer, once: Idempotent) -> Response:
    """Take in goods of up to 5,000 SKUs at once; those that are new are tracked from now on."""
    received = tuple([(line.sku, line.quantity) for line in body.lines])
    command = ReceiveManyStocks(
        received=received,
        reason=body.reason,
        reference=body.reference,
        occurred_at=told_by_import(caller, body),
        by=caller.subject,
    )
    return await once(
        receive_many_stocks, command, answers=each_as(lambda received: ReceiptsView(**received._asdict()))
    )


@router.post("/stock/{sku:path}/receipts", status_code=201, response_model=StockView | StockBrief)
async def post_receipt(sku: Sku, body: NewReceipt, caller: Writer, once: Idempotent) -> Response:
    told_by_import(caller, body)
    command = ReceiveStock(sku=sku, by=caller.subject, **dict(body))
    return await once(receive_stock, command, answers=each_as(stock_view), brief=BRIEF)


@router.post("/stock/{sku:path}/adjustments", status_code=201, response_model=StockView | StockBrief)
async def post_adjustment(sku: Sku, body: NewAdjustment, caller: Writer, once: Idempotent) -> Response:
    told_by_import(caller, body)
    command = AdjustStock(sku=sku, by=caller.subject, **dict(body))
    return await once(adjust_stock, command, answers=each_as(stock_view), brief=BRIEF)


@router.get("/stock/{sku:path}/entries")
async def get_entries(
    sku: Sku, caller: Reader, queries: Reading, paging: Annotated[Paging[int], paged_by(int)]
) -> Page[EntryView]:
    """What came and went, the newest first."""
    await get_stock(queries, sku)
    found = await list_entries(queries, sku, before=paging.after, limit=paging.fetch)
    return paging.page([entry_view(entry) for entry in found], by=lambda entry: entry.id)


@router.get("/stock/{sku:path}/changes")
async def get_changes(
    sku: Sku, caller: Reader, queries: Reading, paging: Annotated[Paging[int], paged_by(int)]
) -> Page[StockChangeView]:
    """Who changed its threshold, whether orders may wait for more, or its place, the newest first.

    What was set before changes were kept is in none.
    """
    await get_stock(queries, sku)
    found = await list_changes(queries, sku, before=paging.after, limit=paging.fetch)
    return paging.page([change_view(one) for one in found], by=lambda one: one.version)


@router.get("/stock/{sku:path}")
async def get_one_stock(sku: Sku, caller: Reader, queries: Reading, response: Response) -> StockView:
    stock = await get_stock(queries, sku)
    response.headers["ETag"] = etag(stock.version)
    return stock_view(stock)


@router.put("/stock/{sku:path}")
async def put_stock(
    sku: Sku, body: StockRules, caller: Writer, database: Writing, response: Response, version: ExpectedVersion
) -> StockView | StockBrief:
    """Track a SKU's stock, or change its threshold and policy of backorders.

    With `If-Match`, only the version the caller has read.

    Version 0 is that of a SKU which is not tracked.
    """
    async with database.transaction() as tx:
        stock = await track_stock(tx, TrackStock(sku=sku, version=version, by=caller.subject, **dict(body)))
    response.headers["ETag"] = etag(stock.version)
    answer: StockView | StockBrief = BRIEF.of(stock_view(stock), caller)
    return answer
