"""Invoices and what cancels them, as they were issued."""

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import Desk
from tests.support.languages import Says, in_one
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until


async def documents_of(shop: Shop, order: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """As soon as the order has so many."""

    async def issued() -> list[dict[str, Any]]:
        answer = await shop.http.get(f"{shop.settings.url('billing')}/orders/{order['order_id']}")
        documents: list[dict[str, Any]] = answer.json().get("documents", [])
        return documents if len(documents) == count else []

    found: list[dict[str, Any]] = await until(issued)
    return found


async def follow(page: Page, text: str) -> None:
    await page.locator("main").get_by_role("link", name=text).click()


@in_one("fr")
async def test_a_cancelled_order_leads_to_its_cancellation_invoice_with_the_negative_sums_of_its_invoice(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    order = await place(shop, language=language)
    await documents_of(shop, order, 1)
    cancelled = await shop.post("orders", f"/orders/{order['order_id']}/cancel", {"reason": "changed her mind"})
    assert cancelled.status_code == 200, cancelled.text
    invoice, credit = await documents_of(shop, order, 2)
    page = await desk("accounting", language)
    await page.goto(f"/orders/{order['order_id']}")

    await follow(page, f"{says['Cancellation invoice']} {credit['number']}")  # its number opens its window
    await page.get_by_role("dialog").get_by_role("button", name="Voir le document").click()
    paper = page.locator("#paper")
    await expect(page.locator("main h1")).to_have_text(f"{says['Cancellation invoice']} {credit['number']}")
    await expect(paper.locator(".sum td")).to_have_text([says["minus net"], says["minus VAT"], says["minus gross"]])
    await expect(paper.locator(".rates tbody :is(th, td)")).to_have_text(says["rates"])
    await expect(paper).to_contain_text(f"{says['Credits invoice']} {invoice['number']}")
    await expect(paper).to_contain_text(says["lamps back"])
    await expect(paper).to_contain_text(says["postage back"])

    await follow(page, f"{says['Invoice']} {invoice['number']}")
    await expect(page.locator("main h1")).to_contain_text(says["Credited"])
    await expect(paper.locator(".sum .whole td")).to_have_text(says["gross"])
    await follow(page, credit["number"])
    await follow(page, order["number"])
    await expect(page.locator("main h1")).to_contain_text(order["number"])

    issued = await shop.get("billing", f"/credit-notes/{credit['document_id']}")
    assert (issued["totals"]["net"], issued["totals"]["vat"], issued["totals"]["gross"]) == ("32.88", "5.42", "38.30")


async def test_on_paper_there_is_nothing_but_the_document(shop: Shop, desk: Desk) -> None:
    order = await place(shop)
    (invoice,) = await documents_of(shop, order, 1)
    page = await desk("accounting", "en", color_scheme="dark")
    await page.goto(f"/documents/{invoice['document_id']}")
    await page.emulate_media(media="print")
    await expect(page.locator("#paper")).to_be_visible()
    for not_printed in ("header.menu", ".crumbs", "main .page-head"):
        await expect(page.locator(not_printed)).to_be_hidden()
    assert await page.locator("#paper").evaluate("paper => getComputedStyle(paper).backgroundColor") == (
        "rgb(255, 255, 255)"
    )


@in_one("fr")
async def test_a_credit_note_is_issued_by_keyboard_after_a_look_at_its_amounts(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    order = await place(shop)
    await documents_of(shop, order, 1)
    page = await desk("accounting", language, viewport={"width": 390, "height": 844})
    await page.goto(f"/orders/{order['order_id']}")
    dialog = page.get_by_role("dialog")
    await page.locator("#payment-menu").click()
    await page.locator("#payment").get_by_role("link", name=says["Add a credit note"]).click()

    lamps = dialog.locator("[name=quantity-1]")
    await expect(lamps).to_be_focused()
    await page.keyboard.type("1")
    await page.keyboard.press("Enter")
    await expect(dialog.locator("#preview .whole td")).to_have_text("12,50\xa0€")
    await expect(lamps).to_have_value("1")
    assert len(await documents_of(shop, order, 1)) == 1

    await dialog.get_by_role("button", name=says["Issue the credit note"]).press("Enter")
    await expect(page.locator("main h1")).to_contain_text("AV-2026-")
    _, note = await documents_of(shop, order, 2)
    assert (note["kind"], note["gross"]) == ("credit_note", "12.50")
