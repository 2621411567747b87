"""Rates of the euro as accounting enters them, and where it is told that documents wait for one."""

from services.backoffice.web.assets import STYLES
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


@in_both()
async def test_examples_of_rates_are_written_as_the_reader_writes_numbers(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    french = language == "fr"
    page = await (await seat("accounting", language)).goto("/rates")
    example = "1,0825" if french else "1.0825"
    assert example in page.text("#rate-hint")
    for label, text in (
        ("Devise" if french else "Currency", "SEK"),
        ("Un euro vaut" if french else "One euro is", "x"),
    ):
        page.fill(label, text)
    await page.press("Saisir les taux" if french else "Enter rates")
    assert page.text("#rate-wrong").endswith(example)
    assert (
        page.text("#day-wrong")
        == {
            "en": "Day: fill this in. For example: 2 March 2026",
            "fr": "Jour : à remplir. Par exemple : 2 mars 2026",
        }[language]
    )


async def test_a_day_that_cannot_be_is_refused_before_a_first_rate_is_asked_about(shop: Services, seat: Seat) -> None:
    page = await (await seat("accounting")).goto("/rates")
    for day in ("2026-03-03", "1998-12-31"):
        for label, text in (("Currency", "SEK"), ("One euro is", "11.2"), ("Day", day)):
            page.fill(label, text)
        await page.press("Enter rates")
        assert (page.status, page.text("#day-wrong")) == (422, "Give a day from 4 January 1999 to today."), day
        assert not page.all("#first-rate")


async def test_a_rate_and_what_one_unit_is_in_euros_have_each_a_place_of_its_own_on_a_phone(
    shop: Services, seat: Seat
) -> None:
    rate = {"currency": "SEK", "day": "2026-03-02", "rate": "11.2", "source": "ecb"}
    assert (await shop["billing"].http.put("/rates", json={"rates": [rate]})).is_success
    page = await (await seat("accounting")).goto("/rates")
    assert page.all("#rate-SEK .number")[0].text == "11.2"
    inverse = page.one("#rate-SEK .inverse")
    assert (inverse.text, inverse.attributes["data-name"]) == ("0.08929", "One unit in euros")
    css = (STYLES / "lists.css").read_text()
    assert ".ledger .inverse { grid-row: 2; grid-column: 1 / -1;" in css
