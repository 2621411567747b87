"""Products in both languages: found, adjusted, received, their threshold changed."""

from typing import Any

from services.backoffice.web.addresses import segment
from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both, in_one
from tests.support.sale import LAMP

QUANTITY = "Quantity: positive for what was found, negative for what is gone"


async def sell(shop: Services, sku: str, title: str, *, stock: int | None = None, threshold: int = 0) -> str:
    """Returns the address of the product's page. Without `stock` it is not tracked."""
    await shop.post("orders", "/products", {"products": [{**LAMP, "sku": sku, "title": title}]})
    if stock is not None:
        tracked = await shop["fulfilment"].http.put(f"/stock/{segment(sku)}", json={"low_stock_threshold": threshold})
        assert tracked.status_code == 200, tracked.text
        if stock:
            await shop.post("fulfilment", "/stock/receipts", {"lines": [{"sku": sku, "quantity": stock}]})
    return f"/products/{segment(sku)}"


async def stock_of(shop: Services, sku: str) -> dict[str, Any]:
    (found,) = (await shop.get("fulfilment", "/stock", sku=sku))["items"]
    return dict(found)


async def adjust(page: Page, says: Says, quantity: str, reason: str) -> None:
    await page.follow(says["Adjust"], within="#stock")
    page.fill(says[QUANTITY], quantity)
    page.fill(says["Reason"], reason)
    await page.press(says["Adjust"])


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


