"""Saved views: filters of the list of orders under a title of one's own."""

from playwright.async_api import expect

from tests.browser.conftest import Desk
from tests.support.languages import Says, in_one
from tests.support.shop import Shop


@in_one("fr")
async def test_a_view_is_saved_under_a_title_of_its_own_and_removed(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    page = await desk("sales", language)
    tabs, dialog = page.locator(".tabs"), page.get_by_role("dialog")
    await page.goto("/orders")
    await expect(tabs.locator("[aria-current]")).to_have_text(says["All orders"])
    await expect(page.get_by_role("link", name=says["Save this view"])).to_have_count(0)
    await tabs.get_by_role("link", name=says["On hold"]).click()
    await expect(tabs.locator("[aria-current]")).to_contain_text(says["On hold"])

    async def save(title: str) -> None:
        await page.get_by_role("link", name=says["Save this view"]).click()
        await dialog.get_by_label(says["Title"]).fill(title)
        await dialog.get_by_role("button", name=says["Save the view"]).click()

    async def saved() -> list[tuple[str, str]]:
        views = await shop.query(
            "backoffice",
            "SELECT title, query FROM saved_views JOIN staff USING (staff_id) WHERE email = $1",
            f"sales-{language}@shop.example",
        )
        return [tuple(view) for view in views]

    await page.goto("/orders?status=on_hold&sku=LAMP")
    await save("Lampes à revoir")
    await expect(page.get_by_text(says["The view is saved."])).to_be_visible()
    await expect(dialog).to_be_hidden()
    await expect(tabs.locator("[aria-current]")).to_have_text("Lampes à revoir")
    assert await saved() == [("Lampes à revoir", "status=on_hold&sku=LAMP")]

    await page.goto("/orders?sku=BOOK")
    await save("Lampes à revoir")
    await expect(dialog.get_by_role("alert")).to_have_text(says["You have a view of this name already."])
    await dialog.get_by_role("button", name=says["Close"]).click()
    await expect(page.locator("#save-view")).to_be_focused()
    others = await desk("warehouse", language)
    await others.goto("/orders")
    await expect(others.get_by_text("Lampes à revoir")).to_have_count(0)

    await tabs.get_by_role("link", name="Lampes à revoir").click()
    await page.get_by_role("link", name=says["Remove this view"]).click()
    await dialog.get_by_role("button", name=says["Remove the view"]).click()
    await expect(page.get_by_text(says["The view is removed."])).to_be_visible()
    await expect(tabs.get_by_text("Lampes à revoir")).to_have_count(0)
    assert await saved() == []
