"""A return as staff handle it on its pages: created, approved, received with what becomes of each unit, paid back."""

from typing import Any

import pytest

from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both


async def shipped(shop: Services, paid: str | None = "38.30") -> str:
    """An order that is paid and has left."""
    order = await shop.place(payment={"method": "invoice"})
    if paid:
        await shop.post("billing", f"/orders/{order['order_id']}/payments", {"amount": paid})
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    await shop.hand_on()
    return str(order["order_id"])


def units(page: Page) -> list[str]:
    return [one.text for one in page.all("#goods .units div")]


def amounts(page: Page) -> dict[str, str]:
    """But for the VAT of each rate."""
    rows = {row.select("th")[0].text: row.select("td")[0].text for row in page.all("#preview tr")}
    return {name: amount for name, amount in rows.items() if not name.startswith("VAT")}


async def test_a_return_is_created_approved_received_by_unit_credited_refunded_and_closed(
    shop: Services, seat: Seat
) -> None:
    order_id = await shipped(shop)
    page = await (await seat("owner", "en")).goto(f"/orders/{order_id}")
    await page.follow("Create a return", within="#products")
    await page.press("Create the return")
    assert page.alert == "Say of at least one article how many."
    page.type(page.one("[name='lines/0/quantity']"), "9")
    page.type(page.one("[name='lines/1/quantity']"), "1")
    await page.press("Create the return")
    assert "At most 2." in page.alert
    page.type(page.one("[name='lines/0/quantity']"), "2")
    page.type(page.one("[name='lines/0/reason']"), "defective")
    page.check("Leave it to be approved")
    await page.press("Create the return")
    assert page.notice == "The return is created."

    await page.follow("Return RE-000001", within="#returns")
    assert page.all("h1 .badge")[0].text == "Requested"
    await page.follow("Approve")
    await page.press("Approve")
    await page.follow("On its way back")
    page.fill("Tracking number (optional)", "6A12345678905")
    await page.press("On its way back")
    assert "6A12345678905" in page.text("#parcel")

    await page.follow("Receive goods")
    lamp, book = page.all("fieldset.of-line")
    for fieldset, name in ((lamp, "Back into stock"), (lamp, "Quarantine"), (book, "Lost")):
        (field,) = fieldset.with_label(name, exact=True)
        page.type(field, "1")
    await page.press("Receive goods", within="footer")
    assert units(page) == ["1 × Back into stock", "1 × Quarantine", "1 × Lost"]
    await page.follow("Decide where goods go")
    page.fill("Of 1 in quarantine: Scrapped", "1")
    await page.press("Save")
    assert units(page)[1] == "1 × Scrapped"

    await page.follow("Credit note")
    assert amounts(page)["Credited, with VAT"] == amounts(page)["Then to refund"] == "€33.40"
    page.fill("Restocking fee in percent (by the settings if left empty)", "5")
    page.check("Credit the shipping too")
    await page.press("Show the amounts")
    assert amounts(page) == {
        "2 × Lampe de bureau": "€25.00",
        "1 × Le Grand Meaulnes": "€8.40",
        "Shipping": "€4.90",
        "Restocking fee, 5%": "−€1.67",
        "Total without VAT": "€31.44",
        "Credited, with VAT": "€36.63",
        "Then to refund": "€36.63",
    }
    page.fill("Postage kept (by the settings if left empty)", "50")
    await page.press("Show the amounts")
    assert page.alert == "The fees are all that the goods give back, or more."
    page.fill("Postage kept (by the settings if left empty)", "")
    await page.press("Issue the credit note")
    await shop.hand_on()
    await page.reload()
    assert "Credit note Done" in page.text("#decisions")
    assert "€36.63" in page.text("#decisions")
    await page.follow("AV-2026-000001")
    assert "sur les articles, d’une valeur de 33,40 €, 1,67 € sont retenus" in page.text("#paper")
    await page.goto(f"/orders/{order_id}")
    await page.follow("Return RE-000001", within="#returns")
    await page.follow("Refund")
    page.check("The customer has the money already")
    await page.press("Record a refund", within="footer")
    await shop.hand_on()
    await page.reload()
    assert "Refund Done" in page.text("#decisions")
    await page.follow("Close the return")
    await page.press("Close the return", within="footer")
    assert page.all("h1 .badge")[0].text == "Closed"
    assert "Goods received" in page.text("#history")


