"""Consumers withdraw from the contract: behind the link of their order, or without any."""

from copy import copy
from typing import Any
from uuid import UUID

import pytest

from services.backoffice.pages.own_order import public_withdraw_page
from services.backoffice.web.pace import Pace
from services.returns.settings import ReturnSettings
from services.returns.usecases.work_on_withdrawals import match_withdrawals
from shared.clock import now
from shared.order_links import OrderLinks
from shared.signed_links import LinkSettings
from shared.stored_settings import save_settings
from tests.backoffice.declared import declared
from tests.backoffice.office import Office
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both

CONFIRM = {"fr": "Confirmer la rétractation", "en": "Confirm withdrawal"}
GO_ON = {"fr": "Continuer", "en": "Go on"}
EMAIL = {"fr": "Adresse e-mail pour l’accusé de réception", "en": "E-mail address for the receipt"}
REASON = {"fr": "Motif", "en": "Reason"}
HERE = {"fr": "Renoncer au contrat ici", "en": "Withdraw from contract here"}


@pytest.fixture
async def customer(office: Office, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Who may send five withdrawals by the public page."""
    monkeypatch.setattr(public_withdraw_page, "PACE", Pace(5, within_s=600))
    return Page(office.browser())


def link_to(order: dict[str, Any]) -> str:
    path = OrderLinks(LinkSettings()).path(UUID(order["order_id"]), now())
    assert path
    return path


@in_both()
async def test_a_customer_withdraws_in_two_steps_from_all_of_an_order_that_is_cancelled_by_that(
    shop: Services, customer: Page, language: str, says: Says
) -> None:
    order = await shop.place(language=language)
    await shop.hand_on()
    await customer.goto(link_to(order))
    await customer.follow(HERE[language])
    assert order["customer"]["email"] not in customer.text("main")
    for field, text in ((EMAIL[language], "camille@example.org"), (REASON[language], "Trop grand")):
        customer.fill(field, text)
    await customer.press(GO_ON[language])
    assert await declared(shop) == []
    assert order["number"] in customer.text("#declaration")
    await customer.press(CONFIRM[language])
    assert "camille@example.org" in customer.text("#receipt")
    assert "Europe/Paris" in customer.text("#receipt")
    (one,) = await declared(shop)
    assert (one["state"], one["way"], one["language"], one["reason"]) == (
        *("settled", "order_page"),
        *(language, "Trop grand"),
    )
    assert one["shown"].splitlines()[0] in customer.text("#declaration")
    await customer.goto(link_to(order))
    assert HERE[language] not in customer.text("main")


async def test_part_of_an_order_is_withdrawn_from_and_what_is_wrong_is_said_beside_its_field(
    shop: Services, customer: Page
) -> None:
    order = await shop.place(language="en")
    await shop.hand_on()
    await customer.goto(link_to(order))
    await customer.follow(HERE["en"])
    first, *others = customer.all("input[type=number]")
    for field in (first, *others):
        customer.type(field, "0")
    customer.fill(EMAIL["en"], "camille")
    await customer.press(GO_ON["en"])
    assert "an e-mail address that mails can go to" in customer.text("#wrong-email")
    assert "of one at least" in customer.text("#wrong-units")
    customer.type(customer.all("input[type=number]")[0], "1")
    customer.fill(EMAIL["en"], "camille@example.org")
    await customer.press(GO_ON["en"])
    await customer.press("Change something")
    assert customer.value(EMAIL["en"]) == "camille@example.org"
    await customer.press(GO_ON["en"])
    await customer.press(CONFIRM["en"])
    (one,) = await declared(shop)
    assert [(line["line_no"], line["quantity"]) for line in one["lines"]] == [(1, 1)]
    assert one["take_off"]
    order = await shop.get("orders", f"/orders/{order['order_id']}")
    assert order["hold"]["reason"].startswith("withdrawal by the customer: take off 1 ×")


async def test_the_other_of_two_units_is_withdrawn_from_later_and_a_declaration_confirmed_twice_counts_once(
    shop: Services, customer: Page
) -> None:
    order = await shop.place(language="en")
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})
    await shop.hand_on()
    for left in ("2", "1"):
        await customer.goto(link_to(order))
        await customer.follow(HERE["en"])
        lamps, books = customer.all("input[type=number]")
        assert lamps.attributes["value"] == left
        customer.type(lamps, "1")
        customer.type(books, "0")
        customer.fill(EMAIL["en"], "camille@example.org")
        await customer.press(GO_ON["en"])
        pressed_twice = copy(customer)
        await customer.press(CONFIRM["en"])
        await pressed_twice.press(CONFIRM["en"])
        assert "1 × " in customer.text("#declaration")
        assert pressed_twice.text("#receipt") == customer.text("#receipt")
    found = await declared(shop)
    assert [(one["state"], one["lines"][0]["quantity"]) for one in found] == [("open", 1), ("open", 1)]
    assert len((await shop.get("returns", f"/orders/{order['order_id']}"))["returns"]) == 2


async def test_what_the_law_excepts_is_named_and_not_withdrawn_from_on_the_page(shop: Services, customer: Page) -> None:
    async with shop["returns"].transaction() as tx:
        settings = ReturnSettings(no_withdrawal=("BOOK",))
        await save_settings(tx, settings, expected_version=0, at=now(), by="alice")
    order = await shop.place(language="fr")
    await shop.hand_on()
    await customer.goto(link_to(order))
    assert "sans motif et sans pénalité" in customer.text("#withdraw")
    assert "Les frais de renvoi sont à votre charge" in customer.text("#withdraw")
    await customer.follow(HERE["fr"])
    assert "L221-28" in customer.text("fieldset")
    assert [field.attributes["name"] for field in customer.all("input[type=number]")] == ["units-1"]
    customer.fill(EMAIL["fr"], "camille@example.org")
    await customer.press(GO_ON["fr"])
    assert "BOOK" not in customer.text("#declaration")
    await customer.press(CONFIRM["fr"])
    (one,) = await declared(shop)
    assert [line["sku"] for line in one["lines"]] == ["LAMP"]


async def test_the_public_page_answers_the_same_whether_or_not_there_is_such_an_order(
    shop: Services, customer: Page
) -> None:
    order = await shop.place(language="en")
    answers = []
    for number, email in ((order["number"], order["customer"]["email"]), ("9999", order["customer"]["email"])):
        await customer.goto("/withdraw?language=en")
        customer.fill("Number of the order", number)
        customer.fill("Your name", "Camille Martin")
        customer.fill(EMAIL["en"], email)
        await customer.press(GO_ON["en"])
        await customer.press(CONFIRM["en"])
        told = customer.text("main").replace(number, "N")
        answers.append((customer.status, told.partition("declaration on")[0], told.partition("way to")[2]))
    assert answers[0] == answers[1]
    await shop.hand_on()
    async with shop["returns"].transaction() as tx:
        assert await match_withdrawals(tx) == 2
    await shop.hand_on()
    assert sorted(one["state"] for one in await declared(shop)) == ["settled", "to_match"]
    assert (await shop.get("orders", f"/orders/{order['order_id']}"))["status"] == "cancelled"


async def test_who_sends_many_waits_and_nothing_is_lost_of_what_was_filled_in(shop: Services, customer: Page) -> None:
    for attempt in range(6):
        await customer.goto("/withdraw?language=fr")
        customer.fill("Numéro de la commande", str(attempt))
        customer.fill("Votre nom", "Camille Martin")
        customer.fill(EMAIL["fr"], "camille@example.org")
        await customer.press(GO_ON["fr"])
        await customer.press(CONFIRM["fr"])
    assert customer.status == 429
    assert "Rien n’a été envoyé" in customer.alert
    assert len(await declared(shop)) == 5
    await customer.press("Modifier")
    assert customer.value("Votre nom") == "Camille Martin"


async def test_the_receipts_to_one_mailbox_are_counted_together(
    shop: Services, customer: Page, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_withdraw_page, "OF_ADDRESS", Pace(2, within_s=3600))
    form = {"name": "Camille", "step": "confirm", "language": "en"}
    answers = [
        await office.browser().post("/withdraw", number=f"{tag}", email=f"camille+{tag}@example.org", **form)
        for tag in (1, 2, 3)
    ]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert len(await declared(shop)) == 2


async def test_a_withdrawal_of_another_site_s_form_is_not_sent_and_is_confirmed_here(
    shop: Services, customer: Page, office: Office
) -> None:
    form = {"number": "1", "name": "Camille", "email": "c@example.org", "step": "confirm", "language": "en"}
    answer = await office.browser().post("/withdraw", headers={"Origin": "https://evil.example"}, **form)
    assert (answer.status_code, "Nothing was sent: that form did not come from our page" in answer.text) == (403, True)
    of_order = await office.browser().post("/order/withdraw", headers={"Origin": "https://evil.example"}, **form)
    assert (of_order.status_code, "this form is out of date" in of_order.text) == (403, True)
    assert await declared(shop) == []
