"""A credit note that staff add to an invoice: what is left, the amounts beforehand, what is refused and where."""

import pytest

from services.backoffice.accounts.model import SCOPES, Role
from tests.backoffice.conftest import Seat
from tests.backoffice.crediting import AMOUNTS, LEFT, STEPS, credits_of, invoice_of, wrong
from tests.backoffice.office import Office
from tests.backoffice.services import Services
from tests.support.bodies import line
from tests.support.languages import Says, in_both, in_one

IN_BOTH = in_both()


@IN_BOTH
async def test_accounting_credits_a_lamp_and_the_postage_and_sees_the_amounts_before(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}")
    await page.follow(says["Add a credit note"], within="#payment")
    assert page.text("#left") == LEFT[language]
    assert says["2 of 2 left, €25.00"] in page.text("#dialog-content")
    assert says["€4.90 left"] in page.text("#dialog-content")

    page.type(page.one("[name=quantity-1]"), "1")
    page.check("Colissimo")
    page.type(page.one("[name=reason]"), "one will do")
    await page.press(says["Show the amounts"])
    rows = [(row.select("th")[0].text, row.select("td")[0].text) for row in page.all("#preview tr")]
    assert dict(rows) == AMOUNTS[language]
    assert await credits_of(shop, order) == []

    await page.press(says["Issue the credit note"])
    assert page.notice.startswith(says["The credit note is issued."])
    assert "AV-2026-000001" in page.heading
    assert await credits_of(shop, order) == ["17.40"]
    await shop.hand_on()
    await page.goto(f"/orders/{order['order_id']}")
    assert "AV-2026-000001" in page.text("#payment")