@pytest.mark.parametrize(
    ("paid", "to_refund", "not_owed"), [(None, "", "€25.00"), ("23.30", "€10.00", "€15.00"), ("38.30", "€25.00", "")]
)
async def test_what_was_credited_is_to_be_refunded_as_far_as_it_was_paid(
    shop: Services, seat: Seat, paid: str | None, to_refund: str, not_owed: str
) -> None:
    order_id = await shipped(shop, paid)
    lines = [{"line_no": 1, "quantity": 2}]
    one = await shop.post("returns", f"/orders/{order_id}/returns", {"lines": lines})
    came = [{"line_no": 1, "quantity": 2, "disposition": "scrap"}]
    await shop.post("returns", f"/returns/{one['return_id']}/receive", {"lines": came})
    await shop.post("returns", f"/returns/{one['return_id']}/credit")
    await shop.hand_on()
    page = await (await seat("owner", "en")).goto(f"/orders/{order_id}")
    assert ("To refund:" in page.text("#returns")) is bool(to_refund)
    assert to_refund in page.text("#returns")
    await page.follow("Return RE-000001", within="#returns")
    assert [to_refund in one.text for one in page.all("#to-refund")] == [True] * bool(to_refund)
    assert [not_owed in one.text for one in page.all("#not-owed")] == [True] * bool(not_owed)
    assert len(page.all("#refund-return")) == bool(to_refund)
    await page.goto("/")
    assert [one.text for one in page.all("#tile-returns-to-refund .figure")] == ["1"]  # whether it was paid or not
    await page.follow("Returns to refund")
    assert [one.text for one in page.all("#list tbody .what a")] == ["RE-000001"]
    await page.follow("RE-000001", within="#list")
    assert page.all(".facts .badge")[0].text == ("To be refunded" if to_refund else "To be closed")
    if to_refund:
        await page.follow("Close the return")
        assert page.text(".callout.warning") == f"Not refunded by this return yet: {to_refund}"
        assert "Nothing more" not in page.text("#dialog-content")
        await page.goto(f"/returns/{one['return_id']}")
        await page.follow("Refund")
        page.check("The customer has the money already")
        await page.press("Record a refund", within="footer")
        await shop.hand_on()
        await page.reload()
        assert f"Refund Done {to_refund}" in page.text("#decisions")
        assert page.all("#to-refund") == []
    await page.follow("Close the return")
    assert page.all(".callout.warning") == []
    assert "Nothing more is to be done with it." in page.text("#dialog-content")


@in_both()
async def test_the_credit_says_what_is_lost_of_a_line_offers_no_charge_there_is_not_and_names_what_is_wrong(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place(shipping=None, totals={"net": "28.79", "vat": "4.61", "gross": "33.40"})
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {"amount": "33.40"})
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    await shop.hand_on()
    lines = [{"line_no": 1, "quantity": 2}]
    one = await shop.post("returns", f"/orders/{order['order_id']}/returns", {"lines": lines})
    lamp: dict[str, Any] = {"line_no": 1, "quantity": 1}
    came = [lamp | {"disposition": "scrap"}, lamp | {"outcome": "lost"}]
    await shop.post("returns", f"/returns/{one['return_id']}/receive", {"lines": came})
    page = await (await seat("owner", language)).goto(f"/returns/{one['return_id']}/credit")
    french = language == "fr"
    lost, received = ("Perdu", "Reçu") if french else ("Lost", "Received")
    said = page.text("fieldset.of-line .hint").replace("\xa0", "")
    assert (f"{lost}: 1" in said.replace(" :", ":"), f"{received}: 1" in said.replace(" :", ":")) == (True, True)
    assert page.all("[name=shipping], [name=payment_costs]") == []
    page.type(page.one("[name=restocking_percent]"), "101")
    await page.press("Afficher les montants" if french else "Show the amounts")
    assert ("Frais de remise en stock" if french else "Restocking fee in percent") in page.alert


async def test_the_customer_reads_why_a_return_is_declined_and_nothing_more_is_offered(
    shop: Services, seat: Seat
) -> None:
    order_id = await shipped(shop)
    asked = {"lines": [{"line_no": 1, "quantity": 1}], "approve": False}
    await shop.post("returns", f"/orders/{order_id}/returns", asked)
    page = await (await seat("sales", "fr")).goto("/")
    assert page.text("#tile-returns-asked .figure") == "1"
    await page.follow("Retours à approuver")
    assert [one.text for one in page.all("#list tbody .what a")] == ["RE-000001"]
    await page.goto("/returns?which=credit")
    assert page.all("#list tbody tr") == []
    page.type(page.one("#search"), "re-000001")
    await page.press_first(page.one("#search-form"))
    await page.follow("RE-000001", within="#list")
    await page.follow("Refuser")
    page.fill("Motif, que le client lit", "Porté")
    await page.press("Refuser", within="footer")
    assert page.notice == "Le retour est refusé."
    assert "Porté" in page.text(".callout.warning")
    assert [one.name for one in page.root.select(".page-head .buttons a")] == []


