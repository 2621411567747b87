"""What an invoice says of supply, exemption, payments and names, on pages of the services themselves."""

from typing import Any

from services.backoffice.web.render import assets
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.bodies import ZOE, totals
from tests.support.sale import order as sold


async def invoice_of(shop: Services, order: dict[str, Any]) -> str:
    (invoice,) = (await shop.get("billing", f"/orders/{order['order_id']}"))["documents"]
    return f"/documents/{invoice['document_id']}"


async def test_an_invoice_tells_what_was_paid_and_when_and_what_is_left(shop: Services, seat: Seat) -> None:
    order = await shop.place(language="en")
    page = await (await seat("accounting")).goto(await invoice_of(shop, order))
    assert [row.text for row in page.all("#paper .paid tbody tr")] == ["Balance due €38.30"]

    payment = {"amount": "8.30", "method": "bank transfer"}
    await shop.post("billing", f"/orders/{order['order_id']}/payments", payment)
    await page.reload()
    heading, first, last = page.all("#paper .paid tbody tr")
    assert heading.text == "Payments received"
    assert first.text.startswith("Payment: Bank transfer")
    assert first.text.endswith("−€8.30")
    assert last.text == "Balance due €30.00"

    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    await page.reload()
    assert page.all("#paper .paid tbody tr")[-1].text == "Paid, balance due €0.00"


async def test_what_was_credited_of_an_invoice_is_no_payment(shop: Services, seat: Seat) -> None:
    order = await shop.place(language="fr")
    invoice = await invoice_of(shop, order)
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {"method": "virement"})
    await shop.post("orders", f"/orders/{order['order_id']}/cancel", {})
    await shop.hand_on()
    page = await (await seat("accounting")).goto(invoice)
    credits, paid, owed = page.all("#paper .paid tbody")
    assert credits.text.startswith("Notes de crédit")
    assert credits.text.endswith("−38,30 €")
    assert paid.text.startswith("Paiements reçus")
    assert "38,30 €" in owed.text


async def test_goods_that_have_not_left_have_no_date_of_supply(shop: Services, seat: Seat) -> None:
    order = await shop.place(language="en")
    page = await (await seat("accounting")).goto(await invoice_of(shop, order))
    assert "Date of supply" not in page.text("#paper")
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})
    await page.reload()
    assert "Date of supply" in page.text("#paper")


async def test_a_customer_whose_company_and_address_have_the_same_name_is_named_once(
    shop: Services, seat: Seat
) -> None:
    address = ZOE["billing_address"] | {"name": "Zoé Martin", "company": "ZOÉ MARTIN"}
    order = await shop.place(language="en", customer=ZOE | {"billing_address": address})
    page = await (await seat("accounting")).goto(await invoice_of(shop, order))
    assert page.text("#paper .parties").lower().count("zoé martin") == 1


async def test_the_styles_of_paper_are_in_one_place(shop: Services, seat: Seat) -> None:
    found = [name for name in assets().address if name == "backshop.css"]
    assert found
    page = await (await seat("accounting")).goto("/orders")
    (sheet,) = [
        one.attributes["href"] for one in page.all("link[rel=stylesheet]") if "backshop" in one.attributes["href"]
    ]
    styles = (await page.browser.get(sheet)).text
    assert styles.count("@media print") == 1


async def test_an_invoice_without_vat_says_why_and_whose_numbers_they_are(shop: Services, seat: Seat) -> None:
    berlin = {"street": "Torstraße 1", "postal_code": "10119", "city": "Berlin", "country": "DE"}
    business = ZOE | {"billing_address": berlin, "delivery_address": None, "vat_number": "de 123 456 789"}
    untaxed: dict[str, Any] = {"lines": [{**line, "vat_rate": "0"} for line in sold()["lines"]]}
    untaxed["shipping"] = {"method": "Colissimo", "price": "0", "vat_rate": "0"}
    untaxed["totals"] = totals("33.40", "0.00", "33.40")
    order = await shop.place(language="en", customer=business, **untaxed)
    page = await (await seat("accounting")).goto(await invoice_of(shop, order))
    assert "Exempt from VAT as a supply within the EU, article 262 ter, I of the CGI" in page.text("#paper footer")
    assert "VAT number DE123456789" in page.text("#paper .parties")
