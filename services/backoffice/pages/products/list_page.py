"""The list of products with their stock: searched, filtered by the colour of the stock dot, in pages."""

from typing import Any, Literal, NamedTuple

from fastapi import APIRouter, Response

from services.backoffice.web.service_clients import Area, Json
from services.backoffice.web.stock_dots import NEWER, UNTRACKED
from services.backoffice.web.visit import SignedIn, Visit

router = APIRouter()

Colour = Literal["", "green", "orange", "red", "oversold"]
"""Of the dot, or what orders wait for although it may not be ordered."""

MOST = 50
SEARCHED = 200
ROUNDS = 5
"""So often the next SEARCHED products are looked through for one of the colour, before the page is shown empty."""


class Row(NamedTuple):
    """A product with its stock; None where the service that knows it does not answer, or knows no such product."""

    sku: str
    product: Json | None
    stock: Json | None


class Listed(NamedTuple):
    """A page of the list. `area` is that of the service whose list it is, `beside` that of the other."""

    rows: list[Row]
    next: str | None
    area: Area
    beside: Area | None


@router.get("/products")
async def get_products_page(visit: SignedIn, q: str = "", colour: Colour = "", after: str | None = None) -> Response:
    search = q.strip() or None
    if not colour:
        listed = await _list_products(visit, search, after)
    elif search is None:
        listed = await _list_stock(visit, colour, after)
    else:
        listed = await _search_stock(visit, colour, search, after)
    return visit.page("products/products.html", q=q, colour=colour, after=after, listed=listed)


async def _list_products(visit: Visit, search: str | None, after: str | None, limit: int = MOST) -> Listed:
    products = await visit.services.area("orders", "/products", q=search, after=after, limit=limit)
    if products.content is None:
        return Listed([], None, products, None)
    by_sku = {product["sku"]: product for product in products.content["items"]}
    stock, tracked = await _of(visit, "fulfilment", "/stock", list(by_sku))
    missing = UNTRACKED if stock is None or stock.answered else None
    rows = [Row(sku, product, tracked.get(sku, missing)) for sku, product in by_sku.items()]
    return Listed(rows, products.content["next"], products, stock)


async def _list_stock(visit: Visit, colour: str, after: str | None) -> Listed:
    stock = await visit.services.area("fulfilment", "/stock", **_asked(colour), after=after, limit=MOST)
    if stock.content is None:
        return Listed([], None, stock, None)
    by_sku = {item["sku"]: item for item in stock.content["items"]}
    products, sold = await _of(visit, "orders", "/products", list(by_sku))
    return Listed(
        [Row(sku, sold.get(sku), item) for sku, item in by_sku.items()], stock.content["next"], stock, products
    )


async def _search_stock(visit: Visit, colour: str, search: str, after: str | None) -> Listed:
    """What is searched orders knows, the colour fulfilment: a page is what the next products have of the colour."""
    for _ in range(ROUNDS):
        found = await _list_products(visit, search, after, SEARCHED)
        rows = [row for row in found.rows if row.stock and _shows(row.stock, colour)]
        if rows or found.next is None or (found.beside and not found.beside.answered):
            break
        after = found.next
    if found.beside and not found.beside.answered:
        return Listed([], None, found.beside, None)
    return found._replace(rows=rows)


def _asked(colour: str) -> dict[str, Any]:
    return {"oversold": "true"} if colour == "oversold" else {"colour": colour}


def _shows(stock: Json, colour: str) -> bool:
    return bool(stock["oversold"]) if colour == "oversold" else bool(stock["colour"] == colour)


async def _of(visit: Visit, service: str, path: str, skus: list[str]) -> tuple[Area | None, dict[str, Any]]:
    """What a service knows of these SKUs; without any it is not asked."""
    if not skus:
        return None, {}
    area = await visit.services.area(service, path, sku=skus, limit=len(skus))
    return area, {item["sku"]: NEWER | item for item in area.content["items"]} if area.content else {}