async def test_the_policy_is_set_by_words_and_lines_and_its_change_is_told(shop: Services, seat: Seat) -> None:
    page = await (await seat("owner", "en")).goto("/settings/returns/returns")
    page.fill("Days to ask for a return", "14")
    page.fill("What customers ask for is approved", "At once, within these rules")
    page.check("Exchange in advance")
    page.fill("Not taken back", "CARD*\n\nBOOK")
    page.fill("Restocking fee in percent", "5")
    page.type(page.one("[name=expires_after_days]"), "")
    await page.press("Save")
    assert page.notice == "The settings are saved."
    (section,) = (await shop.get("returns", "/settings"))["sections"]
    values = section["values"]
    assert (values["days"], values["approval"], values["expires_after_days"]) == (14, "automatic", None)
    assert (values["excluded"], values["resolutions"][-1]) == (["CARD*", "BOOK"], "advance_exchange")
    told = page.text("#version-1")
    assert "Not taken back: – → CARD*, BOOK" in told
    assert "What is offered for the goods: Refund, Exchange → Refund, Exchange, Exchange in advance" in told


async def test_what_its_owner_refuses_says_why_and_is_decided_again(shop: Services, seat: Seat) -> None:
    order_id = await shipped(shop)
    lines = [{"line_no": 1, "quantity": 2}]
    one = await shop.post("returns", f"/orders/{order_id}/returns", {"lines": lines})
    await shop.post("returns", f"/returns/{one['return_id']}/receive", {"lines": lines})
    await shop.post("billing", "/credit-notes", {"order_id": order_id, "lines": [{"line_no": 1, "quantity": 1}]})
    await shop.post("returns", f"/returns/{one['return_id']}/credit", {"postage": "12.50"})
    await shop.hand_on()
    page = await (await seat("owner", "en")).goto(f"/returns/{one['return_id']}")
    assert "Credit note Refused" in page.text("#decisions")
    await page.follow("Decide again")
    assert "1 × Lamp" in page.text("#preview")  # the other is credited already
    await page.press("Issue the credit note")
    await shop.hand_on()
    await page.reload()
    assert "Credit note Done AV-2026-000002 €12.50" in page.text("#decisions")
    assert page.all("#again-credit") == []
    await page.goto(f"/orders/{order_id}")
    assert "Credit note €12.50 Done To refund: €12.50" in page.text("#returns")
    told = [one.text for one in page.all("#history .what")]
    assert "Credit decided for return RE-000001: 2 × LAMP" in told
    assert [one for one in told if "refused" in one] == [
        "What was decided for return RE-000001 is refused: Credit note"
        " Why it failed: The fees are all that the goods give back, or more."
    ]


def listed(page: Page) -> list[str]:
    return [one.text for one in page.all("#list tbody .what a")]


async def test_returns_are_found_by_customer_and_order_and_filtered_by_why_what_and_who(
    shop: Services, seat: Seat
) -> None:
    for reason, resolution in (("defective", "refund"), ("wrong_size", "exchange")):
        line = {"line_no": 1, "quantity": 1, "reason": reason, "resolution": resolution}
        await shop.post("returns", f"/orders/{await shipped(shop)}/returns", {"lines": [line]})
    page = await (await seat("sales", "en")).goto("/returns")
    assert listed(page) == ["RE-000002", "RE-000001"]
    page.fill("Why", "Defective")
    await page.press("Apply")
    assert listed(page) == ["RE-000001"]
    await page.follow("Defective", within=".chips")
    for query, numbers in {
        "resolution=exchange": ["RE-000002"],
        "origin=staff&state=approved": ["RE-000002", "RE-000001"],
        "origin=withdrawal": [],
        "reason=defective&resolution=exchange": [],
        "q=1002": ["RE-000002"],
        "q=2": ["RE-000002"],
        "q=zoe@example.org&reason=defective": ["RE-000001"],
        "q=nobody": [],
        "q=RE-000001": ["RE-000001"],
    }.items():
        await page.goto(f"/returns?{query}")
        assert (query, listed(page)) == (query, numbers)
