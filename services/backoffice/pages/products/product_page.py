"""The page of a product: what it is sold for, its stock, and the ledger of that."""

from fastapi import APIRouter, Response

from services.backoffice.pages.products.actions import STOCK_ACTIONS
from services.backoffice.pages.products.edit_product import PRODUCT_ACTIONS
from services.backoffice.pages.products.release_reservation import RESERVATION_ACTIONS
from services.backoffice.pages.products.stock import last_day, may_of, only, only_stock
from services.backoffice.web.addresses import segment
from services.backoffice.web.service_clients import Area, Json, ServiceRefused, together
from services.backoffice.web.typed_days import last_day_before
from services.backoffice.web.visit import SignedIn, Visit
from shared.refused import NotFound
from shared.schemas.values import Sku

router = APIRouter()

VERSIONS, RESERVATIONS, ENDED = 10, 50, 10


@router.get("/products/{sku:path}")
async def get_product_page(
    sku: Sku,
    visit: SignedIn,
    after: str | None = None,
    versions_after: str | None = None,
    changes_after: str | None = None,
) -> Response:
    """`after` leads to older entries of the ledger, `versions_after` to older prices, `changes_after` to thresholds."""
    services = visit.services
    areas = await together(
        products=services.area("orders", "/products", sku=sku),
        stocks=services.area("fulfilment", "/stock", sku=sku),
        versions=services.area("orders", "/product-versions", sku=sku, after=versions_after, limit=VERSIONS),
        reservations=services.area("fulfilment", "/reservations", sku=sku, state="reserved", limit=RESERVATIONS),
        ledger=services.area("fulfilment", f"/stock/{segment(sku)}/entries", after=after),
        changes=services.area("fulfilment", f"/stock/{segment(sku)}/changes", after=changes_after, limit=VERSIONS),
        ended=_ended(visit, sku),
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
        last_day_before=last_day_before,
        reserved=_reserved(sku, areas["reservations"], areas["ended"]),
        after=after,
        versions_after=versions_after,
        changes_after=changes_after,
        actions=STOCK_ACTIONS,
        product_actions=PRODUCT_ACTIONS,
        reservation_actions=RESERVATION_ACTIONS,
        may=may_of(stock),
        **areas,
    )


async def _ended(visit: Visit, sku: str) -> Area:
    """Reservations that have ended, the newest first; none of a fulfilment service of the version before."""
    ended = ["released", "expired", "used"]
    try:
        return await visit.services.area(
            "fulfilment", "/reservations", sku=sku, state=ended, newest_first="true", limit=ENDED
        )
    except ServiceRefused:
        return Area("fulfilment", {"items": []}, None)


def _reserved(sku: str, reservations: Area, ended: Area) -> list[Json]:
    """What is set aside of this product, that which ends first before the rest; then what was, the newest first."""
    is_now = [one | {"units": line["reserved"]} for one, line in _lines(sku, reservations) if line["reserved"]]
    was = [one | {"units": line["quantity"]} for one, line in _lines(sku, ended)]
    return [*sorted(is_now, key=lambda one: str(one["expires_at"])), *was]


def _lines(sku: str, area: Area) -> list[tuple[Json, Json]]:
    listed = area.content["items"] if area.content else []
    return [(one, line) for one in listed for line in one["lines"] if line["sku"] == sku]
