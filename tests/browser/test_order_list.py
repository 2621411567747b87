"""The list of orders: what staff see come in, filter and search for."""

import asyncio
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect
from uuid_utils.compat import uuid7

from tests.browser.conftest import Desk
from tests.browser.order_list import a_name, customer, row, rows
from tests.support.languages import Says, in_one
from tests.support.sale import LAMP, order, place
from tests.support.shop import Shop
from tests.support.waiting import until


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
