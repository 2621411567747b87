"""What an order needs next is one click, told at once, and taken back by another."""

import re
from typing import Any

import pytest

from services.backoffice.web.service_clients import ServiceClients, ServiceUnavailable
from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both, in_one

IN_BOTH = in_both()


def primaries(page: Page) -> list[str]:
    """What the page shows in solid colour."""
    return [button.text for button in page.all("#page button.primary")]


@IN_BOTH
async def test_a_paid_order_is_shipped_by_one_click_and_taken_back_by_another(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    page = await (await seat("manager", language)).goto(f"/orders/{order['order_id']}")
    assert primaries(page) == [says["Mark as shipped"]]

    await page.press(says["Mark as shipped"])
    assert says["Marked as shipped."] in page.notice
    assert page.text("#shipping .badge") == says["Shipped"]

    await page.press(says["Undo"])
    assert page.text("#shipping .badge") == says["Ready"]
    await shop.hand_on()
    history = (await shop.get("orders", f"/orders/{order['order_id']}/history"))["items"]
    assert (history[-1]["action"], history[-1]["detail"]["reason"]) == ("unshipped", "Taken back at once")
    for reader, said in (("en", "Reason: Taken back at once"), ("fr", "Motif : Annulé aussitôt")):
        read = await (await seat("sales", reader)).goto(f"/orders/{order['order_id']}")
        assert said in read.text("#history").replace("\N{NO-BREAK SPACE}", " ")


@in_one("en")
async def test_the_last_payment_alone_is_taken_back_by_undo(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {"amount": "8.30"})
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}")
    assert primaries(page) == [says["Mark as paid"]]

    await page.press(says["Mark as paid"])
    assert says["Paid"] == page.text("#payment .badge")
    await page.press(says["Undo"])

    ledger = (await shop.get("billing", f"/orders/{order['order_id']}"))["ledger"]
    assert [entry["amount"] for entry in ledger] == ["8.30", "30.00", "-30.00"]
    read = await (await seat("accounting", "fr")).goto(f"/orders/{order['order_id']}")
    assert "Annulé aussitôt" in read.text("#payment")


async def test_nobody_is_offered_to_undo_what_another_has_done_whatever_the_address_says(
    shop: Services, seat: Seat
) -> None:
    order = await shop.place()
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    manager = await seat("manager", "en")
    for done in ("paid", "shipped", "held", "note-saved", "nonsense"):
        page = await manager.goto(f"/orders/{order['order_id']}?done={done}")
        assert page.all("#undo") == []


@IN_BOTH
async def test_who_ships_what_is_not_paid_is_warned_first(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("manager", language)).goto(f"/orders/{order['order_id']}")
    due = {"en": "Not paid yet: €38.30 is still due.", "fr": "Pas encore payée : il reste 38,30 € à payer."}[language]
    assert due in page.text("#shipping")

    await page.follow(says["Mark as shipped"], within="#shipping")
    assert due in page.text("#dialog-content")
    await page.press(says["Mark as shipped"])
    assert page.text("#shipping .badge") == says["Shipped"]


def silence(shop: Services, monkeypatch: pytest.MonkeyPatch, *silent: str) -> None:
    get = ServiceClients.get

    async def get_or_not(clients: ServiceClients, service: str, *args: Any, **asked: Any) -> Any:
        if service in silent:
            raise ServiceUnavailable(service)
        return await get(clients, service, *args, **asked)

    monkeypatch.setattr(ServiceClients, "get", get_or_not)


