"""Quotes in both languages: an order is duplicated, the draft changed, sent and made an order."""

from typing import Any

from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both, in_one

QUANTITY = "[name='lines/0/quantity']"


async def quotes(shop: Services) -> list[dict[str, Any]]:
    return list((await shop.get("orders", "/quotes"))["items"])


async def duplicated(shop: Services, page: Page, says: Says) -> str:
    """On the page where the draft of an order of two lamps and a book is changed; the address of its quote."""
    order = await shop.place()
    await page.goto(f"/orders/{order['order_id']}")
    await page.follow(says["Duplicate"])
    await page.press(says["Make a quote"])
    return page.path.partition("/edit")[0]


@in_both()
async def test_an_order_is_duplicated_changed_sent_and_becomes_an_order(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("sales", language)
    address = await duplicated(shop, page, says)
    assert page.notice == says["This is a draft: change it as you like, then send it."]
    assert page.one(QUANTITY).value == "2"
    page.type(page.one("[name='lines/0/unit_price']"), "11,00" if language == "fr" else "11.00")
    page.fill(says["Discount on the whole"], "2")
    page.fill(says["Comment for the customer"], "As agreed")
    await page.press(says["Save and compute"])
    assert page.notice == says["The quote is saved, and its totals are computed."]
    assert page.text("#gross") == ("33,30 €" if language == "fr" else "€33.30")

    page.fill(says["Add a product"], "LAMP")
    await page.press(says["Find"])
    await page.press(says["Save"])
    assert page.path.startswith(address)
    assert says["Draft"] in page.heading
    assert [row.text for row in page.all("table.quote-lines td.quantity")] == ["2", "1", "1"]
    await page.follow(says["Send"])
    await page.press(says["Send"])
    assert page.notice == says["The quote is sent."]
    assert says["Sent"] in page.heading
    await page.follow(says["Make it an order"])
    await page.press(says["Place the order"])
    assert page.notice == says["The quote is an order now."]
    (quote,) = await quotes(shop)
    assert (quote["state"], quote["order_number"]) == ("converted", "1002")
    await page.follow("1002")
    assert "1002" in page.heading


@in_one("fr")
async def test_of_two_who_change_a_quote_the_second_is_told_and_keeps_what_was_typed(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    first, second = await seat("sales", language), await seat("owner", language)
    address = await duplicated(shop, first, says)
    await second.goto(f"{address}/edit")
    first.type(first.one(QUANTITY), "3")
    await first.press(says["Save"])
    second.type(second.one(QUANTITY), "4")
    await second.press(says["Save"])
    assert says["This was changed meanwhile, by somebody else or by you in another window."] in second.alert
    assert second.one(QUANTITY).value == "4"
    await second.press(says["Save"])
    assert second.notice == says["The quote is saved, and its totals are computed."]


@in_one("en")
async def test_what_cannot_be_read_is_told_beside_its_field(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("sales", language)
    await duplicated(shop, page, says)
    page.type(page.one(QUANTITY), "many")
    await page.press(says["Save"])
    assert page.text("[id='lines/0/quantity-wrong']") == "Give a whole number, such as 12"
    page.type(page.one(QUANTITY), "2")
    page.type(page.one("[name='lines/0/discount']"), "26")
    await page.press(says["Save"])
    assert (
        page.text("[id='lines/0/discount-wrong']")
        == says["A discount is at most what it is taken off, and in whole cents."]
    )


@in_one("fr")
async def test_a_declined_quote_shows_why_and_leads_to_its_next_version(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("sales", language)
    address = await duplicated(shop, page, says)
    await page.goto(address)
    await page.follow(says["Send"])
    await page.press(says["Send"])
    await page.follow(says["Customer declined"])
    page.fill(says["What the customer said (optional)"], "trop cher")
    await page.press(says["Declined"])
    assert "trop cher" in page.text("main")
    await page.follow("2")
    assert says["Draft"] in page.heading
    await page.goto("/")
    assert page.one("#tile-declined .figure").text == "1"


@in_one("en")
async def test_a_quote_is_written_from_nothing(shop: Services, seat: Seat, language: str, says: Says) -> None:
    page = await seat("sales", language)
    await page.goto("/quotes")
    await page.follow(says["New quote"])
    page.fill(says["Add a product"], "LAMP")
    await page.press(says["Find"])
    page.type(page.one("[name='customer/name']"), "Ali Baba")
    await page.press(says["Save"])
    assert "Ali Baba" in page.text("#customer")
    assert page.text("#gross") == "€12.50"
    await page.goto("/quotes?q=baba")
    assert len(page.all("#list tbody tr")) == 1


@in_one("en")
async def test_who_may_not_write_quotes_sees_them_without_their_buttons(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    address = await duplicated(shop, await seat("sales", language), says)
    page = await seat("read_only", language)
    await page.goto(address)
    assert not page.links(says["Change"], within="main")
    assert not page.links(says["Send"], within="main")
    await page.goto(f"{address}/edit")
    assert page.alert == says["Your role does not allow this."]
