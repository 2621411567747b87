"""The stock of a product as fulfilment knows it, and what may be done with it."""

from datetime import date
from typing import Any

from services.backoffice.web.service_clients import Area, Json
from services.backoffice.web.stock_dots import NEWER
from services.backoffice.web.typed_days import last_day_before
from services.backoffice.web.visit import Visit


async def find_stock(visit: Visit, sku: str) -> dict[str, Any]:
    """For a dialog: fulfilment's area, and the stock in it unless the SKU is not tracked."""
    # As a query, for which no SKU is special; a list is asked for even of one.
    stocks = await visit.services.area("fulfilment", "/stock", sku=sku)
    stock = only_stock(stocks)
    return {"sku": sku, "stocks": stocks, "stock": stock, "last_day": last_day(stock)}


def last_day(stock: Json | None) -> date | None:
    """On which orders may wait for more than there is, where that ends."""
    until = stock and stock.get("backorders_until")
    return last_day_before(until) if until else None


def only_stock(stocks: Area) -> Json | None:
    stock = only(stocks)
    return NEWER | stock if stock else None


def only(area: Area) -> Json | None:
    """The one item of a list."""
    items: list[Json] = area.content["items"] if area.content else []
    return items[0] if items else None


def may_of(stock: Json | None) -> tuple[str, ...]:
    """Goods come and go where the stock is tracked; setting a threshold begins that."""
    return ("receive", "adjust", "threshold") if stock else ("threshold",)
