"""The order page: what staff see of an order and do with it."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Desk
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until

CANCEL = {
    "en": ("Cancel order", "Cancel this order", "Cancelled"),
    "fr": ("Annuler la commande", "Annuler cette commande", "Annulée"),
}


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_cancellation_ticks_off_its_three_effects_while_one_looks_on(
    shop: Shop, desk: Desk, language: str
) -> None:
    order = await place(shop)
    page = await desk("sales", language)
    await page.goto(f"/orders/{order['order_id']}")
    opens, does, cancelled = CANCEL[language]

    await page.get_by_role("link", name=opens).click()
    await page.get_by_role("dialog").get_by_role("button", name=does).click()

    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(cancelled)
    await expect(page.locator("#cancellation .progress li.good")).to_have_count(3)
    assert await until(shop.cancellation_settled, order["order_id"])
