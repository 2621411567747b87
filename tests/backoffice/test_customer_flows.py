"""Customers on the pages: listed, found, written down, changed; and whom an order is for."""

from typing import Any

import pytest

from services.backoffice.pages.customers import messages_page
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both, in_one


async def order_of(shop: Services, order_id: str) -> Any:
    return await shop.get("orders", f"/orders/{order_id}")


@in_both()
async def test_whom_an_order_is_for_is_put_right_and_the_history_says_what_was_before(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order_id = (await shop.place())["order_id"]
    page = await (await seat("sales", language)).goto(f"/orders/{order_id}")
    await page.follow(says["Edit"], within="#customer")
    page.type(page.one("[name=email]"), "zoe@new.example")
    page.type(page.one("[name='billing_address/street']"), "5 rue du Port")
    page.type(page.one("[name=reason]"), "elle a appelé")
    await page.press(says["Save"])
    assert page.notice == says["The customer of this order is saved."]
    assert "zoe@new.example" in page.text("#customer")
    newest = page.all("#history li")[-1].text
    assert "zoe@new.example" in newest
    assert "5 rue du Port" in newest
    assert "elle a appelé" in newest
    customer = (await order_of(shop, order_id))["customer"]
    assert customer["billing_address"]["street"] == "5 rue du Port"
    assert customer["delivery_address"] is None


@in_one("en")
async def test_the_customer_takes_what_the_form_shows_and_the_form_says_what_becomes_other(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}")
    await page.follow("Edit", within="#customer")
    assert page.all("#other-of-customer") == []
    page.type(page.one("[name=email]"), "zoe@new.example")
    page.type(page.one("[name='billing_address/street']"), "5 rue du Port")
    await page.press("Save")
    await page.follow("Edit", within="#customer")
    told = page.text("#other-of-customer")
    assert "zoe@example.org" in told
    assert "3 rue du Port" in told
    assert "Phone" not in told
    page.check("Change it of the customer too, for the next orders")
    await page.press("Save")
    assert page.notice == "The customer of this order is saved."
    customer_id = (await order_of(shop, order["order_id"]))["customer_id"]
    known = await shop.get("orders", f"/customers/{customer_id}")
    assert (known["email"], known["addresses"][0]["address"]["street"]) == ("zoe@new.example", "5 rue du Port")


@in_one("fr")
async def test_what_is_wrong_stands_beside_its_field_with_what_was_typed(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order_id = (await shop.place())["order_id"]
    page = await (await seat("sales", language)).goto(f"/orders/{order_id}")
    await page.follow(says["Edit"], within="#customer")
    page.type(page.one("[name=phone]"), "appelez-moi")
    await page.press(says["Save"])
    assert "Ce n’est pas un numéro de téléphone." in page.text("[id='phone-wrong']")
    assert page.one("[name=phone]").value == "appelez-moi"
    page.type(page.one("[name=phone]"), "06 98 76 54 32")
    page.type(page.one("[name='billing_address/country']"), "BE")
    await page.press(says["Save"])
    assert "Le pays ne change pas" in page.text("[id='billing_address/country-wrong']")


@in_one("en")
async def test_somebody_who_changed_it_meanwhile_is_not_overwritten_unseen(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order_id = (await shop.place())["order_id"]
    page = await (await seat("sales", language)).goto(f"/orders/{order_id}")
    await page.follow(says["Edit"], within="#customer")
    other = await (await seat("owner", language)).goto(f"/orders/{order_id}")
    await other.follow(says["Edit"], within="#customer")
    other.type(other.one("[name=email]"), "zoe@second.example")
    await other.press(says["Save"])
    page.type(page.one("[name=name]"), "Zoé Durand")
    await page.press(says["Save"])
    assert "zoe@second.example" in page.text("#meanwhile")
    await page.press(says["Save over it"])
    assert page.notice == says["The customer of this order is saved."]


@in_one("fr")
async def test_of_a_cancelled_order_only_contact_is_asked_and_the_warehouse_is_offered_nothing(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order_id = (await shop.place())["order_id"]
    await shop.post("orders", f"/orders/{order_id}/cancel", {})
    page = await (await seat("sales", language)).goto(f"/orders/{order_id}")
    await page.follow(says["Edit"], within="#customer")
    assert "seuls l’adresse e-mail et le téléphone" in page.text(".callout")
    page.type(page.one("[name=email]"), "zoe@new.example")
    await page.press(says["Save"])
    assert page.notice == says["The customer of this order is saved."]
    warehouse = await (await seat("warehouse", language)).goto(f"/orders/{order_id}")
    assert warehouse.all("#edit-customer") == []


@in_both()
async def test_a_customer_is_found_seen_with_their_orders_and_changed(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}")
    await page.follow(order["customer"]["name"], within="#customer")
    assert order["number"] in page.text("#of-customer")
    await page.follow(says["Edit"], within="#contact")
    page.type(page.one("[name=note]"), "Sonner deux fois")
    page.type(page.one("[name='delivery/street']"), "1 place Bellecour")
    page.type(page.one("[name='delivery/city']"), "Lyon")
    await page.press(says["Save"])
    assert page.notice == says["The customer is saved."]
    assert "Sonner deux fois" in page.text("#note")
    assert "Lyon" in page.text("#contact")
    await page.goto("/customers?q=lyon")
    assert order["customer"]["name"] in page.text("#list")


@in_one("en")
async def test_a_customer_is_written_down_by_hand(shop: Services, seat: Seat, language: str, says: Says) -> None:
    page = await (await seat("sales", language)).goto("/customers")
    await page.follow(says["New customer"])
    page.type(page.one("[name=name]"), "Ana Costa")
    page.type(page.one("[name=email]"), "ana@example")
    await page.press(says["Save"])
    assert page.text("[id='email-wrong']")
    page.type(page.one("[name=email]"), "ana@example.org")
    await page.press(says["Save"])
    assert page.heading == "Ana Costa"
    assert (await (await seat("warehouse", language)).goto("/customers")).all("#new-customer") == []


@in_one("fr")
async def test_two_customers_are_merged_and_made_two_again(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("sales", language)
    guest = {"name": "Ana Costa", "email": "ana@example.org"}
    kept = await shop.post("orders", "/customers", guest | {"addresses": []})
    other = await shop.post("orders", "/customers", guest | {"name": "A. Costa", "phone": "06 98 76 54 32"})
    await page.goto(f"/customers/{kept['customer_id']}")
    await page.follow("Fusionner avec un autre client")
    await page.follow("A. Costa", within="#dialog-content")
    assert "La fusion peut être annulée pendant 30 jours." in page.text("#dialog-content")
    await page.press("Fusionner")
    assert page.notice == "Les deux clients n’en font plus qu’un."
    assert "06 98 76 54 32" in page.text("#contact")
    await page.goto(f"/customers/{other['customer_id']}")
    assert page.path == f"/customers/{kept['customer_id']}"
    await page.follow("Annuler la fusion", within="#merges")
    await page.press("Annuler la fusion")
    assert page.notice == "Les deux clients sont de nouveau distincts."


@in_one("en")
async def test_a_guests_order_is_attached_to_a_customer_with_a_reason_and_taken_off_again(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    guest = {"name": "Ana Costa", "email": "ana@example.org", "billing_address": {"city": "Nantes", "country": "FR"}}
    known = await shop.post("orders", "/customers", {"name": "Ana Costa", "addresses": []})
    order_id = (await shop.place(customer=guest))["order_id"]
    page = await (await seat("sales", language)).goto(f"/orders/{order_id}")
    assert "guest" in page.text("#customer")
    await page.follow("Attach to a customer")
    page.type(page.all("[name=customer_id]")[0], known["customer_id"])
    page.type(page.one("[name=reason]"), "she called")
    await page.press("Attach")
    assert page.notice == "The order is this customer’s."
    assert "she called" in page.all("#history li")[-1].text
    assert (await order_of(shop, order_id))["customer_id"] == known["customer_id"]
    await page.follow("Take off this customer")
    page.type(page.one("[name=reason]"), "it was another Ana")
    await page.press("Take off this customer")
    assert page.notice == "The order is a guest’s again."


async def test_the_messages_about_all_orders_of_a_customer_are_read_page_by_page(
    shop: Services, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages_page, "MOST_ORDERS", 2)
    orders = [await shop.place() for _ in range(3)]
    customer = (await order_of(shop, orders[0]["order_id"]))["customer_id"]
    page = await (await seat("sales")).goto(f"/customers/{customer}")
    numbers = [one["number"] for one in orders]
    assert {row.text for row in page.all("#messages td.order-number")} == {numbers[2], numbers[1]}  # of one moment
    await page.follow("All messages")
    assert page.heading == "Messages to Zoé Martin"
    assert {row.text for row in page.all("#messages td.order-number")} == {numbers[2], numbers[1]}  # of one moment
    await page.follow("Older")
    assert [row.text for row in page.all("#messages td.order-number")] == [numbers[0]]
    await page.follow("Newest")
    assert len(page.all("#messages td.order-number")) == 2
    assert (await page.goto("/customers/01890000-0000-7000-8000-000000000000/messages")).status == 404


@in_one("en")
async def test_whoever_writes_down_an_address_that_is_known_is_shown_whose_it_is_and_may_go_on(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    await shop.place()
    page = await (await seat("sales", language)).goto("/customers")
    assert page.text("#sorted-by") == "Whom the shop has known for the shortest time comes first."
    await page.follow("New customer")
    page.fill("Name", "Zoe Again")
    page.fill("E-mail address", "ZOE@example.org")
    await page.press("Save")
    assert page.text("#same-email").startswith("There is a customer with this e-mail address: Zoé Martin")
    assert len((await shop.get("orders", "/customers"))["items"]) == 1
    assert page.value("Name") == "Zoe Again"
    await page.press("Save another one")
    assert page.notice == "The customer is saved."
    assert len((await shop.get("orders", "/customers"))["items"]) == 2
