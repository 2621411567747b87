"""Products in both languages: found, changed, what may be ordered of them, and their reservations."""

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.backoffice.stocked import sell, stock_of
from tests.support.languages import Says, in_both, in_one
from tests.support.sale import LAMP


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