@IN_BOTH
@pytest.mark.parametrize("paid", ["0", "8.30"])
async def test_who_ships_what_is_not_paid_is_warned_while_billing_does_not_answer(
    shop: Services, seat: Seat, language: str, says: Says, monkeypatch: pytest.MonkeyPatch, paid: str
) -> None:
    order = await shop.place()
    if paid != "0":
        await shop.post("billing", f"/orders/{order['order_id']}/payments", {"amount": paid})
        await shop.hand_on()
    silence(shop, monkeypatch, "billing")
    page = await (await seat("warehouse", language)).goto(f"/orders/{order['order_id']}")
    amount = {"0": {"en": "€38.30", "fr": "38,30 €"}, "8.30": {"en": "€30.00", "fr": "30,00 €"}}[paid][language]
    due = {"en": f"Not paid yet: {amount} is still due.", "fr": f"Pas encore payée : il reste {amount} à payer."}
    assert due[language] in page.text("#shipping")

    await page.follow(says["Mark as shipped"], within="#shipping")
    assert due[language] in page.text("#dialog-content")
    await page.press(says["Mark as shipped"])
    assert page.text("#shipping .badge") == says["Shipped"]


async def test_what_is_paid_is_shipped_without_a_question_while_billing_does_not_answer(
    shop: Services, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await shop.place()
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    await shop.hand_on()
    silence(shop, monkeypatch, "billing")
    page = await (await seat("warehouse", "en")).goto(f"/orders/{order['order_id']}")
    assert "Not paid yet" not in page.text("#shipping")
    await page.press("Mark as shipped")
    assert page.text("#shipping .badge") == "Shipped"


@IN_BOTH
async def test_who_ships_while_nobody_can_tell_what_is_paid_is_told_so_first(
    shop: Services, seat: Seat, language: str, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await shop.place()
    silence(shop, monkeypatch, "billing", "orders")
    page = await (await seat("warehouse", language)).goto(f"/orders/{order['order_id']}")
    unknown = {
        "en": "Whether it is paid cannot be told now: its service does not answer.",
        "fr": "Impossible de savoir si elle est payée : son service ne répond pas.",
    }[language]
    assert unknown in page.text("#shipping")
    await page.follow(says["Mark as shipped"], within="#shipping")
    assert unknown in page.text("#dialog-content")


async def paid_pickup(shop: Services) -> str:
    order = await shop.place(shipping={"method": "Comptoir", "kind": "pickup", "price": "4.90", "vat_rate": "20"})
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    await shop.hand_on()
    return str(order["order_id"])


@IN_BOTH
async def test_a_pickup_is_made_ready_and_handed_over(shop: Services, seat: Seat, language: str, says: Says) -> None:
    order_id = await paid_pickup(shop)
    page = await (await seat("manager", language)).goto(f"/orders/{order_id}")
    assert primaries(page) == [says["Ready for pickup"]]

    await page.press(says["Ready for pickup"])
    assert says["This slip is ready for pickup."] in page.notice
    assert page.text("#shipping .badge") == {"en": "Ready for pickup", "fr": "Prêt au retrait"}[language]
    assert primaries(page) == [says["Hand over"]]
    await shop.hand_on()
    assert (await shop.get("orders", f"/orders/{order_id}"))["status"] == "processing_ready_for_pickup"

    await page.press(says["Hand over"])
    assert says["The goods are handed over."] in page.notice
    assert page.text("#shipping .badge") == {"en": "Picked up", "fr": "Retiré"}[language]
    await page.press(says["Undo"])
    assert says["The goods are marked as not handed over."] in page.notice
    assert primaries(page) == [says["Hand over"]]


@in_one("fr")
async def test_what_is_not_ready_for_pickup_after_all_is_taken_back_by_undo(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order_id = await paid_pickup(shop)
    page = await (await seat("warehouse", language)).goto(f"/orders/{order_id}")
    await page.press(says["Ready for pickup"])
    await page.press(says["Undo"])
    assert says["This slip is not ready for pickup any more."] in page.notice
    assert primaries(page) == [says["Ready for pickup"]]
    await shop.hand_on()
    assert (await shop.get("orders", f"/orders/{order_id}"))["status"] == "processing_awaiting_pickup"


async def test_a_pickup_may_be_handed_over_at_once_and_made_unready_from_the_menu(shop: Services, seat: Seat) -> None:
    page = await (await seat("warehouse", "en")).goto(f"/orders/{await paid_pickup(shop)}")
    await page.press("Ready for pickup")
    await page.follow("Not ready for pickup", within="#shipping")
    page.fill("Reason (optional)", "one lamp is broken")
    await page.press("Not ready for pickup")
    await page.follow("Hand over", within="#shipping")
    await page.press("Hand over")
    assert page.text("#shipping .badge") == "Picked up"


@IN_BOTH
async def test_nothing_of_a_pickup_is_said_to_be_shipped(shop: Services, seat: Seat, language: str, says: Says) -> None:
    order_id = await paid_pickup(shop)
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
    at = f"/shipments/{shipment['shipment_id']}"
    browser = await seat("manager", language)
    said = ""
    for command, body in (
        (None, None),
        ("make-ready-for-pickup", {}),
        ("withdraw-from-pickup", {"reason": "broken"}),
        ("make-ready-for-pickup", {}),
        ("ship", {}),
        ("unship", {"reason": "forgotten"}),
        ("ship", {}),
    ):
        if command:
            await shop.post("fulfilment", f"{at}/{command}", body)
        await shop.hand_on()
        page = await browser.goto(f"/orders/{order_id}")
        said += page.text("#page")
        said += (await browser.goto("/orders")).text("table.orders tbody")
    assert re.findall(r"(?i)\bshipped|to ship\b|packing|expédi\w+", said) == []
    handed_over = {"en": "Handed over with slip", "fr": "Remise au client avec le bordereau"}[language]
    assert page.path == "/orders"
    assert handed_over in said


async def test_the_tab_of_what_is_to_be_picked_up_has_what_is_to_prepare_and_what_is_ready(
    shop: Services, seat: Seat
) -> None:
    to_prepare, ready = await paid_pickup(shop), await paid_pickup(shop)
    (shipment,) = (await shop.get("fulfilment", f"/orders/{ready}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/make-ready-for-pickup", {})
    await shop.hand_on()
    page = await (await seat("warehouse", "en")).goto("/orders")
    await page.follow("To pick up")
    badges = {row.attributes["id"]: row.text for row in page.all("table.orders tbody tr")}
    assert set(badges) == {f"order-{to_prepare}", f"order-{ready}"}
    assert "To prepare" in badges[f"order-{to_prepare}"]
    assert "Ready for pickup" in badges[f"order-{ready}"]


async def test_what_is_held_is_resumed_by_undo(shop: Services, seat: Seat) -> None:
    order = await shop.place()
    page = await (await seat("sales", "en")).goto(f"/orders/{order['order_id']}/hold")
    page.fill("Reason", "call back")
    await page.press("Put on hold")
    await page.press("Undo")
    assert (await shop.get("orders", f"/orders/{order['order_id']}"))["hold"] is None


async def test_five_parcels_of_the_list_are_shipped_by_ten_clicks(shop: Services, seat: Seat) -> None:
    placed = [await shop.place() for _ in range(5)]
    for order in placed:
        await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    await shop.hand_on()
    page = await (await seat("manager", "en")).goto("/orders?status=processing_awaiting_shipment")
    clicks = 1
    await page.goto(page.all("table.orders th a")[0].attributes["href"])
    while True:
        await page.press("Mark as shipped")
        clicks += 1
        await shop.hand_on()
        if not page.links("Next", within=".neighbours"):
            break
        await page.follow("Next", within=".neighbours")
        clicks += 1
    states = [(await shop.get("orders", f"/orders/{one['order_id']}"))["shipment_status"] for one in placed]
    assert (states, clicks) == (["shipped"] * 5, 10)

    await page.follow("Orders", within=".crumbs")
    assert page.path == "/orders?status=processing_awaiting_shipment"
    assert page.all("table.orders") == []
