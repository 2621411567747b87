"""The page of a product: what it is sold for, its stock, and the ledger of that."""

from fastapi import APIRouter, Response

from services.backoffice.pages.products.actions import STOCK_ACTIONS
from services.backoffice.pages.products.edit_product import PRODUCT_ACTIONS
from services.backoffice.pages.products.stock import last_day, may_of, only, only_stock
from services.backoffice.web.addresses import segment
from services.backoffice.web.service_clients import Area, Json, together
from services.backoffice.web.visit import SignedIn
from shared.refused import NotFound
from shared.schemas.values import Sku

router = APIRouter()

VERSIONS, RESERVATIONS = 10, 50


@router.get("/products/{sku:path}")
async def get_product_page(
    sku: Sku, visit: SignedIn, after: str | None = None, versions_after: str | None = None
) -> Response:
    """`after` leads to older entries of the ledger, `versions_after` to older prices and titles."""
    services = visit.services
    areas = await together(
        products=services.area("orders", "/products", sku=sku),
        stocks=services.area("fulfilment", "/stock", sku=sku),
        versions=services.area("orders", "/product-versions", sku=sku, after=versions_after, limit=VERSIONS),
        reservations=services.area("fulfilment", "/reservations", sku=sku, state="reserved", limit=RESERVATIONS),
        ledger=services.area("fulfilment", f"/stock/{segment(sku)}/entries", after=after),
    )
    product, stock = only(areas["products"]), only_stock(areas["stocks"])
    if areas["products"].answered and areas["stocks"].answered and product is None and stock is None:
        raise NotFound(f"there is no product {sku}")
    return visit.page(
        "products/product.html",
        sku=sku,
        product=product,
        stock=stock,
        last_day=last_day(stock),
        reserved=_reserved(sku, areas["reservations"]),
        after=after,
        versions_after=versions_after,
        actions=STOCK_ACTIONS,
        product_actions=PRODUCT_ACTIONS,
        may=may_of(stock),
        **areas,
    )


def _reserved(sku: str, reservations: Area) -> list[Json]:
    """What is set aside of this product, that which ends first before the rest."""
    listed = reservations.content["items"] if reservations.content else []
    units = [one | {"units": line["reserved"]} for one in listed for line in one["lines"] if line["sku"] == sku]
    return sorted((one for one in units if one["units"]), key=lambda one: str(one["expires_at"]))
