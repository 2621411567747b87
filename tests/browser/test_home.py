"""The first page: what needs doing, what was sold by day, the newest orders; all of it moves while one looks on."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, Page, Route, expect

from tests.browser.conftest import Desk
from tests.support.languages import WORDS, Says, in_one
from tests.support.sale import LAMP, order, place
from tests.support.shop import Shop
from tests.support.waiting import until


def tile(page: Page, title: str) -> Locator:
    return page.get_by_role("link").filter(has=page.get_by_text(title, exact=True))


async def counts(shop: Shop, service: str, path: str) -> dict[str, int]:
    found: dict[str, int] = await shop.get(service, path)
    return found


@in_one("fr")
async def test_an_order_that_is_paid_or_held_moves_its_tile_while_one_looks_on(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    before = await counts(shop, "orders", "/orders/counts")
    page = await desk("sales", language)
    await page.goto("/")
    await expect(page.get_by_role("heading", level=1)).to_have_text(says["Home"])

    paid, held = await place(shop), await place(shop)
    await until(_is_invoiced, shop, paid["order_id"])
    assert (await shop.post("billing", f"/orders/{paid['order_id']}/payments", {})).status_code == 201
    assert (await shop.post("orders", f"/orders/{held['order_id']}/hold", {"reason": "adresse"})).status_code == 200

    await expect(tile(page, says["To ship"])).to_contain_text(str(before["to_ship"] + 1))
    await expect(tile(page, says["On hold"])).to_contain_text(str(before["on_hold"] + 1))
    now_there = await counts(shop, "orders", "/orders/counts")
    assert (now_there["to_ship"], now_there["on_hold"]) == (before["to_ship"] + 1, before["on_hold"] + 1)

    await expect(page.locator("#newest").get_by_role("link", name=held["number"])).to_be_visible()
    await tile(page, says["On hold"]).click()
    await page.wait_for_url("**/orders?status=on_hold")


@in_one("en")
async def test_a_product_that_runs_out_and_comes_in_again_moves_from_tile_to_tile(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    sku = f"CHAIR-{language}".upper()
    before = await counts(shop, "fulfilment", "/stock/counts")
    page = await desk("warehouse", language)
    await page.goto("/")

    stock = f"{shop.settings.url('fulfilment')}/stock/{sku}"
    assert (await shop.http.put(stock, json={"low_stock_threshold": 3})).status_code == 200
    await expect(tile(page, says["Nothing left"])).to_contain_text(str(before["red"] + 1))

    body = {"quantity": 2, "reason": "delivery"}
    assert (await shop.post("fulfilment", f"/stock/{sku}/receipts", body)).status_code == 201
    await expect(tile(page, says["Low stock"])).to_contain_text(str(before["orange"] + 1))
    await expect(tile(page, says["Nothing left"])).to_contain_text(str(before["red"]))
    assert (await shop.get("fulfilment", f"/stock/{sku}"))["colour"] == "orange"


async def test_orders_and_revenue_of_each_day_are_drawn_and_told_in_a_table(shop: Shop, desk: Desk) -> None:
    """Two orders three days ago, one ten days ago and one of that day cancelled since, 40.00 each; and one in euros."""
    says, currency, sums = WORDS["en"], "USD", ("US$80.00", "US$40.00", "US$0.00")
    await place(shop)
    for days in (3, 3, 10):
        await _place_abroad(shop, currency, days_ago=days)
    cancelled = await _place_abroad(shop, currency, days_ago=10)
    assert (await shop.post("orders", f"/orders/{cancelled['order_id']}/cancel", {})).status_code == 200
    page = await desk("read_only", "en")
    await page.goto("/")

    by_day = page.locator("#by-day")
    await by_day.get_by_role("link", name=currency).click()
    await expect(by_day).to_contain_text(says["in all"])
    await by_day.get_by_text(says["Show as a table"]).click()
    row = by_day.locator("tbody tr")
    await expect(row).to_have_count(30)
    for days_ago, told in ((3, ["2", sums[0], "0"]), (10, ["1", sums[1], "1"]), (4, ["0", sums[2], "0"])):
        await expect(row.nth(days_ago).locator("td")).to_have_text(told)
        await expect(row.nth(days_ago).locator("time")).to_have_attribute("datetime", _day(days_ago))

    drawn = by_day.get_by_role("img").first
    assert await _heights(drawn) == {30 - 1 - 10: "50.0%", 30 - 1 - 3: "100.0%"}
    tip = await drawn.locator("g.day").nth(30 - 1 - 3).locator("title").text_content()
    assert tip is not None
    assert " ".join(tip.split()).endswith(" ".join(says["2 orders"].split()))


async def test_a_table_that_is_open_stays_open_when_an_order_arrives(shop: Shop, desk: Desk) -> None:
    page = await desk("sales", "en")
    await place(shop)
    await page.goto("/?currency=EUR")
    await page.get_by_text("Show as a table").click()
    today = page.locator("#by-day tbody tr").first
    placed = int(await today.locator("td").first.inner_text())

    await place(shop)
    await expect(today.locator("td").first).to_have_text(str(placed + 1))
    await expect(today).to_be_visible()


async def test_a_typed_period_stays_when_an_order_arrives_and_its_file_is_saved(shop: Shop, desk: Desk) -> None:
    page = await desk("accounting", "fr")
    await page.goto("/")
    period = page.locator("#accounts")
    await period.get_by_label("Du", exact=True).fill("2026-01-05")
    await period.get_by_label("Au", exact=True).fill("2026-01-06")
    placed = await place(shop)
    await expect(page.locator("#newest")).to_contain_text(placed["number"])

    async with page.expect_download() as saved:
        await period.get_by_role("button", name="Journal des documents").click()
    assert (await saved.value).suggested_filename == "journal-2026-01-05-2026-01-06.csv"
    assert (await (await saved.value).path()).read_text("utf-8-sig").startswith("Date;Numéro;Type;")
    await expect(page).to_have_url(re.compile("/$"))


async def test_a_second_tab_hears_what_changed_while_its_page_was_on_its_way(shop: Shop, desk: Desk) -> None:
    first = await desk("sales", "en")
    await first.goto("/")
    second = await first.context.new_page()

    async def arrive_late(route: Route) -> None:
        read_before = await route.fetch()
        placed = await place(shop)
        await expect(first.locator("#newest")).to_contain_text(placed["number"])
        await route.fulfill(response=read_before)

    await second.route("**/", arrive_late, times=1)
    await second.goto("/")
    newest = (await shop.get("orders", "/orders", limit=1))["items"][0]["number"]
    await expect(second.locator("#newest")).to_contain_text(newest, timeout=5_000)


async def test_tiles_of_services_that_are_silent_say_so_and_recover_by_themselves(shop: Shop, desk: Desk) -> None:
    pages = [(await desk("manager", "en"), WORDS["en"]), (await desk("manager", "fr"), WORDS["fr"])]
    shop.kill("notifier-1")
    try:
        for page, says in pages:
            await page.goto("/")
            await expect(page.locator("#tile-failed-messages")).to_contain_text(says["Notifier does not answer"])
            await expect(page.locator("#tile-failed-messages .figure")).to_have_count(0)
            await expect(page.locator("#tile-to-ship .figure")).to_be_visible()
            await expect(page.locator("#newest tbody tr").first).to_be_visible()
    finally:
        await shop.restart("notifier-1")
    for page, _ in pages:
        await expect(page.locator("#tile-failed-messages .figure")).to_be_visible()
        await expect(page.locator("#page [data-retry]")).to_have_count(0)


async def test_the_first_page_tells_the_same_without_javascript(shop: Shop, desk: Desk) -> None:
    placed = await place(shop)
    page = await desk("sales", "en", java_script_enabled=False)
    await page.goto("/")

    found = await counts(shop, "orders", "/orders/counts")
    await expect(tile(page, "On hold")).to_contain_text(str(found["on_hold"]))
    await expect(page.locator("#by-day svg.chart")).to_have_count(2)
    await page.locator("#newest").get_by_role("link", name=placed["number"]).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(placed["number"])


async def _place_abroad(shop: Shop, currency: str, *, days_ago: int) -> dict[str, Any]:
    """A lamp at 40.00 without VAT, ordered at noon of that day."""
    sku = f"LAMP-{currency}"
    lamp = {**LAMP, "sku": sku, "price": "40.00", "currency": currency, "vat_rate": "0"}
    assert (await shop.post("orders", "/products", {"products": [lamp]})).status_code == 200
    line = {"sku": sku, "quantity": 1, "unit_price": "40.00", "vat_rate": "0", "total": "40.00"}
    body = order(currency=currency, lines=[line], totals={"net": "40.00", "vat": "0.00", "gross": "40.00"})
    del body["shipping"]
    placed = await shop.post("orders", "/orders", {**body, "placed_at": f"{_day(days_ago)}T12:00:00Z"})
    assert placed.status_code == 201, placed.text
    found: dict[str, Any] = placed.json()
    return found


def _day(days_ago: int) -> str:
    """By the clock of the shop."""
    today = datetime.now(UTC).astimezone(ZoneInfo("Europe/Paris")).date()
    return (today - timedelta(days=days_ago)).isoformat()


async def _heights(drawn: Locator) -> dict[int, str]:
    """Of the bars there are, by the number of their day."""
    days = await drawn.locator("g.day").all()
    bars = {number: day.locator("rect.bar") for number, day in enumerate(days)}
    return {number: await bar.get_attribute("height") or "" for number, bar in bars.items() if await bar.count()}


async def _is_invoiced(shop: Shop, order_id: str) -> bool:
    answer = await shop.http.get(f"{shop.settings.url('billing')}/orders/{order_id}")
    return bool(answer.is_success and answer.json()["documents"])
