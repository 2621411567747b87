"""The order page for tests: opened by somebody."""

from playwright.async_api import Page

from tests.browser.conftest import Desk
from tests.support.shop import Shop
from tests.support.waiting import until


async def opened(
    desk: Desk, order: dict[str, object], role: str = "manager", language: str = "en", **context: object
) -> Page:
    page = await desk(role, language, **context)
    await page.goto(f"/orders/{order['order_id']}")
    return page


async def ready_to_ship(shop: Shop, order: dict[str, object]) -> None:
    async def has_slip() -> bool:
        known = await shop.http.get(f"{shop.settings.url('fulfilment')}/orders/{order['order_id']}")
        return known.status_code == 200 and [one["state"] for one in known.json()["shipments"]] == ["ready"]

    await until(has_slip)
