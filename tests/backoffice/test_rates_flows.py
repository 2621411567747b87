"""Rates of the euro as accounting enters them, and where it is told that documents wait for one."""

from services.billing.files.make_files import make_some
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.billing.paper import Paper
from tests.support.languages import Says, in_both
from tests.support.orders import placed


async def test_accounting_is_told_which_documents_wait_and_enters_the_rate(shop: Services, seat: Seat) -> None:
    order = placed(currency="SEK")
    await shop["billing"].deliver(order)
    await make_some(shop["billing"].database, Paper())
    page = await (await seat("accounting")).goto("/")
    assert "1 document in SEK waits for a rate." in page.text("#accounts")
    (invoice,) = (await shop.get("billing", f"/orders/{order.order_id}"))["documents"]
    await page.goto(f"/documents/{invoice['document_id']}")
    assert "waits for a rate of SEK" in page.text("#lacks-rate")
    await page.follow("Exchange rates", within="#lacks-rate")
    assert "The PDF of 1 document in SEK waits for the rate of" in page.text("#waiting-SEK")

    for label, text in (("Currency", "sek"), ("One euro is", "112,345"), ("Day", invoice["issued_on"])):
        page.fill(label, text)
    await page.press("Enter rates")
    assert "1 EUR = 112.345 SEK, so 1 SEK = 0.008901 EUR. One euro has lately been about 11 SEK" in page.text(
        "#first-rate"
    )
    assert not page.all("#rate-SEK")
    page.fill("One euro is", "11,2345")
    await page.press("Enter rates")
    assert "1 EUR = 11.2345 SEK, so 1 SEK = 0.08901 EUR." in page.text("#first-rate")
    assert "far from this" not in page.text("#first-rate")
    await page.press("Enter rates")
    assert "The rates are entered." in page.notice
    assert page.text("#rate-SEK").startswith("SEK 11.2345 0.08901")
    assert not page.all("#waiting-SEK")
    assert await make_some(shop["billing"].database, Paper()) == 1


async def test_what_is_wrong_with_a_rate_or_a_file_stands_beside_it(shop: Services, seat: Seat) -> None:
    page = await (await seat("accounting")).goto("/rates")
    for label, text in (("Currency", "EUR"), ("One euro is", "1"), ("Day", "2026-01-05")):
        page.fill(label, text)
    await page.press("Enter rates")
    assert (page.status, page.text("#currency-wrong")) == (422, "One euro is one euro. Give rates of other currencies.")
    page.fill("Currency", "SEK")
    page.fill("One euro is", "dear")
    await page.press("Enter rates")
    assert "1.0825" in page.text("#rate-wrong")
    page.fill("What is in it", "currency,day,rate\nSEK,2026-01-05,11.2\nSEK,yesterday,11.3\n")
    await page.press("Enter rates")
    assert "Line 3 is wrong." in page.text("#csv-wrong")


async def test_sales_sees_rates_and_enters_none(shop: Services, seat: Seat) -> None:
    page = await (await seat("sales")).goto("/rates")
    assert not page.all("#enter-rates")
    proof = page.all("[name=proof]")[0].attributes["value"]
    assert (await page.browser.post("/rates", proof=proof, currency="SEK")).status_code == 403


@in_both()
async def test_an_invoice_without_its_rate_says_so_wherever_its_pdf_is_asked_for(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    french = language == "fr"
    order = placed(currency="USD")
    await shop["billing"].deliver(order)
    (invoice,) = (await shop.get("billing", f"/orders/{order.order_id}"))["documents"]
    address = f"/documents/{invoice['document_id']}"
    accounting, sales = await seat("accounting", language), await seat("sales", language)
    await sales.goto(f"{address}/window")
    assert ("Le PDF est en cours de création" if french else "The PDF is being made") in sales.text("#revisions")

    await make_some(shop["billing"].database, Paper())
    missing = "Le taux de change manque" if french else "The exchange rate is missing"
    enter = "Saisir les taux" if french else "Enter rates"
    for page, may_enter in ((accounting, True), (sales, False)):
        await page.goto(f"{address}/window")
        assert missing in page.text("#revisions")
        assert [one.attributes["href"] for one in page.links(enter, within="#revisions")] == ["/rates"] * may_enter

        await page.goto(address)
        no_pdf = {
            "en": "No PDF of FA-2026-000001 yet: the exchange rate is missing",
            "fr": "Pas encore de PDF de FA-2026-000001 : le taux de change manque",
        }[language]
        icon = page.one("h1 .pdf")
        said = icon.attributes["title"].replace("\N{NO-BREAK SPACE}", " ")
        assert (said, icon.attributes.get("href")) == (no_pdf, "/rates" if may_enter else None)
        assert not page.all("[data-retry]")

        await page.goto(f"{address}/pdf")
        assert (page.status, page.heading) == (404, missing)
        assert ("attend le taux de sa devise" if french else "waits for the rate of its currency") in page.alert
        assert [one.attributes["href"] for one in page.links(enter)] == ["/rates"] * may_enter
