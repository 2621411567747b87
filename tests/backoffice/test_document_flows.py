"""Invoices and what cancels them, as they were issued, in both languages."""

from uuid import UUID

from services.billing.files.model import Files
from services.billing.files.store import insert_files
from shared.clock import now
from tests.backoffice.conftest import Seat
from tests.backoffice.office import Office
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both, in_one


@in_one("fr")
async def test_a_cancelled_order_leads_to_its_cancellation_invoice_with_the_negative_sums_of_its_invoice(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place(language=language)
    await shop.post("orders", f"/orders/{order['order_id']}/cancel", {"reason": "changed her mind"})
    await shop.hand_on()
    invoice, credit = (await shop.get("billing", f"/orders/{order['order_id']}"))["documents"]
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}")

    await page.follow(f"{says['Cancellation invoice']} {credit['number']}", within="main")
    assert page.heading == f"{says['Cancellation invoice']} {credit['number']}"
    sums = [one.text for one in page.all("#paper .sum td")]
    assert sums == [says["minus net"], says["minus VAT"], says["minus gross"]]
    rates = [one.text for one in page.all("#paper .rates tbody th, #paper .rates tbody td")]
    assert rates == says["rates"]
    for told in (f"{says['Credits invoice']} {invoice['number']}", says["lamps back"], says["postage back"]):
        assert told in page.text("#paper")

    await page.follow(f"{says['Invoice']} {invoice['number']}", within="main")
    assert says["Credited"] in page.heading
    assert page.text("#paper .sum .whole td") == says["gross"]
    await page.follow(credit["number"], within="main")
    await page.follow(order["number"], within="main")
    assert order["number"] in page.heading

    issued = await shop.get("billing", f"/credit-notes/{credit['document_id']}")
    assert (issued["totals"]["net"], issued["totals"]["vat"], issued["totals"]["gross"]) == ("32.88", "5.42", "38.30")


@in_one("en")
async def test_an_invoice_tells_who_sold_what_to_whom_and_what_the_law_asks_for(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place(language=language)
    (invoice,) = (await shop.get("billing", f"/orders/{order['order_id']}"))["documents"]
    page = await (await seat("read_only", language)).goto(f"/documents/{invoice['document_id']}")
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
        f"{says['Total with VAT']} {says['gross']}",
    ):
        assert told in page.text("#paper")
    assert says["Not credited"] in page.heading


async def test_what_an_invoice_says_stays_in_the_language_of_the_customer(shop: Services, seat: Seat) -> None:
    order = await shop.place(language="fr")
    (invoice,) = (await shop.get("billing", f"/orders/{order['order_id']}"))["documents"]
    page = await (await seat("accounting")).goto(f"/documents/{invoice['document_id']}")
    assert "Invoice" in page.heading
    assert "Facture" in page.text("#paper[lang=fr]")
    assert "38,30 €" in page.text("#paper")


async def test_a_document_that_is_not_there_is_told(shop: Services, seat: Seat) -> None:
    page = await (await seat("accounting")).goto("/documents/01890000-0000-7000-8000-000000000000")
    assert page.heading == "There is no such page"


async def made(shop: Services, document_id: str) -> bytes:
    """As billing makes files, once the document is issued."""
    pdf = b"%PDF-1.7 of " + document_id.encode()
    async with shop["billing"].transaction() as tx:
        await insert_files(tx, [Files(UUID(document_id), pdf, b"<xml/>", b"<ubl/>")], at=now())
    return pdf


@in_both()
async def test_the_printer_beside_a_number_leads_to_the_pdf_once_it_is_made(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place(language=language)
    (invoice,) = (await shop.get("billing", f"/orders/{order['order_id']}"))["documents"]
    number, address = invoice["number"], f"/documents/{invoice['document_id']}/pdf"
    page = await seat("read_only", language)
    for path in (f"/orders/{order['order_id']}", f"/documents/{invoice['document_id']}"):
        await page.goto(path)
        greyed = page.one(".pdf.greyed")
        assert greyed.attributes["title"] == says["PDF being made"].format(number)
        assert not page.links(f"{says['Print']} {number}")
    assert [button.text for button in page.all("main [data-prints]")] == [says["Print"]]

    pdf = await made(shop, invoice["document_id"])
    for path in (f"/orders/{order['order_id']}", f"/documents/{invoice['document_id']}"):
        await page.goto(path)
        (printer,) = page.links(f"{says['Print']} {number}")
        assert printer.attributes["href"] == address
        assert not page.all(".pdf.greyed, main [data-prints]")

    answer = await page.browser.get(address)
    assert (answer.status_code, answer.content) == (200, pdf)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'inline; filename="{number}.pdf"'
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"

    await page.goto(f"/documents/{invoice['document_id']}")
    (ubl,) = page.links("UBL (XML)")
    answer = await page.browser.get(ubl.attributes["href"])
    assert (answer.content, answer.headers["content-disposition"]) == (
        b"<ubl/>",
        f'attachment; filename="{number}.ubl.xml"',
    )


@in_both()
async def test_a_pdf_that_is_asked_for_before_it_is_made_says_so(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    (invoice,) = (await shop.get("billing", f"/orders/{order['order_id']}"))["documents"]
    page = await (await seat("accounting", language)).goto(f"/documents/{invoice['document_id']}/pdf")
    assert (page.status, page.heading, page.alert) == (
        404,
        says["Not ready yet"],
        says["This file is being made. Try again in a moment."],
    )


async def test_a_pdf_is_for_those_who_are_signed_in(shop: Services, office: Office) -> None:
    order = await shop.place()
    (invoice,) = (await shop.get("billing", f"/orders/{order['order_id']}"))["documents"]
    await made(shop, invoice["document_id"])
    answer = await office.browser().get(f"/documents/{invoice['document_id']}/pdf")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
