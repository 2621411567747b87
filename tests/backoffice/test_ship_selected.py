"""Orders chosen in the list are shipped at once: each once, and each says what became of it."""

from typing import Any

import pytest

from services.backoffice.web.service_clients import ServiceClients, ServiceUnavailable
from shared.schemas.fulfilment import ShipmentShipped
from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support import sale
from tests.support.languages import Says, in_both, in_one


async def paid(shop: Services, **changes: Any) -> dict[str, Any]:
    order = await shop.place(**changes)
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    await shop.hand_on()
    return order


def choose(page: Page, says: Says, *orders: dict[str, Any]) -> None:
    for order in orders:
        page.check(says["Select order"] % order["number"])


def told(page: Page) -> list[str]:
    return [one.text for one in page.all(".outcomes li")]


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


@in_both()
async def test_what_is_not_paid_is_told_while_billing_does_not_answer(
    shop: Services, seat: Seat, language: str, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled, unpaid = await paid(shop), await shop.place()
    get = ServiceClients.get

    async def all_but_billing(clients: ServiceClients, service: str, *args: Any, **asked: Any) -> Any:
        if service == "billing":
            raise ServiceUnavailable(service)
        return await get(clients, service, *args, **asked)

    monkeypatch.setattr(ServiceClients, "get", all_but_billing)
    chosen = "&".join(f"order={order['order_id']}" for order in (settled, unpaid))
    page = await (await seat("warehouse", language)).goto(f"/orders/ship?{chosen}")
    amount = "38,30 €" if language == "fr" else "€38.30"
    assert says["still due"] not in told(page)[0]
    assert amount in told(page)[1]
    assert says["still due"] in told(page)[1]


PICKUP = {"method": "Comptoir", "kind": "pickup", "price": "4.90", "vat_rate": "20"}


@in_one("fr")
async def test_of_each_that_cannot_leave_the_dialog_says_what_is_true_of_it(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    async def count(quantity: int) -> None:
        await shop.post("fulfilment", "/stock/BOOK/adjustments", {"quantity": quantity, "reason": "counted"})

    ready, prepared, cancelled = await paid(shop, shipping=PICKUP), await paid(shop, shipping=PICKUP), await paid(shop)
    (shipment,) = (await shop.get("fulfilment", f"/orders/{ready['order_id']}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/make-ready-for-pickup", {})
    await shop.post("orders", f"/orders/{cancelled['order_id']}/cancel", {})
    held = await shop.post("orders", "/orders", sale.order())
    await shop.post("orders", f"/orders/{held['order_id']}/hold", {"reason": "address"})
    await shop.hand_on()
    (available,) = (await shop.get("fulfilment", "/stock", sku="BOOK"))["items"]
    await count(-available["available"])
    waiting = await paid(shop, shipping=PICKUP)
    page = await (await seat("warehouse", language)).goto("/orders")
    choose(page, says, ready, prepared, cancelled, waiting, held)
    await page.press(says["Mark as shipped"], within="#selection")
    assert page.all("#dialog-content button[type=submit]") == []
    why = {one.text.split()[0]: one.text.split(maxsplit=1)[1] for one in page.all(".outcomes li")}
    assert why == {
        ready["number"]: says["It is picked up: hand it over on its page."],
        prepared["number"]: says["It is picked up and not ready yet: make it ready, or hand it over, on its page."],
        cancelled["number"]: says["This order is cancelled."],
        waiting["number"]: says["It waits for stock of 1 × Le Grand Meaulnes."],
        held["number"]: says["This order is on hold. Resume it first."],
    }


@in_one("en")
async def test_what_is_picked_up_is_not_handed_over_by_a_form_that_no_page_offers(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    parcel, pickup, unknown = await paid(shop), await paid(shop, shipping=PICKUP), await paid(shop, shipping=PICKUP)
    async with shop["fulfilment"].transaction() as tx:  # from before that was kept
        await tx.execute("UPDATE orders SET pickup = NULL WHERE number = $1", unknown["number"])
    page = await (await seat("warehouse", language)).goto("/orders")
    choose(page, says, parcel)
    await page.press(says["Mark as shipped"], within="#selection")
    field = page.one("form [name=shipment]")
    for order in (pickup, unknown):
        (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
        field.attributes["value"] = shipment["shipment_id"]
        await page.press(says["Ship 1 order"])
        why = says["It is picked up and not ready yet: make it ready, or hand it over, on its page."]
        assert told(page) == [f"{order['number']} {why}"]
        (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
        assert shipment["state"] == "ready"
        await page.goto("/orders")
        choose(page, says, parcel)
        await page.press(says["Mark as shipped"], within="#selection")
        field = page.one("form [name=shipment]")
    await page.goto(f"/orders/{unknown['order_id']}")
    assert page.one("#shipping .slip .badge").text == says["To prepare"]


@in_one("fr")
async def test_what_was_shipped_at_once_is_told_in_the_list_and_taken_back_at_once(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    first, second = await paid(shop), await paid(shop)
    page = await (await seat("warehouse", language)).goto("/orders?payment_status=paid")
    choose(page, says, first, second)
    await page.press(says["Mark as shipped"], within="#selection")
    await page.press(says["Ship 2 orders"])
    assert page.path.startswith("/orders?payment_status=paid&shipped=")
    assert says["2 parcels are marked as shipped."] in page.notice
    others = await (await seat("owner", language)).goto(page.path)
    assert says["Undo"] not in others.notice

    await page.press(says["Undo"], within="#notice")
    assert page.notice.startswith(says["The parcels are marked as not shipped."])
    assert page.path.startswith("/orders?payment_status=paid&done=")
    taken_back = [one for one in await shop["fulfilment"].announced() if type(one).__name__ == "ShipmentUnshipped"]
    assert {str(one.order_id) for one in taken_back} == {first["order_id"], second["order_id"]}


@in_one("en")
async def test_of_those_shipped_beside_one_left_out_the_dialog_takes_back(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    first, unsaid = await paid(shop), await paid(shop)
    await shop.post("orders", f"/orders/{unsaid['order_id']}/hold", {"reason": "address"})
    await shop.hand_on()
    page = await (await seat("warehouse")).goto("/orders")
    choose(page, says, first, unsaid)
    await page.press("Mark as shipped", within="#selection")
    await page.press("Ship 1 order")
    assert told(page) == [f"{first['number']} Shipped", f"{unsaid['number']} This order is on hold. Resume it first."]
    dialog = page.root
    await page.press("Undo")
    assert page.notice.startswith("The parcels are marked as not shipped.")
    page.root = dialog
    page.one("form.undo [name=key]").attributes["value"] = "another-try-0000"
    await page.press("Undo")
    assert told(page) == [f"{first['number']} This has not been shipped."]
    assert page.heading == "0 of 1 marked as not shipped"


@in_one("en")
async def test_a_form_that_is_sent_again_ships_each_once_and_tells_of_each_that_is_refused(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    first, cancelled = await paid(shop), await paid(shop)
    page = await (await seat("warehouse")).goto("/orders")
    choose(page, says, first, cancelled)
    await page.press("Mark as shipped", within="#selection")
    await shop.post("orders", f"/orders/{cancelled['order_id']}/cancel", {})
    await shop.hand_on()
    dialog = page.root
    await page.press("Ship 2 orders")
    assert page.heading == "1 of 2 marked as shipped"
    assert told(page) == [f"{cancelled['number']} This order is cancelled.", f"{first['number']} Shipped"]

    page.root = dialog
    await page.press("Ship 2 orders")
    assert page.heading == "1 of 2 marked as shipped"
    shipped = [one for one in await shop["fulfilment"].announced() if type(one).__name__ == "ShipmentShipped"]
    assert len(shipped) == 1


async def test_what_is_not_answered_is_repeated_by_the_same_key(
    shop: Services, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await paid(shop)
    page = await (await seat("warehouse")).goto(f"/orders/ship?order={order['order_id']}")
    post = ServiceClients.post

    async def done_without_an_answer(clients: ServiceClients, service: str, *args: Any, **key: str) -> Any:
        await post(clients, service, *args, **key)
        raise ServiceUnavailable(service)

    with monkeypatch.context() as patch:
        patch.setattr(ServiceClients, "post", done_without_an_answer)
        await page.press("Ship 1 order")
    assert page.heading == "0 of 1 marked as shipped"
    assert "It may have been done" in told(page)[0]
    await page.press("Repeat")
    assert "1 parcel is marked as shipped." in page.notice


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


async def test_who_may_not_ship_sees_what_is_chosen_and_no_button(shop: Services, seat: Seat) -> None:
    await paid(shop)
    page = await (await seat("sales")).goto("/orders")
    assert len(page.all("#orders input[name=order]")) == 1
    assert page.all("#ship-selected") == []


async def test_a_form_of_no_shipments_is_refused(shop: Services, seat: Seat) -> None:
    page = await (await seat("warehouse")).goto("/orders/ship")
    assert "No order is selected." in page.text("#dialog-content")
    assert page.all("#dialog-content button") == []


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
    await page.press("Expédier 3 commandes")
    assert [one.text.split(maxsplit=1) for one in page.all(".outcomes li")] == [
        [third["number"], says["Shipped order"]],
        [second["number"], f"{says['Shipped order']} 6A12345678901 semble mal saisi : corrigez-le sur sa page"],
        [first["number"], says["Shipped order"]],
    ]
    parcels = [
        [(parcel["carrier_name"], parcel["tracking_number"]) for parcel in shipment["parcels"]]
        for order in (first, second, third)
        for shipment in (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    ]
    assert parcels == [[("Colissimo, La Poste", "6A12345678905")], [(None, "6A12345678901")], []]
    told = [one for one in await shop["fulfilment"].announced() if isinstance(one, ShipmentShipped)]
    assert sorted(len(one.parcels) for one in told) == [0, 1, 1]


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
