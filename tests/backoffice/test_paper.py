"""What an invoice says of supply, exemption, payments and names, on pages of the services themselves."""

from typing import Any

import pytest

from services.backoffice.pages.documents.exemption import Exemption, exemption
from services.backoffice.web.render import assets
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.bodies import ZOE


def document(country: str, rates: dict[str, str], operation: str = "goods", home: str = "FR") -> dict[str, Any]:
    return {
        "operation": operation,
        "seller": {"address": {"country": home}},
        "customer": {"billing_address": {"country": country}},
        "totals": {"vat_by_rate": [{"rate": rate, "net": net} for rate, net in rates.items()]},
    }


@pytest.mark.parametrize(
    ("country", "rates", "operation", "reason"),
    [
        ("FR", {"20": "10.00"}, "goods", None),
        ("FR", {"20": "10.00", "0": "0.00"}, "goods", None),
        ("FR", {"0": "10.00"}, "goods", Exemption.SMALL_BUSINESS),
        ("MC", {"0": "10.00"}, "goods", Exemption.SMALL_BUSINESS),
        ("FR", {"0": "10.00", "20": "5.00"}, "goods", Exemption.EXEMPT),
        ("DE", {"0": "10.00"}, "goods", Exemption.WITHIN_EU),
        ("DE", {"0": "10.00"}, "services", Exemption.REVERSE_CHARGE),
        ("CH", {"0": "10.00"}, "goods", Exemption.EXPORT),
        ("GB", {"0": "10.00"}, "services", Exemption.SERVICE_ABROAD),
    ],
)
def test_what_bears_no_vat_says_why(
    country: str, rates: dict[str, str], operation: str, reason: Exemption | None
) -> None:
    assert exemption(document(country, rates, operation)) is reason


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
    first, last = page.all("#paper .paid tbody tr")
    assert first.text.startswith("Payment: Bank transfer")
    assert first.text.endswith("−€8.30")
    assert last.text == "Balance due €30.00"

    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    await page.reload()
    assert page.all("#paper .paid tbody tr")[-1].text == "Paid, balance due €0.00"


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
