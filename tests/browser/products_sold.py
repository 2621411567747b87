"""Products for tests: on sale, with this much stock."""

from typing import Any

from services.backoffice.web.addresses import segment
from tests.support.sale import LAMP
from tests.support.shop import Shop


async def sell(shop: Shop, sku: str, title: str, *, stock: int | None = None, threshold: int = 0) -> str:
    """Returns the address of the product's page. Without `stock` it is not tracked."""
    sold = await shop.post("orders", "/products", {"products": [{**LAMP, "sku": sku, "title": title}]})
    assert sold.status_code == 200, sold.text
    if stock is not None:
        address = f"{shop.settings.url('fulfilment')}/stock/{segment(sku)}"
        tracked = await shop.http.put(address, json={"low_stock_threshold": threshold})
        assert tracked.status_code == 200, tracked.text
        if stock:
            received = await shop.post("fulfilment", "/stock/receipts", {"lines": [{"sku": sku, "quantity": stock}]})
            assert received.status_code == 201, received.text
    return f"/products/{segment(sku)}"


async def stock_of(shop: Shop, sku: str) -> dict[str, Any] | None:
    items = (await shop.get("fulfilment", "/stock", sku=sku))["items"]
    return items[0] if items else None
