"""The first page in both languages: what needs doing, what was sold by day, the newest orders."""

from typing import Any

import pytest

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.bodies import line, totals
from tests.support.clock import Clock
from tests.support.languages import WORDS, Says, in_one
from tests.support.sale import LAMP, order


def day(days_ago: int) -> str:
    """Of the clock that stands at 2 March 2026."""
    return {0: "2026-03-02", 3: "2026-02-27", 4: "2026-02-26", 10: "2026-02-20"}[days_ago]


async def place_abroad(shop: Services, currency: str, *, days_ago: int) -> dict[str, Any]:
    """A lamp at 40.00 without VAT, ordered at noon of that day."""
    sku = f"LAMP-{currency}"
    lamp = {**LAMP, "sku": sku, "price": "40.00", "currency": currency, "vat_rate": "0"}
    await shop.post("orders", "/products", {"products": [lamp]})
    body = order(
        currency=currency, lines=[line(sku, 1, "40.00", "40.00", vat_rate="0")], totals=totals("40.00", "0.00", "40.00")
    )
    del body["shipping"]
    placed: dict[str, Any] = await shop.post("orders", "/orders", {**body, "placed_at": f"{day(days_ago)}T12:00:00Z"})
    return placed


@in_one("fr")
async def test_orders_that_are_paid_or_held_stand_in_their_tiles(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    paid, held = await shop.place(), await shop.place()
    await shop.post("billing", f"/orders/{paid['order_id']}/payments", {})
    await shop.post("orders", f"/orders/{held['order_id']}/hold", {"reason": "adresse"})
    await shop.hand_on()
    page = await (await seat("sales", language)).goto("/")
    assert page.heading == says["Home"]
    for tile in ("To ship", "On hold"):
        (link,) = page.links(says[tile], within="main")
        assert "1" in link.text
    counts = await shop.get("orders", "/orders/counts")
    assert (counts["to_ship"], counts["on_hold"]) == (1, 1)
    assert page.links(held["number"], within="#newest")
    await page.follow(says["On hold"], within="main")
    assert page.path == "/orders?status=on_hold"


@in_one("en")
async def test_what_is_owed_stands_in_its_tile_and_what_comes_back_and_dead_letters_do_not(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    await shop.post("orders", f"/orders/{order['order_id']}/cancel", {})  # while its parcel leaves
    await shop.hand_on()
    counts = await shop.get("returns", "/returns/counts")
    assert (counts["open"], counts["waits_for"]["goods"]) == (1, 1)

    page = await (await seat("owner", language)).goto("/")
    assert page.text("#tile-to-refund .quiet") == says["gross"].replace("\xa0", " ")
    for nothing_to_do in ("returns", "dead-letters"):
        assert page.all(f"#tile-{nothing_to_do}") == []
    await page.goto("/returns")
    (opened,) = (await shop.get("returns", "/returns", open="true"))["items"]
    assert page.text("#list tbody .what a") == opened["number"]
    assert (await shop.get("returns", "/returns", open="false"))["items"] == []
    await page.follow(opened["number"], within="#list")
    assert opened["number"] in page.heading
    assert page.links(order["number"])


@in_one("fr")
async def test_a_product_that_runs_out_and_comes_in_again_moves_from_tile_to_tile(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("warehouse", language)
    tracked = await shop["fulfilment"].http.put("/stock/CHAIR", json={"low_stock_threshold": 3})
    assert tracked.status_code == 200
    await page.goto("/")
    (nothing_left,) = page.links(says["Nothing left"], within="main")
    assert "1" in nothing_left.text
    await shop.post("fulfilment", "/stock/CHAIR/receipts", {"quantity": 2, "reason": "delivery"})
    await page.reload()
    (low,), (nothing_left,) = (page.links(says[tile], within="main") for tile in ("Low stock", "Nothing left"))
    assert "1" in low.text
    assert "0" in nothing_left.text
    assert (await shop.get("fulfilment", "/stock/CHAIR"))["colour"] == "orange"


@pytest.mark.parametrize(
    ("language", "currency", "sums"),
    [("en", "USD", ("US$80.00", "US$40.00", "US$0.00")), ("fr", "SEK", ("80,00 SEK", "40,00 SEK", "0,00 SEK"))],
    ids=["en", "fr"],
)
async def test_orders_and_revenue_of_each_day_are_drawn_and_told_in_a_table(
    shop: Services, seat: Seat, clock: Clock, language: str, currency: str, sums: tuple[str, str, str]
) -> None:
    """Two orders three days ago, one ten days ago and one of that day cancelled since, 40.00 each; and one in euros."""
    clock.pass_by(hours=4)  # orders of noon have come by now
    says = WORDS[language]
    await shop.place()
    for days in (3, 3, 10):
        await place_abroad(shop, currency, days_ago=days)
    cancelled = await place_abroad(shop, currency, days_ago=10)
    await shop.post("orders", f"/orders/{cancelled['order_id']}/cancel", {})
    page = await (await seat("read_only", language)).goto("/")

    await page.follow(currency, within="#by-day")
    assert says["in all"] in page.text("#by-day")
    assert says["Show as a table"] in page.text("#by-day summary")
    rows = page.all("#by-day tbody tr")
    assert len(rows) == 30
    for days_ago, told in ((3, ["2", sums[0], "0"]), (10, ["1", sums[1], "1"]), (4, ["0", sums[2], "0"])):
        assert [cell.text for cell in rows[days_ago].select("td")] == told
        assert rows[days_ago].select("time")[0].attributes["datetime"] == day(days_ago)

    drawn = page.all("#by-day svg.chart")[0].select("g.day")
    heights = {
        number: one.select("rect.bar")[0].attributes["height"]
        for number, one in enumerate(drawn)
        if one.select("rect.bar")
    }
    assert heights == {30 - 1 - 10: "50.0%", 30 - 1 - 3: "100.0%"}
    assert drawn[30 - 1 - 3].select("title")[0].text.endswith(says["2 orders"])
