"""The list of orders: what staff see come in, filter, search for and keep as views of their own."""

import asyncio
import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, expect
from uuid_utils.compat import uuid7

from tests.browser.conftest import Desk
from tests.browser.order_page import ready_to_ship
from tests.support.languages import Says, in_one
from tests.support.sale import LAMP, order, place
from tests.support.shop import Shop
from tests.support.waiting import until


def customer(name: str, **more: str) -> dict[str, Any]:
    return {"customer": {"name": name, "billing_address": {"country": "FR"}} | more}


def a_name() -> str:
    """Of nobody else."""
    return f"Durand{uuid7().hex[-12:]}"


def rows(page: Page) -> Locator:
    return page.locator("#orders tbody tr")


def row(page: Page, placed: dict[str, Any]) -> Locator:
    return page.locator(f"#order-{placed['order_id']}")


async def to_ship(shop: Shop, **changes: Any) -> dict[str, Any]:
    """Paid, and with all its goods."""
    placed = await place(shop, **changes)
    await ready_to_ship(shop, placed)

    async def is_paid() -> bool:
        return (await shop.post("billing", f"/orders/{placed['order_id']}/payments", {})).is_success

    await until(is_paid)
    return placed


@in_one("en")
async def test_printing_says_which_of_the_chosen_orders_have_no_slip(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    ready = await to_ship(shop)
    page = await desk("warehouse", language)
    await page.goto(f"/orders/slips?order={uuid7()}&order={ready['order_id']}&order={(unknown := uuid7())}")
    await page.get_by_role("button", name=says["Print"], exact=True).click()
    await expect(page.locator("[data-made]")).to_be_visible()
    await expect(page.locator("[data-left]")).to_contain_text(str(unknown))
    await expect(page.locator("[data-left]")).not_to_contain_text(ready["order_id"])


@in_one("fr")
async def test_an_order_that_comes_in_appears_at_the_top_of_an_open_list(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    await place(shop)
    page = await desk("read_only", language)
    await page.goto("/orders")
    await expect(rows(page)).not_to_have_count(0)
    await page.evaluate("window.isTheSamePage = true")

    placed = await place(shop, **customer("Bérénice Aubry", email="berenice@example.org"))

    first = rows(page).first
    await expect(first).to_have_id(f"order-{placed['order_id']}")
    await expect(first).to_have_class(re.compile(r"\bfresh\b"))
    for text in (placed["number"], "Bérénice Aubry", "38,30" if language == "fr" else "38.30"):
        await expect(first).to_contain_text(text)
    await expect(first.locator(".payment")).to_have_text(says["Not paid"])
    assert await page.evaluate("window.isTheSamePage")

    held = await shop.post("orders", f"/orders/{placed['order_id']}/hold", {"reason": "à vérifier"})
    assert held.status_code == 200
    await expect(first.locator(".who")).to_contain_text(says["On hold"])
    await first.locator(".date").click()  # the whole row is the link
    await page.wait_for_url(f"**/orders/{placed['order_id']}")


@in_one("en")
async def test_search_finds_as_one_types_and_leaves_the_caret_where_it_is(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    name, sku = a_name(), f"SOFA/{uuid7().hex[-8:]}"
    phone = f"06{int(uuid7().hex[-10:], 16) % 10**8:08d}"
    assert (await shop.post("orders", "/products", {"products": [{**LAMP, "sku": sku}]})).status_code == 200
    line = {"sku": sku, "quantity": 1, "unit_price": "12.50", "vat_rate": "20", "total": "12.50"}
    wanted = await place(
        shop,
        **customer(f"Zoé {name}", phone=phone, email=f"z.{name}@example.org".lower()),
        lines=[line],
        shipping=None,
        totals={"net": "10.42", "vat": "2.08", "gross": "12.50"},
    )
    await place(shop)
    page = await desk("sales", language)
    await page.goto("/orders")
    search = page.get_by_label(says["Search orders"])
    await expect(row(page, wanted)).to_be_visible()
    await expect(rows(page)).not_to_have_count(1)

    for typed in (f"zoe {name[:-2]}", f"z.{name[:-1]}".lower(), phone[:9], sku[:-1].lower(), wanted["number"]):
        await search.fill("")
        await expect(rows(page)).not_to_have_count(1)
        await search.press_sequentially(typed, delay=15)
        await expect(rows(page)).to_have_count(1)
        await expect(row(page, wanted)).to_be_visible()
        await expect(search).to_be_focused()
        await expect(search).to_have_value(typed)
        assert await search.evaluate("field => field.selectionStart") == len(typed)
    await page.wait_for_url(f"**/orders?q={wanted['number']}")

    await search.fill(name[:-2])
    await page.wait_for_url(f"**/orders?q={name[:-2]}")
    other, another = await place(shop), await place(shop, **customer(f"Ali {name}"))
    await expect(row(page, another)).to_be_visible()
    await expect(rows(page)).to_have_count(2)
    await expect(row(page, other)).to_have_count(0)
    await search.press_sequentially("zzz")
    await expect(page.get_by_text(says["No order matches."])).to_be_visible()
    await page.get_by_role("link", name=says["Show all orders"]).click()
    await expect(search).to_have_value("")
    await expect(row(page, other)).to_be_visible()


@in_one("fr")
async def test_filters_are_chosen_in_a_menu_and_taken_away_one_by_one(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    name = a_name()
    held, free = await place(shop, **customer(name)), await place(shop, **customer(name))
    await shop.post("orders", f"/orders/{held['order_id']}/hold", {"reason": "à vérifier"})
    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    page = await desk("sales", language)
    await page.goto(f"/orders?q={name}")
    await expect(rows(page)).to_have_count(2)
    chips = page.locator(".chip.set")

    menu, filters = page.locator("#filter-menu"), page.locator("#filter-form")
    await menu.click()
    await filters.get_by_label(says["On hold"], exact=True).check()
    await place(shop)  # the list is brought up to date, and what was chosen stays
    await filters.get_by_label(says["Not paid"], exact=True).check()
    await filters.get_by_label(says["From day"], exact=True).fill(today.isoformat())
    total = filters.get_by_label(says["Total from"], exact=True)
    await total.fill("1,000")  # which could be two
    await filters.get_by_role("button", name=says["Apply"]).click()
    await expect(page.locator("#amount_from-wrong")).to_be_visible()
    await expect(total).to_be_focused()
    await expect(total).to_have_value("1,000")
    await expect(rows(page)).to_have_count(0)
    await total.fill("38,30")
    await filters.get_by_role("button", name=says["Apply"]).click()

    await expect(filters).to_be_hidden()
    await expect(rows(page)).to_have_count(1)
    await expect(row(page, held)).to_be_visible()
    await expect(chips).to_have_count(3)
    await page.wait_for_url(
        f"**/orders?q={name}&status=on_hold&payment_status=not_paid&from={today.isoformat()}&amount_from=38.30"
    )
    await chips.filter(has_text=says["Payment: Not paid"]).click()
    await expect(chips).to_have_count(2)
    await expect(page.locator(".tabs [aria-current]")).to_contain_text(says["On hold"])  # which no chip repeats
    await expect(row(page, free)).to_have_count(0)
    await page.go_back()
    await expect(chips).to_have_count(3)

    await page.goto(f"/orders?q={name}&to={(today - timedelta(days=1)).isoformat()}")
    await expect(page.get_by_text(says["No order matches."])).to_be_visible()
    await page.goto(f"/orders?q={name}&status=<b>lost</b>&after=nonsense&held=true")
    await expect(page.get_by_text(says["Left out, as it means nothing here:"])).to_contain_text("<b>lost</b>")
    await expect(row(page, held)).to_be_visible()
    await expect(rows(page)).to_have_count(1)


@in_one("fr")
async def test_older_orders_are_on_the_next_page(desk: Desk, many: str, language: str, says: Says) -> None:
    page = await desk("sales", language)
    await page.goto(f"/orders?q={many}")
    await expect(rows(page)).to_have_count(50)

    await page.get_by_role("link", name=says["Older"]).click()
    await expect(rows(page)).to_have_count(2)
    await expect(page.get_by_role("link", name=says["Older"])).to_have_count(0)
    await page.get_by_role("link", name=says["Newest"]).click()
    await expect(rows(page)).to_have_count(50)


@in_one("fr")
async def test_five_orders_are_shipped_from_the_first_page_in_at_most_ten_clicks(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    orders = await asyncio.gather(*(to_ship(shop) for _ in range(5)))
    page, clicks = await desk("warehouse", language), 0
    await page.goto("/")

    async def click(place: Locator) -> None:
        nonlocal clicks
        clicks += 1
        await place.click()

    await click(page.locator("#tile-to-ship"))
    for one in orders:
        await click(page.locator(f"#select-{one['order_id']}"))
    other = await to_ship(shop)
    await expect(row(page, other)).to_be_visible()  # the list is brought up to date, and what was chosen stays
    await expect(page.locator("#selected-count")).to_have_text("5")
    await expect(page.locator("#selected-total")).to_have_text("191,50 €")
    await click(page.locator("#ship-selected"))
    await click(page.get_by_role("dialog").get_by_role("button", name="Expédier 5 commandes"))
    await expect(page.locator("#notice")).to_contain_text("5 colis sont marqués comme expédiés.")
    await expect(page.locator("#page h1")).to_be_focused()  # Enter once more, as scanners do, takes nothing back
    await expect(page.get_by_role("dialog")).to_be_hidden()
    for one in orders:
        await expect(row(page, one)).to_have_count(0)
    await expect(page.locator("#selection")).to_be_hidden()
    assert clicks <= 10
    await page.locator("#undo").click()
    await expect(page.locator("#notice")).to_contain_text(says["The parcels are marked as not shipped."])


async def test_fifty_orders_are_shipped_one_after_another_by_keyboard_alone_with_their_tracking_numbers(
    shop: Shop, desk: Desk
) -> None:
    name = a_name()
    orders = await asyncio.gather(*(to_ship(shop, **customer(name)) for _ in range(50)))
    page = await desk("warehouse", "fr")
    await page.goto(f"/orders?status=processing_awaiting_shipment&goods_ready=true&q={name}")
    await expect(rows(page)).to_have_count(50)

    await tab_to(page, "#select-all")
    await page.keyboard.press("Space")
    await expect(page.locator("#selected-count")).to_have_text("50")
    await tab_to(page, "#ship-selected", "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog [data-scanned]").first).to_be_focused()
    for number in range(50):
        if number % 2 == 0:
            await page.keyboard.type(f"ZQ-{number:04d}")
        await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog").get_by_role("button", name="Expédier 50 commandes")).to_be_focused()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("heading")).to_contain_text("50 sur 50", timeout=60_000)
    await expect(dialog.get_by_text("ne dit pas son transporteur")).to_have_count(25)
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(rows(page)).to_have_count(0)
    found = [await shop.get("fulfilment", f"/orders/{one['order_id']}") for one in orders]
    numbers = [parcel["tracking_number"] for one in found for parcel in one["shipments"][0]["parcels"]]
    assert sorted(numbers) == [f"ZQ{number:04d}" for number in range(0, 50, 2)]


async def test_once_more_enter_closes_what_became_of_several_orders_and_takes_none_back(shop: Shop, desk: Desk) -> None:
    shipped, held = await to_ship(shop), await to_ship(shop)
    await shop.post("orders", f"/orders/{held['order_id']}/hold", {"reason": "address"})
    page = await desk("warehouse", "en")
    await page.goto("/orders")
    for one in (shipped, held):
        await page.locator(f"#select-{one['order_id']}").click()
    await expect(row(page, held)).to_contain_text("On hold")
    await page.locator("#ship-selected").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Ship 1 order").click()
    await expect(dialog.get_by_role("heading")).to_have_text("1 of 1 marked as shipped")
    close, undo = dialog.get_by_text("Close"), dialog.get_by_text("Undo")
    await expect(close).to_be_focused()
    tops = [(await one.bounding_box() or {})["y"] for one in (close, dialog.locator("#undo"))]
    assert abs(tops[0] - tops[1]) < 2, "they stand in one line"
    await expect(undo).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    found = await shop.get("fulfilment", f"/orders/{shipped['order_id']}")
    assert found["shipments"][0]["state"] == "shipped"


async def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    for _ in range(60):
        await page.keyboard.press(key)
        if await page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {key}")


@in_one("fr")
async def test_while_orders_is_away_the_list_says_so_and_comes_back_by_itself(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    placed = await place(shop)
    page = await desk("sales", language)
    await page.goto("/orders")
    await expect(row(page, placed)).to_be_visible()

    shop.kill("orders-1")
    await page.locator(".tabs").get_by_role("link", name=says["To pay"]).click()
    await expect(page.locator("#orders")).to_contain_text(says["does not answer at the moment."])
    await expect(page.locator(".tabs [aria-current]")).to_contain_text(says["To pay"])
    await shop.restart("orders-1")

    await expect(row(page, placed)).to_be_visible()


@pytest.fixture(scope="module")
async def many(shop: Shop) -> str:
    """The customer of two orders more than a page has."""
    name = a_name()
    places = [shop.post("orders", "/orders", order(**customer(name))) for _ in range(52)]
    assert {answer.status_code for answer in await asyncio.gather(*places)} == {201}

    async def are_listed() -> bool:
        return len((await shop.get("orders", "/orders", q=name, limit=200))["items"]) == 52

    await until(are_listed)
    return name
