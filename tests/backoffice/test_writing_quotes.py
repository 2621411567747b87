"""A quote is written: its products and customer found, discounts in per cent, refusals in words, what is mailed."""

import pytest

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.backoffice.test_quote_flows import QUANTITY, duplicated
from tests.support.languages import Says, in_both, in_one


@in_one("fr")
async def test_a_button_does_what_it_says_while_something_is_typed_to_be_found(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("sales", language)
    address = await duplicated(shop, page, says)
    page.type(page.one(QUANTITY), "3")
    page.fill(says["Add a product"], "LAMP")
    await page.press(says["Save"])
    assert page.path.startswith(f"{address}?")
    assert [row.text for row in page.all("table.quote-lines td.quantity")] == ["3", "1"]


@in_one("en")
async def test_return_looks_for_a_product_before_the_customer_is_filled_in(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("sales", language)).goto("/quotes/new")
    first = next(one for one in page.all("#quote-form button") if one.attributes["type"] == "submit")
    assert (first.attributes["name"], "formnovalidate" in first.attributes) == ("return", True)
    assert "formnovalidate" in page.one("#find-product").attributes
    page.fill(says["Add a product"], "LAMP")
    await page.press_first(page.one("#quote-form"))
    assert page.one(QUANTITY).value == "1"


@in_both()
async def test_a_refusal_is_told_in_the_readers_words_alone(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("sales", language)
    await duplicated(shop, page, says)
    page.type(page.one(QUANTITY), "0")
    await page.press(says["Save"])
    assert (
        page.text(".callout.bad")
        == {
            "en": "Quantity: more than 0. For example: 3",
            "fr": "Quantité : plus de 0. Par exemple : 3",
        }[language]
    )
    for place in ("0", "1"):
        page.type(page.one(f"[name='lines/{place}/remove']"), "yes")
    await page.press(says["Save"])
    assert page.text(".callout.bad") == {"en": "Products: at least 1.", "fr": "Produits : 1 au moins."}[language]
    assert "should" not in page.text("main")


@in_one("en")
async def test_another_shipping_address_begins_in_the_country_of_the_billing_address(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("sales", language)
    await duplicated(shop, page, says)
    assert page.one("[name='customer/delivery_address/country']").value == "FR"
    await page.goto("/quotes/new")
    assert page.one("[name='customer/delivery_address/country']").value == "FR"


@in_both()
async def test_a_quote_without_an_address_says_that_nothing_is_mailed(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("sales", language)
    address = await duplicated(shop, page, says)
    page.type(page.one("[name='customer/email']"), "")
    await page.press(says["Save"])
    await page.follow(says["Send"])
    await page.press(says["Send"])
    assert page.notice == says["The quote is locked as if sent, but no mail goes out. Print its PDF and hand it over."]
    await page.goto(f"{address}/convert")
    assert says["The customer has no e-mail address: no mail is sent."] in page.text("main")


@in_one("fr")
async def test_the_tile_of_what_is_to_revise_leads_to_just_that(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("sales", language)
    address = await duplicated(shop, page, says)
    await shop.post("orders", f"{address}/send", {})
    await shop.post("orders", f"{address}/decline", {})
    await duplicated(shop, page, says)
    await page.goto("/")
    await page.goto(page.one("#tile-declined").attributes["href"])
    assert [row.text.split()[0] for row in page.all("#list td.what")] == ["Q1001"]


@in_one("fr")
async def test_who_makes_it_an_order_second_reads_which_and_is_offered_no_more(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("sales", language)
    address = await duplicated(shop, page, says)
    await page.goto(f"{address}/convert")
    await shop.post("orders", f"{address}/convert", {})
    await page.press(says["Place the order"])
    assert page.alert == says["This quote is an order already."]
    assert not page.root.with_role("button", says["Place the order"], exact=True)
    await page.follow("1002", within="main")
    assert "1002" in page.heading


@in_both()
async def test_a_discount_in_per_cent_becomes_the_amount_it_comes_to(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("sales", language)
    await duplicated(shop, page, says)  # two lamps at 12.50 and a book
    page.type(page.one("[name='lines/0/discount']"), "10 %")
    page.fill(says["Discount on the whole"], "10%")
    await page.press(says["Save and compute"])
    assert page.one("[name='lines/0/discount']").value == ("2,50" if language == "fr" else "2.50")
    whole = page.value(says["Discount on the whole"])
    assert whole == ("3,09" if language == "fr" else "3.09")


@in_one("en")
async def test_a_per_cent_of_a_price_that_is_left_open_asks_for_the_price(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("sales", language)
    await duplicated(shop, page, says)
    page.type(page.one("[name='lines/0/unit_price']"), "")
    page.fill(says["Discount on the whole"], "10%")
    await page.press(says["Save"])
    assert page.text("[id='lines/0/unit_price-wrong']") == "Give the price: a discount in per cent is taken off it."


@in_both()
async def test_a_customer_of_the_shop_is_found_for_a_new_quote_and_gets_its_order(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    ana = {"name": "Ana Costa", "email": "ana@example.pt", "phone": "+33 6 98 76 54 32", "language": "en"}
    place = {"street": "Rua 1", "postal_code": "1000", "city": "Lisboa", "country": "PT"}
    made = await shop.post("orders", "/customers", ana | {"addresses": [{"use": "billing", "address": place}]})
    page = await (await seat("sales", language)).goto("/quotes/new")
    page.fill(says["Add a product"], "LAMP")
    await page.press_button(page.one("#find-product"))
    page.fill(says["Find a customer of the shop"], "+33 6 98 76 54 32")
    await page.press_button(page.one("#find-customer"))
    await page.press("Ana Costa")
    assert page.one(QUANTITY).value == "1"
    assert page.one("[name='customer/email']").value == "ana@example.pt"
    assert page.one("[name='customer/billing_address/city']").value == "Lisboa"
    assert page.one("[name='customer/delivery_address/country']").value == "PT"
    page.type(page.one("[name='lines/0/vat_rate']"), "")
    await page.press(says["Save"])
    await page.follow("Ana Costa", within="#customer")
    assert page.path == f"/customers/{made['customer_id']}"
    assert "Q1001" in page.text("#quotes")
    await page.follow(says["New quote"])
    assert page.one("[name='customer/name']").value == "Ana Costa"


@in_one("fr")
async def test_a_customers_page_has_their_quotes_with_the_mail_and_the_order_says_that_it_was_copied(
    shop: Services, seat: Seat, language: str, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_BILLING_TOKEN", "one for files")
    order = await shop.place()
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}")
    await page.follow(says["Duplicate"])
    await page.press(says["Make a quote"])
    address = page.path.partition("/edit")[0]
    await shop.post("orders", f"{address}/send", {})
    await shop.hand_on()
    await page.goto(f"/orders/{order['order_id']}")
    await page.follow("Copiée dans le devis Q1001")
    assert page.path == address
    await page.follow("Zoé Martin", within="#customer")
    assert "Envoyé" in page.text("#quotes")
    mail = page.one("#quotes tbody tr").select("td")[3]
    await page.open(mail, mail.text)
    assert page.path.startswith("/messages/")
