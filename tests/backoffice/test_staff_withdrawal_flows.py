"""Staff match withdrawals to their orders, enter letters, and see what is to be done until all is back."""

from services.returns.usecases.work_on_withdrawals import match_withdrawals
from tests.backoffice.conftest import Seat
from tests.backoffice.declared import declared
from tests.backoffice.services import Services
from tests.support.bodies import line, totals
from tests.support.sale import LAMP


async def test_staff_match_a_withdrawal_to_its_order_and_see_until_when_its_refund_is_due(
    shop: Services, seat: Seat
) -> None:
    order = await shop.place(language="fr")
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})
    await shop.hand_on()
    sent = {"order_number": "999", "name": "Camille", "email": "c@example.org", "goods": "la lampe", "language": "fr"}
    await shop.post("returns", "/withdrawals", sent)
    async with shop["returns"].transaction() as tx:
        await match_withdrawals(tx)
    page = await (await seat("owner", "fr")).goto("/")
    await page.goto("/")
    assert "Rétractations à examiner" in page.text("main")
    await page.goto("/withdrawals?which=to_match")
    await page.goto(page.one("#list td.what a").attributes["href"])
    await page.follow("Rattacher à sa commande")
    page.fill("Numéro de la commande", order["number"])
    await page.press("Rattacher", within="main")
    assert "la lampe" in page.text("#declared")
    await page.follow("Rattacher à sa commande")
    await page.press("Rattacher", within="main")
    assert "Indiquez" in page.alert
    sent = {one.attributes["name"]: one.value for one in page.all("main form input")}
    for no_line in ("x", "0", "9" * 5000):
        strange = {f"units-{no_line}": "1"}
        answer = await page.browser.post(page.path, **sent | strange)
        assert answer.status_code == 422
    page.type(page.all("input[name=units-1]")[0], "1")
    await page.press("Rattacher", within="main")
    await shop.hand_on()
    await page.reload()
    assert "Remboursement dû d’ici le" in page.text("header.page-head")
    assert "Retour RE-000001" in page.text("#opened")
    await page.goto(f"/orders/{order['order_id']}")
    assert "Sur la page publique" in page.text("#withdrawals")
    await page.goto("/returns?which=all")
    await page.follow("RE-000001")
    assert "Le client s’est rétracté du contrat" in page.text("#withdrawn")
    assert page.links("Refuser") == []


async def test_the_page_of_a_return_shows_the_withdrawals_of_its_order_and_of_no_other(
    shop: Services, seat: Seat
) -> None:
    for name in ("Camille", "Bob"):
        order = await shop.place(language="en")
        (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
        await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})
        await shop.hand_on()
        said = {"name": name, "email": "c@example.org", "language": "en"}
        await shop.post("returns", f"/orders/{order['order_id']}/withdrawals", said)
    (one,) = (await shop.get("returns", f"/orders/{order['order_id']}"))["returns"]
    page = await (await seat("owner", "en")).goto(f"/returns/{one['return_id']}")
    assert len(page.all("#withdrawn a")) == 1


async def test_staff_enter_a_withdrawal_that_came_by_letter_and_settle_it(shop: Services, seat: Seat) -> None:
    order = await shop.place(language="en")
    await shop.hand_on()
    page = await (await seat("owner", "en")).goto("/")
    await page.goto(f"/orders/{order['order_id']}")
    await page.follow("Enter a withdrawal")
    for field in page.all("input[inputmode=numeric], input[inputmode=decimal]")[1:]:
        page.type(field, "0")
    await page.press("Enter the withdrawal")
    assert "The withdrawal is entered." in page.notice
    (one,) = await declared(shop)
    assert (one["way"], one["name"], one["state"]) == ("letter", order["customer"]["name"], "open")
    await page.goto("/")
    assert "the first by" in page.text("#tile-withdrawals-due")
    await page.goto(f"/withdrawals/{one['withdrawal_id']}")
    assert "Entered on" in page.text("main")
    await page.goto("/withdrawals?which=take_off")
    await page.goto(page.one("#list td.what a").attributes["href"])
    assert "to be taken off the order" in page.text("#take-off")
    await page.follow("Nothing is left to do")
    page.fill("Remark (optional)", "keeps it")
    await page.press("Settle")
    (one,) = await declared(shop)
    assert (one["state"], one["remark"]) == ("settled", "keeps it")


