"""Stock in both languages: adjusted, received, tracked, its threshold changed."""

from services.backoffice.web.addresses import segment
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.backoffice.stocked import QUANTITY, adjust, sell, stock_of
from tests.support.languages import Says, in_both, in_one


@in_one("en")
async def test_an_adjustment_changes_the_number_and_the_ledger_and_turns_the_dot_orange_then_red(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    sku = f"VASE 1/2 {language}?"
    page = await seat("warehouse", language)
    await page.goto(await sell(shop, sku, "Vase bleu", stock=8, threshold=3))
    assert says["In stock"] in page.heading
    assert page.text("#available") == "8"

    await adjust(page, says, "-6", "six were broken")
    assert page.notice == says["The stock is adjusted."]
    assert page.text("#available") == "2"
    assert says["Low stock"] in page.heading
    newest = page.all("table.ledger tbody tr")[0].text
    for told in (says["Adjusted"], "−6", "six were broken", "warehouse person"):
        assert told in newest

    await adjust(page, says, "-2", "gone")
    assert says["Nothing left"] in page.heading
    stock = await stock_of(shop, sku)
    assert (stock["on_hand"], stock["colour"]) == (0, "red")
    entries = (await shop.get("fulfilment", f"/stock/{segment(sku)}/entries"))["items"]
    assert [(entry["kind"], entry["quantity"]) for entry in entries] == [
        ("adjustment", -2),
        ("adjustment", -6),
        ("receipt", 8),
    ]


@in_one("fr")
async def test_an_adjustment_below_zero_is_refused_and_told(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("warehouse", language)
    await page.goto(await sell(shop, "BOWL", "Bol", stock=3))
    await adjust(page, says, "-4", "four were broken")
    assert says["There is not that much in stock."] in page.alert
    assert page.value(says["Reason"]) == "four were broken"
    assert (await stock_of(shop, "BOWL"))["on_hand"] == 3


@in_one("en")
async def test_of_two_who_change_a_threshold_the_second_is_told(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    address = await sell(shop, "JUG", "Pichet", stock=5, threshold=2)
    first, second = await seat("warehouse", language), await seat("manager", language)
    threshold = says["Low-stock threshold"]
    for page in (first, second):
        await page.goto(address)
        await page.follow(says["Threshold and backorders"])
        assert page.value(threshold) == "2"

    first.fill(threshold, "7")
    first.fill(says["Place on the shelves"], "B-4")
    await first.press(says["Save"])
    assert first.notice == says["The threshold is saved."]
    assert first.text("#threshold") == "7"
    assert says["Low stock"] in first.heading

    second.fill(threshold, "4")
    await second.press(says["Save"])
    assert says["This was changed meanwhile, by somebody else or by you in another window."] in second.alert
    assert says["The threshold is 7 now."] in second.text("#dialog-content")
    assert second.value(threshold) == "4"
    assert first.text("#location") == "B-4"
    stock = await stock_of(shop, "JUG")
    assert (stock["low_stock_threshold"], stock["location"]) == (7, "B-4")

    await second.press(says["Save over it"])
    assert second.text("#threshold") == "4"
    assert (await stock_of(shop, "JUG"))["low_stock_threshold"] == 4


@in_one("fr")
async def test_a_product_that_is_not_tracked_is_tracked_and_its_first_goods_come_in(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("warehouse", language)
    await page.goto(await sell(shop, "CUP", "Tasse"))
    assert says["Stock not tracked"] in page.heading

    await page.follow(says["Track the stock"])
    page.fill(says["Low-stock threshold"], "2")
    await page.press(says["Track the stock"])
    assert page.notice == says["The stock is tracked from now on."]

    await page.follow(says["Receive goods"])
    page.fill(says["Quantity"], "12")
    await page.press(says["Receive"])
    assert page.notice == says["The goods are in stock."]
    assert page.text("#available") == "12"
    assert says["Received"] in page.all("table.ledger tbody tr")[0].text
    stock = await stock_of(shop, "CUP")
    assert (stock["on_hand"], stock["low_stock_threshold"]) == (12, 2)


@in_one("fr")
async def test_a_quantity_that_is_none_is_refused_beside_its_field(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("warehouse", language)
    await page.goto(await sell(shop, "CUP", "Tasse", stock=8))
    await adjust(page, says, "-2.5", "broken")
    assert page.text("#quantity-wrong").endswith("12")
    assert page.value(says[QUANTITY]) == "-2.5"
    assert (await stock_of(shop, "CUP"))["on_hand"] == 8


@in_both()
async def test_a_receipt_that_is_too_large_is_told_the_largest(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("warehouse", language)).goto("/products/LAMP")
    await page.follow(says["Receive goods"])
    for typed in ("1 000 000 000 000", "9" * 5000):
        page.fill(says["Quantity"], typed)
        await page.press(says["Receive"])
        most = {"en": "at most 100,000,000.", "fr": "100 000 000 au plus."}[language]
        assert most in page.text("#quantity-wrong")
