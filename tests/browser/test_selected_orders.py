"""Orders selected in the list: shipped at once, by mouse or keyboard alone, and their slips printed."""

import asyncio
from typing import Any

from playwright.async_api import Locator, Page, expect
from uuid_utils.compat import uuid7

from tests.browser.conftest import Desk
from tests.browser.order_list import a_name, customer, row, rows
from tests.browser.order_page import ready_to_ship
from tests.support.languages import Says, in_one
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until


async def to_ship(shop: Shop, **changes: Any) -> dict[str, Any]:
    """Paid, and with all its goods."""
    placed = await place(shop, **changes)
    await ready_to_ship(shop, placed)

    async def is_paid() -> bool:
        return (await shop.post("billing", f"/orders/{placed['order_id']}/payments", {})).is_success

    await until(is_paid)
    return placed


@in_one("en")
async def test_printing_says_which_of_the_chosen_orders_have_no_slip(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    ready = await to_ship(shop)
    page = await desk("warehouse", language)
    await page.goto(f"/orders/slips?order={uuid7()}&order={ready['order_id']}&order={(unknown := uuid7())}")
    await page.get_by_role("button", name=says["Print"], exact=True).click()
    await expect(page.locator("[data-made]")).to_be_visible()
    await expect(page.locator("[data-left]")).to_contain_text(str(unknown))
    await expect(page.locator("[data-left]")).not_to_contain_text(ready["order_id"])


@in_one("fr")
async def test_five_orders_are_shipped_from_the_first_page_in_at_most_ten_clicks(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    orders = await asyncio.gather(*(to_ship(shop) for _ in range(5)))
    page, clicks = await desk("warehouse", language), 0
    await page.goto("/")

    async def click(place: Locator) -> None:
        nonlocal clicks
        clicks += 1
        await place.click()

    await click(page.locator("#tile-to-ship"))
    for one in orders:
        await click(page.locator(f"#select-{one['order_id']}"))
    other = await to_ship(shop)
    await expect(row(page, other)).to_be_visible()  # the list is brought up to date, and what was chosen stays
    await expect(page.locator("#selected-count")).to_have_text("5")
    await expect(page.locator("#selected-total")).to_have_text("191,50 €")
    await click(page.locator("#ship-selected"))
    await click(page.get_by_role("dialog").get_by_role("button", name="Expédier 5 commandes"))
    await expect(page.locator("#notice")).to_contain_text("5 colis sont marqués comme expédiés.")
    await expect(page.locator("#page h1")).to_be_focused()  # Enter once more, as scanners do, takes nothing back
    await expect(page.get_by_role("dialog")).to_be_hidden()
    for one in orders:
        await expect(row(page, one)).to_have_count(0)
    await expect(page.locator("#selection")).to_be_hidden()
    assert clicks <= 10
    await page.locator("#undo").click()
    await expect(page.locator("#notice")).to_contain_text(says["The parcels are marked as not shipped."])


async def test_fifty_orders_are_shipped_one_after_another_by_keyboard_alone_with_their_tracking_numbers(
    shop: Shop, desk: Desk
) -> None:
    name = a_name()
    orders = await asyncio.gather(*(to_ship(shop, **customer(name)) for _ in range(50)))
    page = await desk("warehouse", "fr")
    await page.goto(f"/orders?status=processing_awaiting_shipment&goods_ready=true&q={name}")
    await expect(rows(page)).to_have_count(50)

    await tab_to(page, "#select-all")
    await page.keyboard.press("Space")
    await expect(page.locator("#selected-count")).to_have_text("50")
    await tab_to(page, "#ship-selected", "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog [data-scanned]").first).to_be_focused()
    for number in range(50):
        if number % 2 == 0:
            await page.keyboard.type(f"ZQ-{number:04d}")
        await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog").get_by_role("button", name="Expédier 50 commandes")).to_be_focused()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("heading")).to_contain_text("50 sur 50", timeout=60_000)
    await expect(dialog.get_by_text("ne dit pas son transporteur")).to_have_count(25)
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(rows(page)).to_have_count(0)
    found = [await shop.get("fulfilment", f"/orders/{one['order_id']}") for one in orders]
    numbers = [parcel["tracking_number"] for one in found for parcel in one["shipments"][0]["parcels"]]
    assert sorted(numbers) == [f"ZQ{number:04d}" for number in range(0, 50, 2)]


async def test_once_more_enter_closes_what_became_of_several_orders_and_takes_none_back(shop: Shop, desk: Desk) -> None:
    shipped, held = await to_ship(shop), await to_ship(shop)
    await shop.post("orders", f"/orders/{held['order_id']}/hold", {"reason": "address"})
    page = await desk("warehouse", "en")
    await page.goto("/orders")
    for one in (shipped, held):
        await page.locator(f"#select-{one['order_id']}").click()
    await expect(row(page, held)).to_contain_text("On hold")
    await page.locator("#ship-selected").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Ship 1 order").click()
    await expect(dialog.get_by_role("heading")).to_have_text("1 of 1 marked as shipped")
    close, undo = dialog.get_by_text("Close"), dialog.get_by_text("Undo")
    await expect(close).to_be_focused()
    tops = [(await one.bounding_box() or {})["y"] for one in (close, dialog.locator("#undo"))]
    assert abs(tops[0] - tops[1]) < 2, "they stand in one line"
    await expect(undo).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    found = await shop.get("fulfilment", f"/orders/{shipped['order_id']}")
    assert found["shipments"][0]["state"] == "shipped"


async def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    for _ in range(60):
        await page.keyboard.press(key)
        if await page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {key}")
