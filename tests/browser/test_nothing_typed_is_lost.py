"""What somebody has typed and not sent stays, whatever comes between."""

from playwright.async_api import Dialog, expect

from tests.browser.conftest import PASSWORD, Desk
from tests.browser.order_page import opened
from tests.support.sale import place
from tests.support.shop import Shop


async def test_leaving_a_page_with_an_unsaved_note_asks(shop: Shop, desk: Desk) -> None:
    page = await opened(desk, await place(shop), "sales")
    await page.locator("#note textarea").press_sequentially("calls back on Monday")
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    page.on("dialog", stay)
    await page.get_by_role("link", name="Orders").first.click(no_wait_after=True)
    await expect(page.locator("#note textarea")).to_have_value("calls back on Monday")
    assert asked == ["beforeunload"]


async def test_a_session_that_has_ended_keeps_what_was_typed_until_one_is_back(shop: Shop, desk: Desk) -> None:
    page = await opened(desk, await place(shop), "sales")
    await page.route("**/orders/*", lambda route: route.fulfill(status=204))  # or it finds out before the button
    await page.locator("#note textarea").press_sequentially("calls back on Monday")
    await page.context.clear_cookies()

    await page.get_by_role("button", name="Save the note").click()
    await page.wait_for_url("**/sign-in?**")
    await page.unroute("**/orders/*")
    await page.locator("[name=email]").fill("sales-en@shop.example")
    await page.locator("[name=password]").fill(PASSWORD)
    await page.locator("button[type=submit]").click()

    await expect(page.locator("#note textarea")).to_have_value("calls back on Monday")
    await page.get_by_role("button", name="Save the note").click()
    await expect(page.locator("#notice")).to_contain_text("The note is saved.")
