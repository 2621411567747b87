"""The page of a product: what it is sold for, its stock, and the ledger of that."""

from typing import Any

from fastapi import APIRouter, Response

from services.backoffice.web.addresses import segment
from services.backoffice.web.service_clients import Area, Json, together
from services.backoffice.web.visit import SignedIn, Visit
from shared.refused import NotFound
from shared.schemas.values import Sku

router = APIRouter()


@router.get("/products/{sku:path}")
async def get_product_page(sku: Sku, visit: SignedIn, after: str | None = None) -> Response:
    """`after` leads to older entries of the ledger."""
    services = visit.services
    areas = await together(
        products=services.area("orders", "/products", sku=sku),
        stocks=services.area("fulfilment", "/stock", sku=sku),
        ledger=services.area("fulfilment", f"/stock/{segment(sku)}/entries", after=after),
    )
    product, stock = only(areas["products"]), only(areas["stocks"])
    if areas["products"].answered and areas["stocks"].answered and product is None and stock is None:
        raise NotFound(f"there is no product {sku}")
    return visit.page("products/product.html", sku=sku, product=product, stock=stock, after=after, **areas)


async def find_stock(visit: Visit, sku: str) -> dict[str, Any]:
    """For a dialog: fulfilment's area, and the stock in it unless the SKU is not tracked."""
    # As a query, for which no SKU is special; a list is asked for even of one.
    stocks = await visit.services.area("fulfilment", "/stock", sku=sku)
    return {"sku": sku, "stocks": stocks, "stock": only(stocks)}


def only(area: Area) -> Json | None:
    """The one item of a list."""
    items: list[Json] = area.content["items"] if area.content else []
    return items[0] if items else None