@in_one("en")
async def test_products_are_found_by_name_and_by_the_colour_of_their_dot(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    for stock, threshold, name in ((9, 1, "Full"), (1, 5, "Scarce"), (0, 0, "Empty")):
        await sell(shop, name.upper(), f"{name} kettle", stock=stock, threshold=threshold)
    page = await seat("read_only", language)
    await page.goto("/products?q=kettle")
    assert len(page.all("#list tbody tr")) == 3
    await page.follow(says["Low stock"], within="#page")
    (row,) = page.all("#list tbody tr")
    assert "Scarce kettle" in row.text
    assert [one.name for one in row.with_role("img", None, exact=True)] == [says["Low stock"]]
    assert [one.attributes["data-tooltip"] for one in row.select(".dot")] == [says["Low stock"]]
    await page.follow(says["Nothing left"], within="#page")
    (row,) = page.all("#list tbody tr")
    assert "Empty kettle" in row.text
    assert page.value(says["Name or SKU"]) == "kettle"

    await page.goto("/products?colour=red")
    assert "Empty kettle" in page.text("#list")
    assert "Full kettle" not in page.text("#list")


async def test_who_may_only_read_is_offered_no_change_and_a_product_that_is_not_there_is_told(
    shop: Services, seat: Seat
) -> None:
    page = await seat("read_only")
    await page.goto(await sell(shop, "..", "Dots", stock=3))
    assert page.links("Products")
    await page.goto("/products?q=Dots")
    await page.follow("Dots", within="#list")
    assert page.text("#available") == "3"
    assert page.links("Adjust") == []
    await page.goto("/products/NO-SUCH-THING")
    assert page.heading == "There is no such page"


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
async def test_who_changed_a_price_and_when_stands_on_the_page_of_the_product(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    lamp = {name: value for name, value in LAMP.items() if name != "sku"}
    saved = await shop["orders"].http.put("/products/LAMP", json={**lamp, "price": "0.12"})
    assert saved.status_code == 200
    page = await seat("manager", language)
    await page.goto("/products/LAMP")
    newest, first = page.all("#versions tbody tr")
    price, before, now = ("Prix", "12,50", "0,12") if language == "fr" else ("Price", "12.50", "0.12")
    for told in (price, before, now, "alice"):
        assert told in newest.text
    assert before in first.text


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


@in_both()
async def test_a_product_is_changed_on_its_page_and_of_two_the_second_is_told(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    address = await sell(shop, "JUG", "Pichet", stock=5)
    first, second, warehouse = [await seat(role, language) for role in ("manager", "owner", "warehouse")]
    edit = {"en": "Change the product", "fr": "Modifier le produit"}[language]
    comma = {"en": ".", "fr": ","}[language]
    for page in (first, second):
        await page.goto(address)
        await page.follow(edit)
        assert page.one("[name=price]").value == f"12{comma}50"
    await warehouse.goto(address)
    assert warehouse.links(edit) == []

    first.type(first.one("[name=title]"), "Pichet bleu")
    first.type(first.one("[name=price]"), f"14{comma}90")
    first.type(first.one("[name=vat_rate]"), f"5{comma}5 %")
    first.type(first.one("[name=ships]"), "no")
    await first.press(says["Save"])
    assert first.notice == {"en": "The product is saved.", "fr": "Le produit est enregistré."}[language]
    (sold,) = (await shop.get("orders", "/products", sku="JUG"))["items"]
    assert (sold["title"], sold["price"], sold["vat_rate"], sold["ships"]) == ("Pichet bleu", "14.90", "5.5", False)

    second.type(second.one("[name=price]"), "x")
    await second.press(says["Save"])
    assert second.one("#price-wrong")
    assert "Pichet bleu" in second.text(".callout.warning")
    assert second.one("[name=title]").value == "Pichet"
    second.type(second.one("[name=price]"), "")
    await second.press(says["Save over it"])
    (sold,) = (await shop.get("orders", "/products", sku="JUG"))["items"]
    assert (sold["title"], sold["price"], sold["ships"]) == ("Pichet", None, True)


@in_both()
async def test_what_may_be_ordered_of_a_product_is_changed_and_what_is_reserved_and_oversold_is_shown(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    address = await sell(shop, "LAMP", "Lampe", stock=3)
    body = {"lines": [{"sku": "LAMP", "quantity": 2}], "reference": "cart 17", "expires_in": 3600}
    await shop.post("fulfilment", "/reservations", body)
    page = await seat("warehouse", language)
    await page.goto(address)
    assert page.text("#reserved") == "2"
    assert "cart 17" in page.text("#reservations")
    release = {"en": "Release", "fr": "Libérer"}[language]
    (link,) = page.links(release, within="#reservations")
    reader = await seat("read_only", language)
    await reader.goto(address)
    assert (len(reader.all("#reservations tbody tr")), reader.links(release)) == (1, [])

    await page.follow(says["Threshold and backorders"])
    page.type(page.one("[name=backorders]"), "until")
    await page.press(says["Save"])
    assert {"en": "Give a day from today on", "fr": "Indiquez un jour à partir d’aujourd’hui"}[language] in page.text(
        "#backorders_until-wrong"
    )
    page.type(page.one("[name=backorders_until]"), "2999-12-30")
    await page.press(says["Save"])
    assert "2999" in page.text("#backorders")
    assert (await stock_of(shop, "LAMP"))["backorders_until"] == "2999-12-30T23:00:00Z"

    await page.follow(says["Threshold and backorders"])
    assert page.one("[name=backorders_until]").value == "2999-12-30"
    page.type(page.one("[name=backorders]"), "deny")
    await page.press(says["Save"])
    gone = {"quantity": 2 - (await stock_of(shop, "LAMP"))["on_hand"], "reason": "counted"}
    await shop.post("fulfilment", "/stock/LAMP/adjustments", gone)
    order = await shop.place()
    await page.goto(f"/orders/{order['order_id']}")
    oversold = {"en": "Oversold", "fr": "Survendu"}[language]
    assert oversold in page.text("#shipping .missing")
    await page.goto("/")
    assert page.text("#tile-oversold .figure") == "1"
    (tile,) = page.links(oversold, within="main")
    await page.goto(tile.attributes["href"])
    assert "LAMP" in page.text("#list")
    await page.goto(address)
    assert page.text("#oversold").startswith(oversold)
    newest, first = [row.text for row in page.all("#changes tbody tr")]
    allowed, until, denied = {
        "en": ("Allowed, orders wait", "Allowed until a day", "Not allowed"),
        "fr": ("Autorisé, la commande attend", "Autorisé jusqu’à une date", "Refusé"),
    }[language]
    assert (f"{until} → {denied}" in newest, f"{allowed} → {until}" in first) == (True, True)
    assert "warehouse person" in newest


@in_one("fr")
async def test_a_reservation_is_released_on_the_page_of_its_product_which_then_says_who_did_it(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    address = await sell(shop, "A/B?", "Lampe", stock=3)
    body = {"lines": [{"sku": "A/B?", "quantity": 2}], "reference": "cart 17", "expires_in": 3600}
    reserved = await shop.post("fulfilment", "/reservations", body)
    page, late = await seat("warehouse", language), await seat("manager", language)
    release = "Libérer"
    for one in (page, late):
        await one.goto(address)
        await one.follow(release, within="#reservations")
        assert "cart 17" in one.text("#dialog-content")
    await page.press(release)
    assert page.notice == "La réservation est libérée : ses articles sont de nouveau disponibles."
    assert page.text("#available") == "3"
    (row,) = page.all("#reservations tbody tr")
    for told in ("Libérée", "cart 17", "warehouse person"):
        assert told in row.text
    assert page.links(release) == []
    await late.press(release)  # twice is as once
    assert "warehouse person" in late.text("#reservations tbody")
    await late.goto(f"/reservation/release?sku=A%2FB%3F&reservation_id={reserved['reservation_id']}")
    assert "Cette réservation est déjà terminée." in late.text("main")