@in_one("en")
async def test_more_than_is_left_is_refused_beside_its_line_and_what_was_typed_stays(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    invoice = await invoice_of(shop, order)
    page = await (await seat("accounting", language)).goto(f"/documents/{invoice['document_id']}")
    await page.follow(says["Add a credit note"], within="main")
    page.type(page.one("[name=quantity-2]"), "2")
    for button in (says["Show the amounts"], says["Issue the credit note"]):
        await page.press(button)
        assert wrong(page, "quantity-2") == says["This is more than what may still be credited. At most 1."]
        assert page.one("[name=quantity-2]").value == "2"
    assert await credits_of(shop, order) == []


@in_one("en")
async def test_who_credits_goods_that_left_meanwhile_is_asked_whether_they_are_back(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    invoice = await invoice_of(shop, order)
    await shop.hand_on()
    page = await (await seat("accounting", language)).goto(f"/documents/{invoice['document_id']}/credit")
    assert (page.text("#goods")[:21], page.all("[name=restock-1]")) == ("Nothing has left yet:", [])
    page.type(page.one("[name=quantity-1]"), "2")
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", None)
    await page.press(says["Issue the credit note"])
    assert page.alert.startswith("Goods of this order have left, or come back, meanwhile.")
    assert (await credits_of(shop, order), page.one("[name=quantity-1]").value) == ([], "2")
    assert page.one("[name=restock-1]")
    await page.press(says["Issue the credit note"])
    assert len(await credits_of(shop, order)) == 1


@IN_BOTH
async def test_of_two_clerks_the_second_hears_what_is_left_now(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    invoice = await invoice_of(shop, order)
    page = await (await seat("accounting", language)).goto(f"/documents/{invoice['document_id']}/credit")
    page.type(page.one("[name=quantity-1]"), "2")
    body = {"invoice_id": invoice["document_id"], "lines": [{"line_no": 1, "quantity": 1}], "shipping": True}
    await shop.post("billing", "/credit-notes", body)
    await page.press(says["Issue the credit note"])
    assert wrong(page, "quantity-1") == says["This is more than what may still be credited. At most 1."]
    assert says["1 of 2 left, €12.50"] in page.text("#dialog-content")
    page.type(page.one("[name=quantity-1]"), "1")
    await page.press(says["Issue the credit note"])
    assert await credits_of(shop, order) == ["12.50", "17.40"]


@IN_BOTH
async def test_an_amount_is_credited_without_goods_and_not_beside_lines(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    invoice = await invoice_of(shop, order)
    page = await (await seat("accounting", language)).goto(f"/documents/{invoice['document_id']}/credit")
    await page.press(says["Issue the credit note"])
    assert page.alert == says["Choose what is credited: quantities, costs, or an amount."]

    amount = says["Or an amount with VAT, without goods"]
    page.fill(amount, "50,00" if language == "fr" else "50.00")
    await page.press(says["Issue the credit note"])
    assert wrong(page, "amount") == says["This is more than what may still be credited. At most €38.30."]

    page.fill(amount, "5,00" if language == "fr" else "5.00")
    page.type(page.one("[name=quantity-1]"), "1")
    await page.press(says["Issue the credit note"])
    assert wrong(page, "amount") == says["Credit either lines and costs, or an amount: not both at once."]

    page.type(page.one("[name=quantity-1]"), "")
    await page.press(says["Issue the credit note"])
    assert await credits_of(shop, order) == ["5.00"]


@in_one("fr")
async def test_an_amount_of_a_line_and_part_of_the_postage_are_credited(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    invoice = await invoice_of(shop, order)
    page = await (await seat("accounting", language)).goto(f"/documents/{invoice['document_id']}/credit")
    for name, too_much, most in (("amount-2", "9", "€8.40"), ("shipping_amount", "5", "€4.90")):
        page.type(page.one(f"[name={name}]"), too_much)
        for button in (says["Show the amounts"], says["Issue the credit note"]):
            await page.press(button)
            assert wrong(page, name) == says[f"This is more than what may still be credited. At most {most}."]
        page.type(page.one(f"[name={name}]"), "")
    page.type(page.one("[name=amount-2]"), "2,40" if language == "fr" else "2.40")
    page.type(page.one("[name=shipping_amount]"), "1")
    await page.press(says["Show the amounts"])
    assert page.text("#preview .whole td") == ("3,40 €" if language == "fr" else "€3.40")
    await page.press(says["Issue the credit note"])
    assert await credits_of(shop, order) == ["3.40"]
    left = await shop.get("billing", f"/invoices/{invoice['document_id']}")
    assert [line["creditable"] for line in left["lines"]] == [
        {"quantity": 2, "amount": "25.00"},
        {"quantity": 1, "amount": "6.00"},
    ]
    assert (left["shipping"]["creditable"], left["creditable"]) == ("3.90", "34.90")


THREE_RATES = {
    "lines": [line(), line("BOOK", 1, "8.40", "8.40", vat_rate="5.5")],
    "shipping": {"method": "Colissimo", "price": "1.20", "vat_rate": "20"},
    "payment": {"method": "cash_on_delivery", "cost": "2.20", "vat_rate": "10"},
    "totals": {"net": "31.79", "vat": "5.01", "gross": "36.80"},
}


@IN_BOTH
async def test_costs_in_part_goods_that_are_back_and_an_amount_at_one_rate_say_how_they_come_about(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place(**THREE_RATES)
    invoice = await invoice_of(shop, order)
    address = f"/documents/{invoice['document_id']}/credit"
    page = await (await seat("accounting", language)).goto(address)
    assert page.all("[name=restock-1]") == []
    assert len(page.all("#rates-left tbody tr")) == 3
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")

    await page.goto(address)
    for name, typed in (("quantity-1", "1"), ("amount-2", "5"), ("payment_costs_amount", "1")):
        page.type(page.one(f"[name={name}]"), typed)
    page.type(page.one("[name=restock-1]"), "yes")
    await page.press(says["Show the amounts"])
    assert [row.text for row in page.all("#steps .sum tr")] == STEPS[language]
    await page.press(says["Issue the credit note"])
    assert await credits_of(shop, order) == ["18.50"]
    note = (await shop.get("billing", "/credit-notes", order_id=order["order_id"]))["items"][0]
    assert [one["restock"] for one in note["lines"]] == [True, None]
    await shop.hand_on()
    await page.goto(f"/orders/{order['order_id']}")
    said = "Articles revenus : 1 × LAMP" if language == "fr" else "Goods back: 1 × LAMP"
    assert said in page.text("#history")
    (entry, *_) = (await shop.get("fulfilment", "/stock/LAMP/entries"))["items"]
    assert (entry["kind"], entry["quantity"], entry["reference"]) == ("restocked", 1, "AV-2026-000001")

    await page.goto(address)
    page.type(page.one("[name=amount]"), "6")
    page.type(page.one("[name=vat_rate]"), "5.5")
    await page.press(says["Issue the credit note"])
    assert wrong(page, "amount").endswith("3,40 € au plus." if language == "fr" else "At most €3.40.")


@in_one("fr")
async def test_a_line_is_credited_by_quantity_or_by_amount_and_the_postage_whole_or_in_part(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    invoice = await invoice_of(shop, await shop.place())
    page = await (await seat("manager", language)).goto(f"/documents/{invoice['document_id']}/credit")
    page.type(page.one("[name=quantity-1]"), "1")
    page.type(page.one("[name=amount-1]"), "1")
    await page.press(says["Issue the credit note"])
    assert wrong(page, "amount-1") == "Créditez l’un ou l’autre : pas les deux à la fois."
    page.type(page.one("[name=amount-1]"), "")
    page.check("Colissimo")
    page.type(page.one("[name=shipping_amount]"), "1")
    await page.press(says["Issue the credit note"])
    assert wrong(page, "shipping_amount") == "Créditez l’un ou l’autre : pas les deux à la fois."


@in_one("fr")
async def test_a_quantity_that_is_none_is_refused_beside_its_line(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    invoice = await invoice_of(shop, await shop.place())
    page = await (await seat("manager", language)).goto(f"/documents/{invoice['document_id']}/credit")
    page.type(page.one("[name=quantity-1]"), "une")
    await page.press(says["Issue the credit note"])
    assert wrong(page, "quantity-1")
    page.type(page.one("[name=quantity-1]"), "5000000")
    await page.press(says["Issue the credit note"])
    assert wrong(page, "quantity-1").endswith("1 000 000 au plus. Par exemple : 3")


async def test_the_form_sent_twice_issues_one_credit_note(shop: Services, seat: Seat) -> None:
    order = await shop.place()
    invoice = await invoice_of(shop, order)
    page = await (await seat("accounting")).goto(f"/documents/{invoice['document_id']}/credit")
    sent = {one.attributes["name"]: one.value for one in page.all("#dialog-content input[type=hidden]")}
    form = sent | {"quantity-1": "1"}
    for _ in range(2):
        answer = await page.browser.http.post(f"/documents/{invoice['document_id']}/credit", data=form)
        assert answer.status_code == 303
    assert await credits_of(shop, order) == ["12.50"]


async def test_what_is_credited_in_full_is_offered_no_more(shop: Services, seat: Seat) -> None:
    order = await shop.place()
    invoice = await invoice_of(shop, order)
    await shop.post("billing", "/credit-notes", {"invoice_id": invoice["document_id"], "amount": "38.30"})
    page = await seat("accounting")
    for path in (f"/orders/{order['order_id']}", f"/documents/{invoice['document_id']}"):
        await page.goto(path)
        assert page.links("Add a credit note") == []
    await page.goto(f"/documents/{invoice['document_id']}/credit")
    assert page.status == 409
    assert "Nothing can be credited of this invoice" in page.text("#dialog-content")


@IN_BOTH
async def test_an_order_whose_goods_are_credited_and_its_postage_is_not_is_completed_and_says_what_stays_charged(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    address = f"/orders/{order['order_id']}"
    await shop.post("billing", f"{address}/payments", {})
    goods = [{"line_no": one["line_no"], "quantity": one["quantity"]} for one in order["lines"]]
    await shop.post("billing", "/credit-notes", {"order_id": order["order_id"], "lines": goods})
    await shop.hand_on()
    seen = await shop.get("orders", address)
    assert (seen["status"], seen["still_ships"], seen["payment_status"]) == ("completed", False, "overpaid")
    page = await (await seat("read_only", language)).goto(address)
    assert {
        "en": "All goods were credited before they left. €4.90 stays charged unless it is credited too.",
        "fr": "Tous les articles ont été crédités avant leur départ."
        " 4,90 € restent facturés, sauf à les créditer aussi.",
    }[language] == page.text("#goods-credited")


@pytest.mark.parametrize("role", Role)
async def test_credit_notes_are_added_by_those_whose_role_allows_it(shop: Services, office: Office, role: Role) -> None:
    order = await shop.place()
    invoice = await invoice_of(shop, order)
    desk = await office.desk(role)
    address, allowed = f"/documents/{invoice['document_id']}/credit", "billing:write" in SCOPES[role]
    for path in (f"/orders/{order['order_id']}", f"/documents/{invoice['document_id']}"):
        assert (address in (await desk.get(path)).text) == allowed
    assert (await desk.get(address)).status_code == (200 if allowed else 409)
    assert (await desk.send(address, **{"quantity-1": "1"})).status_code == (303 if allowed else 403)
    assert await credits_of(shop, order) == (["12.50"] if allowed else [])
