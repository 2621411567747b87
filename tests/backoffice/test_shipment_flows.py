"""The shipments of an order on its page: split and merged, their parcels, shipped all at once, delivered."""

from typing import Any

from shared.schemas.fulfilment import ParcelCorrected
from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_one


async def shipments(shop: Services, order: Any) -> list[tuple[str, list[int]]]:
    found = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    return [(one["state"], [line["quantity"] for line in one["lines"]]) for one in found]


async def opened(shop: Services, seat: Seat, language: str, order: Any, role: str = "warehouse") -> Page:
    return await (await seat(role, language)).goto(f"/orders/{order['order_id']}")


@in_one("fr")
async def test_what_is_here_is_split_off_ships_and_is_delivered(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    await shop.post("fulfilment", "/stock/LAMP/adjustments", {"quantity": -999, "reason": "burnt down"})
    order = await shop.place()
    page = await opened(shop, seat, language, order)
    await page.follow(says["Split"], within="#shipping")
    await page.press(says["Split"])
    assert await shipments(shop, order) == [("ready", [1, 1]), ("not_shipped", [1])]
    assert len(page.all("#shipping .shipment")) == 2
    await page.follow(says["Add a parcel"], within="#shipping")
    page.fill(says["Tracking number"], "6A 1234 5678 901")
    await page.press(says["Add a parcel"])
    assert "6A12345678901" in page.text("#shipping .parcels")
    assert says["The number seems to be mistyped"] in page.text("#shipping .parcels")
    await page.follow(says["Correct the parcel"], within="#shipping .parcels")
    page.fill(says["Tracking number"], "6A12345678905")
    await page.press(says["Save"])
    (link,) = page.all("#shipping .parcels a[target=_blank]")
    assert link.attributes["href"] == "https://www.laposte.fr/outils/suivre-vos-envois?code=6A12345678905"
    await shop.post("fulfilment", f"/shipments/{await first(shop, order)}/ship", None)
    await page.reload()
    await page.follow(says["Correct the parcel"], within="#shipping .parcels")
    page.check(says["Write to the customer again, where they were told already that it left"])
    await page.press(says["Save"])
    told = [one for one in await shop["fulfilment"].announced() if isinstance(one, ParcelCorrected)]
    assert [one.tell_customer for one in told] == [False, True]
    await page.follow(says["Mark as delivered"], within="#shipping")
    await page.press(says["Mark as delivered"])
    assert page.all("#shipping .badge")[0].text == says["Delivered"]
    assert "Marqué livré le " in page.text("#shipping")
    assert page.links(says["Mark as not shipped"], within="#shipping") == []
    await page.press(says["Undo"])
    assert page.all("#shipping .badge")[0].text == says["Shipped"]


async def first(shop: Services, order: Any) -> str:
    return str((await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"][0]["shipment_id"])


@in_one("en")
async def test_two_ready_slips_are_shipped_by_one_click_or_become_one(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await opened(shop, seat, language, order, "manager")
    await split_one(page)
    assert await shipments(shop, order) == [("ready", [1, 1]), ("ready", [1])]
    await page.follow("Merge", within="#shipping")
    await page.press("Merge")
    assert await shipments(shop, order) == [("ready", [2, 1]), ("void", [1])]
    await split_one(page)
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    await shop.hand_on()
    await page.reload()
    await page.press("Mark all 2 as shipped")
    assert [state for state, _ in await shipments(shop, order)] == ["shipped", "void", "shipped"]
    assert page.notice == "All slips that were ready are marked as shipped."
    await shop.post("fulfilment", f"/shipments/{await first(shop, order)}/parcels", {"weight_g": 700})
    await page.reload()
    await page.follow("Lost: send again", within="#shipping .parcels")
    page.type(page.one("[name=units-2]"), "")
    await page.press("Send again")
    assert (await shipments(shop, order))[3:] == [("ready", [1])]
    assert "Sent again with BE-000004" in page.text("#shipping")
    await page.follow("Found after all", within="#shipping .parcels")
    await page.press("Found after all")
    assert (await shipments(shop, order))[3:] == [("void", [1])]
    await page.follow("Lost: send again", within="#shipping .parcels")
    await page.press("Send again")
    (_, _, _, _, again) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    (found,) = page.links("Found after all", within="#shipping .parcels")
    await shop.post("fulfilment", f"/shipments/{again['shipment_id']}/ship", None)
    await page.goto(found.attributes["href"])
    assert "what sends it again has left" in page.text("#dialog-content")
    await page.goto(f"/orders/{order['order_id']}")
    assert page.links("Found after all", within="#shipping .parcels") == []
    await page.follow("BE-000003", within="#shipping")  # its window
    assert "Mark as delivered" in page.text("#dialog-content")


async def split_one(page: Page) -> None:
    await page.follow("Split", within="#shipping")
    page.type(page.one("[name=units-1]"), "1")
    await page.press("Split")


PICKUP = {"method": "Counter", "kind": "pickup", "price": "4.90", "vat_rate": "20"}


@in_one("en")
async def test_the_window_of_a_slip_opens_whatever_state_it_is_in(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    await shop.post("fulfilment", "/stock/LAMP/adjustments", {"quantity": -999, "reason": "burnt down"})
    page = await (await seat("warehouse", language)).goto("/orders")

    async def seen(order: Any) -> list[str]:
        states = []
        for one in (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]:
            await page.goto(f"/shipments/{one['shipment_id']}")
            states.append(page.one("#dialog-content .badge").text)
        return states

    parcel, pickup = await shop.place(), await shop.place(shipping=PICKUP)
    assert await seen(parcel) == ["Waiting for stock"]
    assert "1 of 2 missing: Lampe de bureau" in page.text("#dialog-content")
    assert await seen(pickup) == ["Waiting for stock"]
    for order in (parcel, pickup):
        await shop.post("fulfilment", f"/shipments/{await first(shop, order)}/split", {})
    assert await seen(parcel) == ["Ready", "Waiting for stock"]
    assert await seen(pickup) == ["To prepare", "Waiting for stock"]
    await shop.post("fulfilment", f"/shipments/{await first(shop, pickup)}/make-ready-for-pickup", {})
    assert await seen(pickup) == ["Ready for pickup", "Waiting for stock"]
    for order in (parcel, pickup):
        await shop.post("fulfilment", f"/shipments/{await first(shop, order)}/ship", None)
    assert await seen(parcel) == ["Shipped", "Waiting for stock"]
    assert await seen(pickup) == ["Picked up", "Waiting for stock"]
    await shop.post("fulfilment", f"/shipments/{await first(shop, parcel)}/deliver", None)
    await shop.post("orders", f"/orders/{pickup['order_id']}/hold", {"reason": "address"})
    await shop.hand_on()
    assert await seen(parcel) == ["Delivered", "Waiting for stock"]
    assert await seen(pickup) == ["Picked up", "Waiting for stock"]
    third = await shop.place()
    await shop.post("orders", f"/orders/{third['order_id']}/cancel", {})
    await shop.hand_on()
    assert await seen(third) == ["Void"]


@in_one("en")
async def test_of_a_pickup_in_two_slips_the_page_says_which_of_them_is_ready(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place(shipping=PICKUP)
    page = await opened(shop, seat, language, order)
    await split_one(page)
    assert page.all("#partly-ready") == []
    await page.press("Ready for pickup", within="#shipping")
    assert page.notice.startswith("This slip is ready for pickup.")
    assert page.text("#partly-ready") == "1 of 2 slips is ready for pickup: not all is ready yet."
    assert sorted(one.text for one in page.all("#shipping .slip .badge")) == ["Ready for pickup", "To prepare"]
    await page.press("Ready for pickup", within="#shipping")
    assert page.all("#partly-ready") == []


@in_one("fr")
async def test_stock_is_shown_beside_the_goods_of_slips_that_wait_for_it_alone(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    await shop.post("fulfilment", "/stock/LAMP/adjustments", {"quantity": -999, "reason": "burnt down"})
    order = await shop.place()
    await shop.post("fulfilment", f"/shipments/{await first(shop, order)}/split", {})
    page = await opened(shop, seat, language, order)
    ready, waits = page.all("#shipping .contents")
    assert (len(ready.select(".dot")), len(waits.select(".dot"))) == (0, 1)


@in_one("en")
async def test_the_window_of_a_slip_says_that_its_order_is_on_hold(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    await shop.post("orders", f"/orders/{order['order_id']}/hold", {"reason": "address"})
    await shop.hand_on()
    page = await (await seat("warehouse", language)).goto(f"/shipments/{await first(shop, order)}")
    assert page.text("#dialog-content .callout") == "This order is on hold. Resume it first."


@in_one("fr")
async def test_more_than_a_slip_has_is_refused_beside_its_line(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await opened(shop, seat, language, order)
    await page.follow(says["Split"], within="#shipping")
    page.type(page.one("[name=units-2]"), "9")
    await page.press(says["Split"])
    assert [one.attributes["name"] for one in page.all("[aria-invalid=true]")] == ["units-2"]
    assert page.alert == "Il n’y en a que 1 sur ce bon."
