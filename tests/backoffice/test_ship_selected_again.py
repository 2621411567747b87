"""Orders shipped at once are taken back at once, and a form that is sent again ships none twice."""

from typing import Any

import pytest

from services.backoffice.web.service_clients import ServiceClients, ServiceUnavailable
from tests.backoffice.conftest import Seat
from tests.backoffice.selected import choose, paid, told
from tests.backoffice.services import Services
from tests.support.languages import Says, in_one


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
