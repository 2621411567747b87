"""The order page when something is in the way: a service is away or late, a command is refused, two want the same."""

from playwright.async_api import expect

from tests.browser.conftest import Desk
from tests.browser.order_page import opened, ready_to_ship
from tests.support.sale import place
from tests.support.shop import Shop


async def test_the_effects_of_a_cancellation_wait_for_the_service_that_is_away(shop: Shop, desk: Desk) -> None:
    order = await place(shop)
    await ready_to_ship(shop, order)
    page = await opened(desk, order)
    shop.kill("billing-1")

    await page.locator("#cancel-order").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancel this order").click()

    await expect(page.locator("#cancellation .progress li.good")).to_have_count(2)
    await expect(page.locator("#cancellation .progress li.waiting")).to_contain_text("Cancellation invoice")
    await shop.restart("billing-1")
    await expect(page.locator("#cancellation .progress li.good")).to_have_count(3, timeout=30_000)


async def test_a_service_that_is_away_says_so_in_its_area_and_the_rest_works(shop: Shop, desk: Desk) -> None:
    order = await place(shop)
    page = await opened(desk, order)
    await expect(page.locator("#payment .badge")).to_be_visible()
    shop.kill("billing-1")

    await page.reload()
    await expect(page.locator("#payment")).to_contain_text("Billing does not answer at the moment")
    await expect(page.locator("#shipping .badge")).to_be_visible()
    await page.locator("#note textarea").fill("still works")
    await page.get_by_role("button", name="Save the note").click()
    await expect(page.locator("#notice")).to_contain_text("The note is saved.")

    await shop.restart("billing-1")
    await expect(page.locator("#payment")).to_contain_text("Not paid", timeout=15_000)


async def test_a_command_that_is_answered_late_is_shown_as_such_and_repeating_it_does_it_once(
    shop: Shop, desk: Desk
) -> None:
    order = await place(shop)
    page = await opened(desk, order)
    await page.locator("#payment").get_by_role("link", name="Enter a payment").click()
    dialog = page.get_by_role("dialog")
    does = dialog.get_by_role("button", name="Enter the payment")
    await expect(does).to_be_visible()

    shop.pause("billing-1")
    try:
        await does.click()
        await expect(dialog).to_contain_text("Billing has not answered yet", timeout=20_000)
    finally:
        shop.go_on("billing-1")
    await does.click()

    await expect(dialog).to_be_hidden()
    await expect(page.locator("#payment")).to_contain_text("Mark as not paid")
    ledger = (await shop.get("billing", f"/orders/{order['order_id']}"))["ledger"]
    assert [entry["amount"] for entry in ledger] == ["38.30"]


async def test_a_refused_command_is_told_in_the_dialog_and_keeps_what_was_typed(shop: Shop, desk: Desk) -> None:
    order = await place(shop)
    page = await opened(desk, order)
    await page.locator("#payment").get_by_role("link", name="Enter a payment").click()
    dialog = page.get_by_role("dialog")

    await dialog.get_by_label("Amount").fill("twelve")
    await dialog.get_by_role("button", name="Enter the payment").click()

    await expect(dialog.get_by_role("alert")).to_contain_text("Give an amount, such as 12.50")
    await expect(dialog.get_by_label("Amount")).to_have_value("twelve")
    assert (await shop.get("billing", f"/orders/{order['order_id']}"))["ledger"] == []


async def test_of_two_who_edit_one_note_the_second_is_told_and_sees_both_texts(shop: Shop, desk: Desk) -> None:
    order = await place(shop)
    first, second = await opened(desk, order, "sales"), await opened(desk, order, "warehouse")
    await second.locator("#note textarea").fill("two parcels")

    await first.locator("#note textarea").fill("gift wrapping")
    await first.get_by_role("button", name="Save the note").click()
    await expect(first.locator("#notice")).to_contain_text("The note is saved.")
    await expect(second.locator("#note textarea")).to_have_value("two parcels")
    await second.get_by_role("button", name="Save the note").click()

    dialog = second.get_by_role("dialog")
    await expect(dialog).to_contain_text("Somebody else has changed this meanwhile.")
    await expect(dialog).to_contain_text("gift wrapping")
    await expect(dialog.locator("textarea")).to_have_value("two parcels")
    await dialog.locator("textarea").fill("gift wrapping, two parcels")
    await dialog.get_by_role("button", name="Save over it").click()
    await expect(second.locator("#note textarea")).to_have_value("gift wrapping, two parcels")
    note = (await shop.get("orders", f"/orders/{order['order_id']}"))["note"]
    assert (note["text"], note["version"]) == ("gift wrapping, two parcels", 2)
