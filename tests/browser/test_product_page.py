"""Products: their stock as staff see it, and what they do with it."""

from playwright.async_api import Locator, Page, expect

from services.backoffice.web.addresses import segment
from tests.browser.conftest import Desk
from tests.browser.products_sold import sell, stock_of
from tests.support.languages import WORDS, Says, in_one
from tests.support.shop import Shop
from tests.support.waiting import until


async def adjust(page: Page, says: Says, quantity: str, reason: str) -> Locator:
    dialog = page.get_by_role("dialog")
    await page.get_by_role("link", name=says["Adjust"], exact=True).click()
    await dialog.get_by_label(says["Quantity: positive for what was found, negative for what is gone"]).fill(quantity)
    await dialog.get_by_label(says["Reason"]).fill(reason)
    await dialog.get_by_role("button", name=says["Adjust"]).click()
    return dialog


@in_one("en")
async def test_an_adjustment_changes_the_number_and_the_ledger_and_turns_the_dot_orange_then_red(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    sku = f"VASE 1/2 {language}?"
    address = await sell(shop, sku, "Vase bleu", stock=8, threshold=3)
    page = await desk("warehouse", language)
    await page.goto(address)
    heading, available = page.locator("main h1"), page.locator("#available")
    await expect(heading).to_contain_text(says["In stock"])
    await expect(available).to_have_text("8")

    await adjust(page, says, "-6", "six were broken")
    await expect(page.get_by_text(says["The stock is adjusted."])).to_be_visible()
    await expect(available).to_have_text("2")
    await expect(heading).to_contain_text(says["Low stock"])
    newest = page.locator("table.ledger tbody tr").first
    await expect(newest).to_contain_text(says["Adjusted"])
    await expect(newest).to_contain_text("−6")
    await expect(newest).to_contain_text("six were broken")
    await expect(newest).to_contain_text(f"Warehouse {language.upper()}")

    await adjust(page, says, "-2", "gone")
    await expect(heading).to_contain_text(says["Nothing left"])
    stock = await stock_of(shop, sku)
    assert stock
    assert (stock["on_hand"], stock["colour"]) == (0, "red")
    entries = (await shop.get("fulfilment", f"/stock/{segment(sku)}/entries"))["items"]
    assert [(entry["kind"], entry["quantity"]) for entry in entries] == [
        ("adjustment", -2),
        ("adjustment", -6),
        ("receipt", 8),
    ]


@in_one("fr")
async def test_an_adjustment_below_zero_is_refused_and_told(shop: Shop, desk: Desk, language: str, says: Says) -> None:
    sku = f"BOWL-{language}"
    page = await desk("warehouse", language)
    await page.goto(await sell(shop, sku, "Bol", stock=3))

    dialog = await adjust(page, says, "-4", "four were broken")
    await expect(dialog.get_by_role("alert")).to_contain_text(says["There is not that much in stock."])
    await expect(dialog.get_by_label(says["Reason"])).to_have_value("four were broken")
    stock = await stock_of(shop, sku)
    assert stock
    assert stock["on_hand"] == 3


@in_one("en")
async def test_of_two_who_change_a_threshold_the_second_is_told(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    sku = f"JUG-{language}"
    address = await sell(shop, sku, "Pichet", stock=5, threshold=2)
    first, second = await desk("warehouse", language), await desk("manager", language)
    for page in (first, second):
        await page.goto(address)
        await page.get_by_role("link", name=says["Threshold and backorders"]).click()
        await expect(page.get_by_role("textbox", name=says["Low-stock threshold"])).to_have_value("2")

    await first.get_by_role("textbox", name=says["Low-stock threshold"]).fill("7")
    await first.get_by_role("button", name=says["Save"], exact=True).click()
    await expect(first.get_by_text(says["The threshold is saved."])).to_be_visible()
    await expect(first.locator("#threshold")).to_have_text("7")
    await expect(first.locator("main h1")).to_contain_text(says["Low stock"])

    await second.get_by_role("textbox", name=says["Low-stock threshold"]).fill("4")
    await second.get_by_role("button", name=says["Save"], exact=True).click()
    dialog = second.get_by_role("dialog")
    changed = says["This was changed meanwhile, by somebody else or by you in another window."]
    await expect(dialog.get_by_role("alert")).to_contain_text(changed)
    await expect(dialog).to_contain_text(says["The threshold is 7 now."])
    await expect(dialog.get_by_role("textbox", name=says["Low-stock threshold"])).to_have_value("4")
    stock = await stock_of(shop, sku)
    assert stock
    assert stock["low_stock_threshold"] == 7

    await dialog.get_by_role("button", name=says["Save over it"]).click()
    await expect(second.locator("#threshold")).to_have_text("4")
    assert await until(_has_threshold, shop, sku, 4)


@in_one("fr")
async def test_a_product_that_is_not_tracked_is_tracked_and_its_first_goods_come_in(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    sku = f"CUP-{language}"
    page = await desk("warehouse", language)
    await page.goto(await sell(shop, sku, "Tasse"))
    await expect(page.locator("main h1")).to_contain_text(says["Stock not tracked"])

    await page.get_by_role("link", name=says["Track the stock"]).click()
    await page.get_by_role("textbox", name=says["Low-stock threshold"]).fill("2")
    await page.get_by_role("button", name=says["Track the stock"]).click()
    await expect(page.get_by_text(says["The stock is tracked from now on."])).to_be_visible()

    await page.get_by_role("link", name=says["Receive goods"]).click()
    await page.get_by_label(says["Quantity"]).fill("12")
    await page.get_by_role("button", name=says["Receive"]).click()
    await expect(page.get_by_text(says["The goods are in stock."])).to_be_visible()
    await expect(page.locator("#available")).to_have_text("12")
    await expect(page.locator("table.ledger tbody tr").first).to_contain_text(says["Received"])
    stock = await stock_of(shop, sku)
    assert stock
    assert (stock["on_hand"], stock["low_stock_threshold"]) == (12, 2)


async def test_goods_that_come_in_elsewhere_are_seen_without_loading_the_page_again(shop: Shop, desk: Desk) -> None:
    sku = "POT / & ?"  # a name in which every character would mean something in an address
    page = await desk("sales", "en")
    async with page.expect_response("**/live"):
        await page.goto(await sell(shop, sku, "Pot", stock=1))
    await expect(page.locator("#available")).to_have_text("1")
    await shop.post("fulfilment", "/stock/receipts", {"lines": [{"sku": sku, "quantity": 4}]})
    await expect(page.locator("#available")).to_have_text("5")
    await expect(page.locator("tr[id^=entry-]")).to_have_count(2)


async def test_what_was_done_stays_told_while_the_page_brings_itself_up_to_date(shop: Shop, desk: Desk) -> None:
    page = await desk("warehouse", "en")
    address = await sell(shop, "KETTLE-LID", "Couvercle de bouilloire", stock=3)
    async with page.expect_response("**/live"):
        await page.goto(address)
    async with page.expect_response(f"**{address}") as read_again:
        await adjust(page, WORDS["en"], "1", "found one")
    await (await read_again.value).finished()
    await expect(page.locator("#available")).to_have_text("4")
    await expect(page.get_by_text("The stock is adjusted.")).to_be_visible()


async def test_without_fulfilment_a_product_shows_its_price_and_its_stock_comes_back_by_itself(
    shop: Shop, desk: Desk
) -> None:
    page = await desk("sales", "en")
    address = await sell(shop, "LID", "Couvercle", stock=6)
    shop.kill("fulfilment-1")
    try:
        await page.goto(address)
        await expect(page.locator("#stock")).to_contain_text("Fulfilment does not answer at the moment.")
        await expect(page.locator("main h1")).to_have_text("Couvercle")
        await expect(page.locator("#sold")).to_contain_text("€12.50")
    finally:
        await shop.restart("fulfilment-1")
    await expect(page.locator("#available")).to_have_text("6")


async def test_without_javascript_the_stock_is_adjusted_too(shop: Shop, desk: Desk) -> None:
    page = await desk("warehouse", "en", java_script_enabled=False)
    await page.goto(await sell(shop, "PAN", "Poêle", stock=3))
    await page.get_by_role("link", name="Adjust", exact=True).click()
    await page.get_by_label("Quantity").fill("2")
    await page.get_by_label("Reason").fill("found two")
    await page.get_by_role("button", name="Adjust").click()
    await expect(page.locator("#available")).to_have_text("5")
    await expect(page.get_by_text("The stock is adjusted.")).to_be_visible()


async def _has_threshold(shop: Shop, sku: str, threshold: int) -> bool:
    stock = await stock_of(shop, sku)
    return stock is not None and stock["low_stock_threshold"] == threshold
