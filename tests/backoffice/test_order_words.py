"""How far an order is has one word, in the list, on the home page and on its own page."""

from typing import Any

from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.selected import PICKUP, paid
from tests.backoffice.services import Services
from tests.support.languages import Says, in_one


async def without_books(shop: Services) -> None:
    (stock,) = (await shop.get("fulfilment", "/stock", sku="BOOK"))["items"]
    count = {"quantity": -stock["available"], "reason": "counted"}
    await shop.post("fulfilment", "/stock/BOOK/adjustments", count)


async def left_while_cancelled(shop: Services, **changes: Any) -> dict[str, Any]:
    order = await paid(shop, **changes)
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    await shop.post("orders", f"/orders/{order['order_id']}/cancel", {})
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})
    await shop.hand_on()
    return order


def listed(page: Page, order: dict[str, Any], cell: str) -> str:
    return page.one(f"#order-{order['order_id']} .{cell}").text


async def words(page: Page, *orders: dict[str, Any]) -> list[str]:
    """Of each order: in the list, on the home page, in the heading of its own, and on the page of its customer."""
    await page.goto("/orders")
    found = [listed(page, order, "shipping") for order in orders]
    await page.goto("/")
    found += [page.one(f"#newest-{order['order_id']} .mark").text for order in orders]
    for order in orders:
        await page.goto(f"/orders/{order['order_id']}")
        found.append(page.one("h1 .badge").text)
        whose = await page.follow(order["customer"]["name"], within="#customer")
        found.append(whose.one(f"#order-{order['order_id']} .badge").text)
    return found


@in_one("en")
async def test_what_waits_for_stock_says_so_everywhere(shop: Services, seat: Seat, language: str, says: Says) -> None:
    await without_books(shop)
    pickup, parcel = await paid(shop, shipping=PICKUP), await paid(shop)
    assert set(await words(await seat("owner", language), pickup, parcel)) == {says["Waiting for stock"]}


@in_one("fr")
async def test_what_has_its_goods_says_what_is_to_be_done(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    pickup, parcel = await paid(shop, shipping=PICKUP), await paid(shop)
    page = await seat("owner", language)
    assert set(await words(page, pickup)) == {says["To prepare"]}
    assert set(await words(page, parcel)) == {says["To ship"]}


async def credited_in_full(shop: Services) -> dict[str, Any]:
    order = await shop.place()
    lines = [{"line_no": line["line_no"], "quantity": line["quantity"]} for line in order["lines"]]
    credit = {"order_id": order["order_id"], "lines": lines, "shipping": True, "reason": "all of it"}
    await shop.post("billing", "/credit-notes", credit)
    await shop.hand_on()
    return order


@in_one("fr")
async def test_what_was_credited_before_it_was_paid_is_not_called_paid(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    credited, settled, due = await credited_in_full(shop), await paid(shop), await shop.place()
    page = await (await seat("owner", language)).goto("/orders")
    assert [listed(page, one, "payment") for one in (credited, settled, due)] == [
        says[word] for word in ("Credited", "Paid", "Not paid")
    ]
    for chosen, found in (
        (["paid"], [settled]),
        (["credited"], [credited]),
        (["credited", "not_paid"], [due, credited]),
    ):
        await page.goto("/orders?" + "&".join(f"payment_status={one}" for one in chosen))
        assert [row.attributes["id"] for row in page.all("table.orders tbody tr")] == [
            f"order-{one['order_id']}" for one in found
        ]
    await page.goto(f"/orders/{credited['order_id']}")
    assert page.one("h1 .badge").text == says["Completed"]
    assert page.one("#payment .state .badge").text == says["Credited"]


@in_one("en")
async def test_articles_are_those_still_to_be_delivered_or_delivered(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order, none = await paid(shop), await credited_in_full(shop)
    page = await (await seat("owner", language)).goto("/orders")
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]

    async def articles_after(service: str, path: str, body: Any = None) -> str:
        await shop.post(service, path, body)
        await shop.hand_on()
        await page.goto("/orders")
        return listed(page, order, "goods .pieces").split()[0]

    lamp = {"order_id": order["order_id"], "lines": [{"line_no": 1, "quantity": 1}], "reason": "one less"}
    path = f"/shipments/{shipment['shipment_id']}"
    assert await articles_after("billing", "/credit-notes", lamp) == "2"
    assert listed(page, order, "goods .titles") == "1 × Lampe de bureau1 × Le Grand Meaulnes"
    assert await articles_after("fulfilment", f"{path}/ship") == "2"
    assert await articles_after("billing", "/credit-notes", lamp) == "2"
    assert await articles_after("fulfilment", f"{path}/unship", {"reason": "a mistake"}) == "1"
    assert listed(page, none, "goods .pieces").split()[0] == "0"


@in_one("fr")
async def test_what_left_while_it_was_cancelled_is_told_in_the_list_and_found(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    parcel = await left_while_cancelled(shop)
    pickup = await left_while_cancelled(shop, shipping=PICKUP)
    here, cancelled = await paid(shop), await shop.place()
    await shop.post("orders", f"/orders/{cancelled['order_id']}/cancel", {})
    await shop.hand_on()
    page = await (await seat("owner", language)).goto("/orders")
    assert listed(page, parcel, "shipping") == says["Parcel left"]
    assert listed(page, pickup, "shipping") == says["Handed over"]
    assert listed(page, cancelled, "shipping") == "–"
    page.check(says["Has left, even if cancelled"])
    await page.press(says["Apply"])
    found = {row.attributes["id"].removeprefix("order-") for row in page.all("table.orders tbody tr")}
    assert found == {parcel["order_id"], pickup["order_id"]}
    assert here["order_id"] not in found
    assert says["Has left, even if cancelled"] in [one.text for one in page.all(".chips .chip span")]
