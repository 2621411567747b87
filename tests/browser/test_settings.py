"""Settings in a browser: by keyboard, with the focus where something is wrong, and changed by two at once."""

from playwright.async_api import Page, expect

from tests.billing.test_look import picture
from tests.browser.conftest import Desk

SELLER = "/settings/billing/seller"


async def type_over(page: Page, name: str, text: str) -> None:
    await page.locator(f"[name={name}]").focus()
    await page.keyboard.press("ControlOrMeta+A")
    await page.keyboard.type(text)


async def test_a_wrong_value_has_the_focus_and_is_put_right_by_keyboard_alone(desk: Desk) -> None:
    page = await desk("owner", "en")
    await page.goto("/settings")
    await page.get_by_role("link", name="Seller").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Seller")
    await type_over(page, "street", "2 quai de la Fosse")
    await type_over(page, "siren", "732829321")
    await page.keyboard.press("Enter")
    await expect(page.locator("#siren-wrong")).to_contain_text("one is mistyped")
    await expect(page.locator("[name=siren]")).to_be_focused()
    await expect(page.locator("[name=street]")).to_have_value("2 quai de la Fosse")

    await type_over(page, "siren", "732829320")
    await page.keyboard.press("Enter")
    await expect(page.locator("#notice")).to_contain_text("The settings are saved.")
    await expect(page.locator("[aria-invalid=true]")).to_have_count(0)
    await expect(page.locator("#version-1")).to_contain_text("1 quai de la Fosse → 2 quai de la Fosse")


async def test_what_was_said_of_a_change_goes_where_the_next_one_is_refused(desk: Desk) -> None:
    page = await desk("owner", "fr")
    await page.goto("/settings/billing/invoices")
    for days, wrong in (("14", 0), ("61", 1)):
        await type_over(page, "payment_days", days)
        await page.keyboard.press("Enter")
        await expect(page.locator("[aria-invalid=true]")).to_have_count(wrong)
        await expect(page.locator("#notice .toast")).to_have_count(1 - wrong, timeout=3000)


async def test_of_two_who_change_settings_at_once_the_second_sees_both_values_and_decides(desk: Desk) -> None:
    first, second = await desk("owner", "en"), await desk("owner", "fr")
    for page, town in ((first, "Rennes"), (second, "Brest")):
        await page.goto(SELLER)
        await page.locator("[name=city]").fill(town)
    await first.locator("#save-settings").click()
    await expect(first.locator("#notice")).to_contain_text("The settings are saved.")
    await second.locator("#save-settings").click()
    await expect(second.locator("#section [role=alert]")).to_contain_text("Owner EN a modifié ceci entre-temps")
    await expect(second.locator("#city-theirs")).to_contain_text("Rennes")
    await expect(second.locator("[name=city]")).to_have_value("Brest")

    await second.get_by_role("button", name="Remplacer").click()
    await expect(second.locator("#notice")).to_contain_text("Les paramètres sont enregistrés.")
    await expect(second.locator("#versions tbody tr").first).to_contain_text("Rennes → Brest")
    await expect(second.locator("#city-theirs")).to_have_count(0)


async def test_a_logo_that_is_chosen_is_seen_at_once_and_is_on_the_sample_before_it_is_saved(desk: Desk) -> None:
    page = await desk("owner", "en")
    await page.goto("/settings/billing/documents")
    await page.get_by_label("Logo", exact=True).set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": picture(size=(2400, 600))}
    )
    await expect(page.locator("canvas.logo")).to_be_visible()
    await page.locator("[data-picks=accent]").fill("#1f4e79")
    await expect(page.locator("[name=accent]")).to_have_value("#1F4E79")
    async with page.context.expect_event("response", lambda answer: answer.url.endswith("/sample")) as opening:
        await page.get_by_role("button", name="Sample in English").click()
    sample = await opening.value
    assert (sample.status, sample.headers["content-type"]) == (200, "application/pdf")

    await page.locator("#save-settings").click()
    await expect(page.locator("#notice")).to_contain_text("The settings are saved.")
    await expect(page.locator(".chosen img.logo")).to_be_visible()
    size = "image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"
    assert await page.locator(".chosen img.logo").evaluate(size) == [600, 150]
