"""Products with their stock, which is adjusted on their page."""

from typing import Any

from services.backoffice.web.addresses import segment
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says
from tests.support.sale import LAMP

QUANTITY = "Quantity: positive for what was found, negative for what is gone"


async def sell(shop: Services, sku: str, title: str, *, stock: int | None = None, threshold: int = 0) -> str:
    """Returns the address of the product's page. Without `stock` it is not tracked."""
    await shop.post("orders", "/products", {"products": [{**LAMP, "sku": sku, "title": title}]})
    if stock is not None:
        tracked = await shop["fulfilment"].http.put(f"/stock/{segment(sku)}", json={"low_stock_threshold": threshold})
        assert tracked.status_code == 200, tracked.text
        if stock:
            await shop.post("fulfilment", "/stock/receipts", {"lines": [{"sku": sku, "quantity": stock}]})
    return f"/products/{segment(sku)}"


async def stock_of(shop: Services, sku: str) -> dict[str, Any]:
    (found,) = (await shop.get("fulfilment", "/stock", sku=sku))["items"]
    return dict(found)


async def adjust(page: Page, says: Says, quantity: str, reason: str) -> None:
    await page.follow(says["Adjust"], within="#stock")
    page.fill(says[QUANTITY], quantity)
    page.fill(says["Reason"], reason)
    await page.press(says["Adjust"])
