"""Invoices and what cancels them, as they were issued."""

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import Desk
from tests.browser.languages import Says, in_both
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until

EN = {
    "Invoice": "Invoice",
    "Cancellation invoice": "Cancellation invoice",
    "Credits invoice": "Credits invoice",
    "Credited": "Credited",
    "Not credited": "Not credited",
    "Supply of goods": "Supply of goods",
    "Due date": "Due date",
    "Total with VAT": "Total with VAT",
    "gross": "€38.30",
    "minus gross": "-€38.30",
    "minus net": "-€32.88",
    "minus VAT": "-€5.42",
    "lamps back": "-€25.00",
    "postage back": "-€4.90",
    "rates": ["20%", "-€24.92", "-€4.98", "5.5%", "-€7.96", "-€0.44"],
}
FR = {
    "Invoice": "Facture",
    "Cancellation invoice": "Facture d’annulation",
    "Credits invoice": "Crédite la facture",
    "Credited": "Créditée",
    "Not credited": "Non créditée",
    "Supply of goods": "Livraison de biens",
    "Due date": "Échéance",
    "Total with VAT": "Total TTC",
    "gross": "38,30 €",
    "minus gross": "-38,30 €",
    "minus net": "-32,88 €",
    "minus VAT": "-5,42 €",
    "lamps back": "-25,00 €",
    "postage back": "-4,90 €",
    "rates": ["20 %", "-24,92 €", "-4,98 €", "5,5 %", "-7,96 €", "-0,44 €"],
}
LANGUAGES = in_both(FR, EN)


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


@LANGUAGES
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

    await follow(page, f"{says['Cancellation invoice']} {credit['number']}")
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


@LANGUAGES
async def test_an_invoice_tells_who_sold_what_to_whom_and_what_the_law_asks_for(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    order = await place(shop, language=language)
    (invoice,) = await documents_of(shop, order, 1)
    page = await desk("read_only", language)
    await page.goto(f"/documents/{invoice['document_id']}")

    paper = page.locator("#paper")
    for told in (
        "Arrière-boutique SARL",
        "SARL au capital de 10 000 EUR",
        "732 829 320 RCS Nantes",
        "FR44732829320",
        "Zoé Martin",
        "3 rue du Port",
        "Lampe de bureau",
        "Colissimo",
        invoice["number"],
        order["number"],
        says["Supply of goods"],
        says["Due date"],
    ):
        await expect(paper).to_contain_text(told)
    await expect(paper.get_by_role("row", name=f"{says['Total with VAT']} {says['gross']}")).to_be_visible()
    await expect(page.locator("main h1")).to_contain_text(says["Not credited"])


async def test_what_an_invoice_says_stays_in_the_language_of_the_customer(shop: Shop, desk: Desk) -> None:
    order = await place(shop, language="fr")
    (invoice,) = await documents_of(shop, order, 1)
    page = await desk("accounting", "en")
    await page.goto(f"/documents/{invoice['document_id']}")
    await expect(page.locator("main h1")).to_contain_text("Invoice")
    await expect(page.locator("#paper[lang=fr]")).to_contain_text("Facture")
    await expect(page.locator("#paper")).to_contain_text("38,30 €")


async def test_on_paper_there_is_nothing_but_the_document(shop: Shop, desk: Desk) -> None:
    order = await place(shop)
    (invoice,) = await documents_of(shop, order, 1)
    page = await desk("accounting", "en", color_scheme="dark")
    await page.goto(f"/documents/{invoice['document_id']}")
    await expect(page.get_by_role("button", name="Print")).to_be_visible()

    await page.emulate_media(media="print")
    await expect(page.locator("#paper")).to_be_visible()
    for not_printed in ("header.menu", ".crumbs", "main .page-head"):
        await expect(page.locator(not_printed)).to_be_hidden()
    assert await page.locator("#paper").evaluate("paper => getComputedStyle(paper).backgroundColor") == (
        "rgb(255, 255, 255)"
    )


async def test_a_document_that_is_not_there_is_told(shop: Shop, desk: Desk) -> None:
    page = await desk("accounting", "en")
    await page.goto("/documents/01890000-0000-7000-8000-000000000000")
    await expect(page.locator("main h1")).to_have_text("There is no such page")
