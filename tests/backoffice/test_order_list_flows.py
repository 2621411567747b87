"""The list of orders in both languages: searched, filtered, leafed through, kept as views of one's own."""

import asyncio
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.backoffice.conftest import Seat
from tests.backoffice.office import Office
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.bodies import line, totals
from tests.support.languages import Says, in_both, in_one
from tests.support.sale import LAMP, order

NAME = "Durand-Lefèvre"
TODAY, YESTERDAY = "2026-03-02", "2026-03-01"


def customer(name: str, **more: str) -> dict[str, Any]:
    return {"customer": {"name": name, "billing_address": {"country": "FR"}} | more}


def listed(page: Page) -> list[str]:
    return [row.attributes["id"].removeprefix("order-") for row in page.all("#orders tbody tr")]


def chips(page: Page) -> list[str]:
    return [chip.text for chip in page.all(".chip.set")]


async def search(page: Page, says: Says, text: str) -> None:
    page.fill(says["Search orders"], text)
    await page.press(says["Search"])


async def apply_filters(page: Page, says: Says) -> None:
    await page.press(says["Apply"], within="#filter-form")


@in_both()
async def test_an_order_stands_in_the_list_with_what_there_is_to_know(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    await shop.place()
    placed = await shop.place(**customer("Bérénice Aubry", email="berenice@example.org"))
    page = await (await seat("read_only", language)).goto("/orders")
    first = page.all("#orders tbody tr")[0]
    assert first.attributes["id"] == f"order-{placed['order_id']}"
    amount = "38,30" if language == "fr" else "38.30"
    for told in (placed["number"], "Bérénice Aubry", amount, says["Not paid"]):
        assert told in first.text
    await shop.post("orders", f"/orders/{placed['order_id']}/hold", {"reason": "à vérifier"})
    await page.reload()
    assert page.all("#orders tbody tr .who")[0].text == f"Bérénice Aubry {says['Hold requested']}"


@in_one("fr")
async def test_search_finds_by_name_address_telephone_goods_and_number(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    await shop.post("orders", "/products", {"products": [{**LAMP, "sku": "SOFA/01"}]})
    wanted = await shop.place(
        **customer(f"Zoé {NAME}", phone="0698765432", email="z.durand@example.org"),
        lines=[line("SOFA/01", 1, "12.50", "12.50")],
        shipping=None,
        totals=totals("10.42", "2.08", "12.50"),
    )
    other = await shop.place()
    page = await (await seat("sales", language)).goto("/orders")
    assert set(listed(page)) == {wanted["order_id"], other["order_id"]}

    for typed in (
        f"zoe {NAME[:-2]}",
        "z.duran",
        "06987654",
        "33698765432",
        "+33 6 98 76 54 32",
        "sofa/0",
        wanted["number"],
    ):
        await search(page, says, typed)
        assert listed(page) == [wanted["order_id"]], typed
        assert page.value(says["Search orders"]) == typed
    assert page.path == f"/orders?q={wanted['number']}"

    await search(page, says, f"{NAME}zzz")
    assert says["No order matches."] in page.text("#orders")
    await page.follow(says["Show all orders"])
    assert page.value(says["Search orders"]) == ""
    assert other["order_id"] in listed(page)


@in_both()
async def test_filters_are_chosen_and_taken_away_one_by_one(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    held, free = await shop.place(**customer("Durand")), await shop.place(**customer("Durand"))
    await shop.post("orders", f"/orders/{held['order_id']}/hold", {"reason": "à vérifier"})
    page = await (await seat("sales", language)).goto("/orders?q=durand")
    assert len(listed(page)) == 2

    page.check(says["On hold"])
    page.check(says["Not paid"])
    page.fill(says["From day"], TODAY)
    page.fill(says["Total from"], "38,30" if language == "fr" else "38.30")
    await apply_filters(page, says)
    assert listed(page) == [held["order_id"]]
    assert len(chips(page)) == 3  # the tab says the fourth
    assert says["On hold"] in page.text(".tabs [aria-current]")
    await page.follow(says["Payment: Not paid"], within="#page")
    assert len(chips(page)) == 2
    assert listed(page) == [held["order_id"]]
    await page.follow(says["All orders"], within=".tabs")
    assert {held["order_id"], free["order_id"]} <= set(listed(page))
    assert chips(page) == []

    await page.goto(f"/orders?q=durand&to={YESTERDAY}")
    assert says["No order matches."] in page.text("#orders")
    await page.goto("/orders?q=durand&status=<b>lost</b>&after=nonsense&held=true")
    assert says["Left out, as it means nothing here:"] in page.text("#page")
    assert "<b>lost</b>" in page.text("#page")
    assert listed(page) == [held["order_id"]]


@in_one("en")
async def test_older_orders_are_on_the_next_page(shop: Services, seat: Seat, language: str, says: Says) -> None:
    body = order(**customer(NAME))
    await asyncio.gather(*(shop.post("orders", "/orders", body) for _ in range(52)))
    page = await (await seat("sales", language)).goto(f"/orders?q={NAME}")
    assert len(listed(page)) == 50
    await page.follow(says["Older"])
    assert len(listed(page)) == 2
    assert page.links(says["Older"]) == []
    await page.follow(says["Newest"])
    assert len(listed(page)) == 50


@in_one("fr")
async def test_a_view_is_saved_under_a_title_of_its_own_and_removed(
    office: Office, shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("sales", language)).goto("/orders")
    assert page.text(".tabs [aria-current]") == says["All orders"]
    assert page.links(says["Save this view"]) == []
    await page.follow(says["On hold"], within=".tabs")
    assert page.text(".tabs [aria-current]") == says["On hold"]

    async def save(title: str) -> None:
        await page.follow(says["Save this view"])
        page.fill(says["Title"], title)
        await page.press(says["Save the view"])

    async def saved() -> list[tuple[str, str]]:
        async with office.reading() as queries:
            return [tuple(row) for row in await queries.fetch("SELECT title, query FROM saved_views")]

    await page.goto("/orders?status=on_hold&sku=LAMP")
    await save("Lampes à revoir")
    assert page.notice == says["The view is saved."]
    assert page.text(".tabs [aria-current]") == "Lampes à revoir"
    assert await saved() == [("Lampes à revoir", "status=on_hold&sku=LAMP")]

    await page.goto("/orders?sku=BOOK")
    await save("Lampes à revoir")
    assert page.alert == says["You have a view of this name already."]
    await page.follow(says["Close"])
    others = await (await seat("warehouse", language)).goto("/orders")
    assert "Lampes à revoir" not in others.text("body")

    await page.follow("Lampes à revoir", within=".tabs")
    await page.follow(says["Remove this view"])
    await page.press(says["Remove the view"])
    assert page.notice == says["The view is removed."]
    assert "Lampes à revoir" not in page.text(".tabs")
    assert await saved() == []


@in_both()
async def test_a_total_that_could_be_two_is_told_beside_its_field_and_no_list_looks_filtered_by_it(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    await shop.place()
    doubtful = "1,000" if language == "fr" else "1.000"
    page = await (await seat("read_only", language)).goto(f"/orders?amount_from={doubtful}")
    assert page.one("[name=amount_from]").value == doubtful
    assert doubtful in page.text("#amount_from-wrong")
    assert listed(page) == []
    assert page.text("#orders") == says["A filter cannot be read: correct it, and the list is shown."]

    clear = "1 000,00 €" if language == "fr" else "1,000"
    await page.goto(f"/orders?{urlencode({'amount_from': clear})}")
    assert not page.all("#amount_from-wrong")
    assert page.all("[name=amount_from]")[-1].value == ("1000,00" if language == "fr" else "1000")
    assert listed(page) == []
    assert says["No order matches."] in page.text("#orders")


@pytest.mark.parametrize(
    ("field", "typed", "others", "english", "french"),
    [
        ("amount_from", "abc", {}, "Give an amount, such as 12.50", "Donnez un montant, par exemple 12,50"),
        ("amount_to", "9", {"amount_from": "10"}, "less than the total it begins", "inférieur au total de départ"),
        ("from", "yesterday", {}, "such as 31 January 2026", "par exemple 31 janvier 2026"),
        ("to", "2026-01-31", {"from": "2026-02-01"}, "before the first day", "avant le premier jour"),
        ("sku", "S" * 65, {}, "at most 64 characters", "64 caractères au plus"),
    ],
)
async def test_what_is_typed_wrong_into_a_filter_keeps_its_menu_open_with_the_text_and_the_reason(
    shop: Services, seat: Seat, field: str, typed: str, others: dict[str, str], english: str, french: str
) -> None:
    await shop.place()
    for language, why in (("en", english), ("fr", french)):
        page = await (await seat("read_only", language)).goto(f"/orders?{urlencode({field: typed, **others})}")
        (wrong,) = page.all("#filters[open] [aria-invalid=true]")
        assert (wrong.attributes["name"], wrong.value) == (field, typed)
        assert why in page.text(f"#{field}-wrong")
        assert listed(page) == []
        assert page.all("#page > .callout") == []
