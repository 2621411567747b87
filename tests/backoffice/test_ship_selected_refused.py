"""Of orders chosen in the list, what cannot or may not be shipped is told, and stays."""

from typing import Any

import pytest

from services.backoffice.web.service_clients import ServiceClients, ServiceUnavailable
from tests.backoffice.conftest import Seat
from tests.backoffice.selected import PICKUP, choose, paid, told
from tests.backoffice.services import Services
from tests.support import sale
from tests.support.languages import Says, in_both, in_one


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
        ready["number"]: says["The customer comes for it: hand it over on its page."],
        prepared["number"]: says[
            "The customer comes for it and it is not ready yet: make it ready, or hand it over, on its page."
        ],
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
        why = says["The customer comes for it and it is not ready yet: make it ready, or hand it over, on its page."]
        assert told(page) == [f"{order['number']} {why}"]
        (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
        assert shipment["state"] == "ready"
        await page.goto("/orders")
        choose(page, says, parcel)
        await page.press(says["Mark as shipped"], within="#selection")
        field = page.one("form [name=shipment]")
    await page.goto(f"/orders/{unknown['order_id']}")
    assert page.one("#shipping .slip .badge").text == says["To prepare"]


async def test_who_may_not_ship_sees_what_is_chosen_and_no_button(shop: Services, seat: Seat) -> None:
    await paid(shop)
    page = await (await seat("sales")).goto("/orders")
    assert len(page.all("#orders input[name=order]")) == 1
    assert page.all("#ship-selected") == []


async def test_a_form_of_no_shipments_is_refused(shop: Services, seat: Seat) -> None:
    page = await (await seat("warehouse")).goto("/orders/ship")
    assert "No order is selected." in page.text("#dialog-content")
    assert page.all("#dialog-content button") == []