async def test_all_of_a_paid_order_comes_back_in_two_parts_and_all_that_was_paid_goes_back(
    shop: Services, seat: Seat
) -> None:
    costs = {"method": "cash on delivery", "cost": "3.00", "vat_rate": "20"}
    order = await shop.place(payment=costs, totals=totals("35.38", "5.92", "41.30"))
    path = f"/orders/{order['order_id']}"
    await shop.post("billing", f"{path}/payments", {"amount": "41.30", "method": "card"})
    (shipment,) = (await shop.get("fulfilment", path))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})
    await shop.hand_on()
    said = {"name": "Camille", "email": "c@example.org", "language": "fr"}
    await shop.post("returns", f"{path}/withdrawals", said)
    (one,) = (await shop.get("returns", path))["returns"]
    page = await seat("owner", "en")
    for came, charged in (((1, 2), ["Shipping €4.90", "Payment costs €3.00"]), ((2, 1), [])):
        lines = [{"line_no": came[0], "quantity": came[1], "disposition": "scrap"}]
        await shop.post("returns", f"/returns/{one['return_id']}/receive", {"lines": lines})
        await page.goto(f"/returns/{one['return_id']}")
        await page.follow("Credit note")
        told = [row.text for row in page.all("#preview tr")]
        assert [row for row in told if row.startswith(("Shipping", "Payment costs"))] == charged
        await page.press("Issue the credit note")
        await shop.hand_on()
    notes = (await shop.get("billing", path))["documents"][1:]
    assert [(note["kind"], note["gross"]) for note in notes] == [("credit_note", "32.90"), ("credit_note", "8.40")]
    assert (await declared(shop))[0]["state"] == "open"
    await shop.post("returns", f"/returns/{one['return_id']}/refund", {"method": "card", "succeeded": True})
    assert (await declared(shop))[0]["state"] == "settled"


async def test_a_gift_that_is_withdrawn_from_comes_back_and_staff_are_told_that_nothing_is_owed_for_it(
    shop: Services, seat: Seat
) -> None:
    gift = line("BOOK", 1, "8.40", "0.00", vat_rate="5.5", discount="8.40")
    order = await shop.place(lines=[line(), gift], totals=totals("20.83", "4.17", "25.00"), shipping=None)
    path = f"/orders/{order['order_id']}"
    for shipment in (await shop.get("fulfilment", path))["shipments"]:
        await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    await shop.hand_on()
    said = {"name": "Camille", "email": "c@example.org", "language": "fr", "lines": [{"line_no": 2, "quantity": 1}]}
    await shop.post("returns", f"{path}/withdrawals", said)
    (one,) = (await shop.get("returns", path))["returns"]
    came = [{"line_no": 2, "quantity": 1, "disposition": "scrap"}]
    await shop.post("returns", f"/returns/{one['return_id']}/receive", {"lines": came})
    page = await (await seat("owner", "en")).goto(f"/returns/{one['return_id']}")
    await page.follow("Credit note")
    assert "nothing more is to be credited of it" in page.text("#nothing-owed")
    await page.press("Issue the credit note")
    assert [one["state"] for one in await declared(shop)] == ["settled"]
    await page.goto(f"/returns/{one['return_id']}")
    assert "To be closed" in page.text(".page-head")
    await page.follow("Close the return")
    assert page.all(".callout.warning") == []


async def test_staff_see_what_else_is_to_be_done_of_a_withdrawal_an_exchange_that_stands_and_what_is_not_sent(
    shop: Services, seat: Seat
) -> None:
    wrapping = LAMP | {"sku": "WRAPPING", "title": "Gift wrapping", "price": "3.00", "ships": False}
    await shop.post("orders", "/products", {"products": [wrapping]})
    lines = [line(), line("WRAPPING", 1, "3.00", "3.00")]
    order = await shop.place(lines=lines, shipping=None, totals=totals("23.33", "4.67", "28.00"))
    path = f"/orders/{order['order_id']}"
    (shipment,) = (await shop.get("fulfilment", path))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})
    await shop.hand_on()
    one = await shop.post("returns", f"{path}/returns", {"lines": [{"line_no": 1, "quantity": 2}]})
    await shop.post("returns", f"/returns/{one['return_id']}/exchange", {"advance": True})
    await shop.hand_on()
    said = {"name": "Camille", "email": "c@example.org", "language": "fr"}
    withdrawal = await shop.post("returns", f"{path}/withdrawals", said)
    await shop.hand_on()
    page = await (await seat("owner", "en")).goto(f"/withdrawals/{withdrawal['withdrawal_id']}")
    assert "stands in exchange for it" in page.text("#in-exchange-1")
    assert "Gift wrapping" in page.text("#by-hand")
