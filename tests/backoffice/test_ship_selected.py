"""Orders chosen in the list are shipped at once: each once, and each says what became of it."""

import pytest

from shared.schemas.fulfilment import ShipmentShipped
from tests.backoffice.conftest import Seat
from tests.backoffice.selected import choose, paid, told
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both, in_one


@in_one("en")
async def test_each_chosen_order_is_shipped_and_what_cannot_leave_is_told_before(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    first, second, unpaid, held = await paid(shop), await paid(shop), await shop.place(), await paid(shop)
    await shop.post("orders", f"/orders/{held['order_id']}/hold", {"reason": "address"})
    await shop.hand_on()
    page = await (await seat("warehouse", language)).goto("/orders?payment_status=paid&payment_status=not_paid")
    choose(page, says, first, second, unpaid, held)
    await page.press(says["Mark as shipped"], within="#selection")
    assert [one.split()[0] for one in told(page)] == [order["number"] for order in (unpaid, second, first, held)]
    assert says["still due"] in told(page)[0]
    assert told(page)[3].endswith(says["This order is on hold. Resume it first."])

    await page.press(says["Ship 3 orders"])
    assert page.heading == says["3 of 3 marked as shipped"]
    assert told(page)[:3] == [f"{order['number']} {says['Shipped order']}" for order in (unpaid, second, first)]
    assert told(page)[3] == f"{held['number']} {says['This order is on hold. Resume it first.']}"
    await shop.hand_on()
    states = {
        order["number"]: (await shop.get("orders", f"/orders/{order['order_id']}"))["shipment_status"]
        for order in (first, second, held)
    }
    assert states == {first["number"]: "shipped", second["number"]: "shipped", held["number"]: "not_shipped"}
    await page.follow(says["Close"])
    assert page.path == "/orders?payment_status=not_paid&payment_status=paid"


async def test_from_an_older_page_of_the_list_one_comes_back_to_that_page(
    shop: Services, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.backoffice.pages.orders.list_page.PAGE", 1)
    older, _ = await paid(shop), await paid(shop)
    page = await (await seat("warehouse")).goto("/orders?payment_status=paid")
    await page.follow("Older")
    second = page.path
    assert "after=" in second
    page.check(f"Select order {older['number']}")
    await page.press("Mark as shipped", within="#selection")
    (close,) = page.links("Close")
    assert close.attributes["href"] == second
    await page.press("Ship 1 order")
    assert page.path.startswith(f"{second}&shipped=")


@in_both()
async def test_what_is_owed_to_the_customer_stands_in_the_list_as_a_value(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await paid(shop)
    await shop.post("orders", f"/orders/{order['order_id']}/cancel", {})
    await shop.hand_on()
    amount = "38,30 €" if language == "fr" else "€38.30"
    page = await (await seat("accounting", language)).goto("/orders?to_refund=true")
    assert page.text("#orders thead .owed") == says["To refund"]
    assert page.text("#orders tbody .owed") == amount
    await page.goto("/orders")
    assert amount in page.text("#orders tbody .payment")


@in_one("fr")
async def test_a_tracking_number_typed_in_the_dialog_is_that_of_a_parcel_of_its_carrier(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    first, second, third = await paid(shop), await paid(shop), await paid(shop)
    page = await (await seat("warehouse", language)).goto("/orders")
    choose(page, says, first, second, third)
    await page.press(says["Mark as shipped"], within="#selection")
    page.fill(f"Numéro de suivi de la commande {first['number']}", "6A 1234 5678 905")
    page.fill(f"Numéro de suivi de la commande {second['number']}", "6A12345678901")
    page.fill(f"Numéro de suivi de la commande {third['number']}", "333333333651")
    await page.press("Expédier 3 commandes")
    without = "333333333651 ne dit pas son transporteur : choisissez-le sur sa page"
    assert [one.text.split(maxsplit=1) for one in page.all(".outcomes li")] == [
        [third["number"], f"{says['Shipped order']} {without}"],
        [second["number"], f"{says['Shipped order']} 6A12345678901 semble mal saisi : corrigez-le sur sa page"],
        [first["number"], says["Shipped order"]],
    ]
    parcels = [
        [(parcel["carrier_name"], parcel["tracking_number"]) for parcel in shipment["parcels"]]
        for order in (first, second, third)
        for shipment in (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    ]
    assert parcels == [[("Colissimo, La Poste", "6A12345678905")], [(None, "6A12345678901")], [(None, "333333333651")]]
    told = [one for one in await shop["fulfilment"].announced() if isinstance(one, ShipmentShipped)]
    assert sorted(len(one.parcels) for one in told) == [1, 1, 1]


@in_one("fr")
async def test_two_slips_of_one_order_are_told_apart_and_are_one_order(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await paid(shop)
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    off = {"lines": [{"line_no": 1, "quantity": 1}]}
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/split", off)
    page = await (await seat("warehouse", language)).goto("/orders")
    choose(page, says, order)
    await page.press(says["Mark as shipped"], within="#selection")
    assert [one.split()[:2] for one in told(page)] == [[order["number"], slip] for slip in ("BE-000001", "BE-000002")]
    page.fill("Numéro de suivi du bordereau d’expédition BE-000001", "6A 1234 5678 901")  # mistyped: the dialog stays
    await page.press("Expédier 1 commande")
    assert [one.split()[:2] for one in told(page)] == [[order["number"], slip] for slip in ("BE-000001", "BE-000002")]


@in_one("fr")
async def test_the_tracking_number_of_a_single_parcel_is_typed_as_it_is_marked_as_shipped(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await paid(shop)
    page = await (await seat("warehouse", language)).goto(f"/orders/{order['order_id']}")
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    await page.goto(f"/orders/{order['order_id']}/ship?shipment_id={shipment['shipment_id']}")
    page.fill("Numéro de suivi (facultatif)", "6A 1234 5678 905")
    await page.press(says["Mark as shipped"])
    assert "6A12345678905" in page.text("#shipping .parcels")
    (told,) = [one for one in await shop["fulfilment"].announced() if isinstance(one, ShipmentShipped)]
    assert [parcel.tracking_number for parcel in told.parcels] == ["6A12345678905"]
