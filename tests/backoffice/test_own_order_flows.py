"""The customer's page of an order, behind the link of its mails: without an account, without scripts."""

from typing import Any
from uuid import UUID

import pytest

from services.backoffice.pages.own_order import find_page, open_order
from services.backoffice.web.pace import Pace
from services.billing.files.make_files import make_some
from shared.clock import now
from shared.order_links import OrderLinks
from shared.signed_links import LinkSettings
from tests.backoffice.conftest import Seat
from tests.backoffice.office import Office
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.billing.paper import Paper
from tests.support.bodies import totals
from tests.support.clock import Clock
from tests.support.languages import Says, in_both, in_one
from tests.support.links import TEXT_OF_MAIL, link_in


def link_to(order: dict[str, Any]) -> str:
    path = OrderLinks(LinkSettings()).path(UUID(order["order_id"]), now())
    assert path
    return path


async def shipped(shop: Services, **changes: Any) -> dict[str, Any]:
    order = await shop.place(**changes)
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/parcels", {"tracking_number": "6A12345678905"})
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})
    await shop.hand_on()
    return order


async def test_the_mail_of_an_order_leads_to_its_page_and_staff_who_read_the_mail_have_not_the_link(
    shop: Services, customer: Page
) -> None:
    await shop.place()
    (message,) = (await shop.get("notifier", "/messages", kind="order_confirmation"))["items"]
    async with shop["notifier"].reading() as queries:
        text = await queries.fetchval(TEXT_OF_MAIL, UUID(message["message_id"]))
    await customer.goto(link_in(text))
    assert "1001" in customer.text("h1")
    mail = await shop.get("notifier", f"/messages/{message['message_id']}")
    assert [link_in(mail[form]) for form in ("text", "html")] == ["/order?link=k1.…"] * 2


@in_both()
async def test_a_customer_sees_how_far_the_order_is_its_parcels_and_what_it_came_to(
    shop: Services, customer: Page, language: str, says: Says
) -> None:
    order = await shipped(shop, language=language)
    await customer.goto(link_to(order))
    assert customer.text("#gross") == ("38,30 €" if language == "fr" else "€38.30")
    due = {"fr": "Reste à payer : 38,30 €", "en": "Still to be paid: €38.30"}[language]
    assert due in customer.text("#status")
    assert "6A12345678905" in customer.text("#parcels")
    assert customer.one("#parcels a").attributes["href"].startswith("https://www.laposte.fr/")
    assert {"fr": "Facture", "en": "Invoice"}[language] in customer.text("#documents")


async def test_the_page_names_the_receiver_and_the_town_and_nothing_else_of_the_customer(
    shop: Services, customer: Page
) -> None:
    order = await shipped(shop)
    await customer.goto(link_to(order))
    told = customer.text("main")
    who = order["customer"]
    assert who["name"] in told
    assert who["billing_address"]["city"] in told
    for private in (who["email"], who["billing_address"]["street"], who["billing_address"]["postal_code"]):
        assert private not in told


async def test_the_order_is_read_in_the_other_language_too(shop: Services, customer: Page) -> None:
    order = await shop.place(language="fr")
    await customer.goto(link_to(order))
    assert "Commande 1001" in customer.text("h1")
    await customer.follow("English")
    assert "Order 1001" in customer.text("h1")


async def test_a_customer_opens_the_documents_of_this_order_and_of_no_other(
    shop: Services, office: Office, customer: Page
) -> None:
    mine, other = await shop.place(), await shop.place()
    link = link_to(mine).partition("?")[2]
    await make_some(shop["billing"].database, Paper())
    answers = []
    for order in (mine, other):
        (invoice,) = (await shop.get("billing", f"/orders/{order['order_id']}"))["documents"]
        path = f"/order/documents/{invoice['document_id']}/pdf?{link}"
        answers.append(await customer.browser.get(path))
    assert [answer.status_code for answer in answers] == [200, 404]
    assert answers[0].content[:4] == b"%PDF"
    assert answers[0].headers["referrer-policy"] == "strict-origin"


async def test_a_custom_status_is_seen_where_it_is_for_customers(shop: Services, customer: Page) -> None:
    rows = [
        {"code": "engraved", "title_fr": "En gravure", "title_en": "Being engraved", "visible_to_customer": True},
        {"code": "doubt", "title_fr": "À surveiller", "title_en": "To be watched"},
    ]
    orders = shop["orders"].http
    saved = await orders.put("/settings/processes", json={"custom_statuses": rows}, headers={"If-Match": '"0"'})
    assert saved.is_success, saved.text
    order = await shop.place(language="en")
    for code, seen in (("engraved", True), ("doubt", False)):
        await shop.post("orders", f"/orders/{order['order_id']}/custom-status", {"custom_status": code})
        await customer.goto(link_to(order))
        assert ("Being engraved" in customer.text("#status"), "watched" in customer.text("main")) == (seen, False)


async def test_links_that_were_altered_ended_or_lead_to_another_thing_give_one_plain_page(
    shop: Services, customer: Page, clock: Clock
) -> None:
    order = await shop.place()
    path = link_to(order)
    key, until, whose, proof = path.partition("=")[2].split(".")
    unknown = OrderLinks(LinkSettings()).path(UUID(int=7), now())
    later = f"/order?link={key}.{int(until) + 1}.{whose}.{proof}"
    another = f"/order?link={key}.{until}.{UUID(int=7).hex}.{proof}"
    pages = []
    for wrong in (
        path[:-1] + ("A" if path[-1] != "A" else "B"),
        later,
        another,
        str(unknown),
        path + "A" * 300,
        "/order?link=",
        "/order",
    ):
        await customer.goto(wrong)
        pages.append((customer.status, customer.text("main")))
    assert {status for status, _ in pages} == {404}
    assert len({text for _, text in pages}) == 1
    clock.pass_by(days=366)
    await customer.goto(path)
    assert (customer.status, "1001" in customer.text("main")) == (410, False)


async def test_who_guesses_links_of_orders_waits_and_others_do_not(
    shop: Services, office: Office, customer: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await shop.place()
    monkeypatch.setattr(open_order, "PACE", Pace(3, within_s=60))
    answers = [(await office.browser().get("/order?link=guess")).status_code for _ in range(4)]
    assert answers == [404, 404, 404, 429]
    shown = await office.browser(address="198.51.100.9").get(link_to(order))
    assert shown.status_code == 200
    assert (shown.headers["cache-control"], shown.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert "<script" not in shown.text


async def test_staff_copy_the_link_and_revoke_all_there_are_and_the_next_one_leads_on(
    shop: Services, customer: Page, seat: Seat, clock: Clock
) -> None:
    order, other = await shop.place(language="en"), await shop.place()
    page = await seat("sales")
    await page.goto(f"/orders/{order['order_id']}/link")
    copied = str(page.one("#customer-link").value).partition("/order")[2]
    await customer.goto(f"/order{copied}")
    assert "Order 1001" in customer.text("h1")
    clock.pass_by(seconds=1)
    await page.press("Revoke all links")
    said = [one.text for one in page.all("[role=status]")]
    assert "All links to the customer’s page of this order are revoked." in said
    await customer.goto(f"/order{copied}")
    assert (customer.status, "1001" in customer.text("main")) == (410, False)
    await customer.goto(link_to(other))
    assert customer.status == 200
    clock.pass_by(seconds=1)
    await page.goto(f"/orders/{order['order_id']}/link")
    assert "Older links were revoked" in page.text("#revoked")
    await page.press("Send a new link to the customer")
    assert page.notice == "A new link to the order’s page is on its way to the customer."
    (mail,) = await mails_by_hand(shop)
    assert (mail["subject"], mail["order_id"]) == ("Your order 1001", order["order_id"])
    async with shop["notifier"].reading() as queries:
        await customer.goto(link_in(await queries.fetchval(TEXT_OF_MAIL, UUID(mail["message_id"]))))
    assert customer.status == 200


async def test_who_may_not_act_for_customers_does_not_see_their_links(shop: Services, seat: Seat) -> None:
    order = await shop.place()
    page = await seat("warehouse")
    await page.goto(f"/orders/{order['order_id']}/link")
    assert (page.status, "/order?link" in page.text("main")) == (409, False)
    await page.goto(f"/orders/{order['order_id']}")
    assert not page.all("#customer-page")


async def mails_by_hand(shop: Services) -> list[Any]:
    return list((await shop.get("notifier", "/messages", kind="by_hand"))["items"])


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked for is counted from now on."""
    monkeypatch.setattr(find_page, "PACE", Pace(10, within_s=600))


@in_one("fr")
async def test_who_lost_the_link_gets_one_at_the_address_of_the_order(
    shop: Services, customer: Page, asking: None, language: str, says: Says
) -> None:
    order = await shop.place(language=language)
    await customer.goto("/order/find?language=fr")
    for _ in range(2):
        customer.fill("Numéro de la commande", "1001")
        customer.fill("Adresse e-mail", order["customer"]["email"].upper())
        await customer.press("Recevoir le lien")
        assert "Si une commande porte ce numéro et cette adresse e-mail" in customer.text("#asked")
    (mail,) = await mails_by_hand(shop)
    assert (mail["recipient"], mail["subject"]) == (order["customer"]["email"], "Votre commande 1001")
    async with shop["notifier"].reading() as queries:
        text = await queries.fetchval(TEXT_OF_MAIL, UUID(mail["message_id"]))
    await customer.goto(link_in(text))
    assert "1001" in customer.text("h1")


@pytest.mark.parametrize("typed", ["#1001", "N° 1001", "order 1001."])
async def test_the_number_is_found_as_it_is_written_on_papers(
    shop: Services, office: Office, asking: None, typed: str
) -> None:
    order = await shop.place(language="en")
    await office.browser().post("/order/find", number=typed, email=order["customer"]["email"])
    assert [mail["subject"] for mail in await mails_by_hand(shop)] == ["Your order 1001"]


async def test_who_asks_too_often_reads_why_in_the_language_of_the_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_page, "PACE", Pace(0, within_s=600))
    for language, said in (("en", "Too many requests."), ("fr", "Trop de demandes.")):
        answer = await office.browser().post("/order/find", language=language, number="1", email="eve@example.org")
        assert (answer.status_code, said in answer.text) == (429, True)


async def test_the_page_of_an_order_without_delivery_has_its_parcels_and_what_may_be_returned(
    shop: Services, customer: Page
) -> None:
    order = await shipped(shop, shipping=None, language="en", totals=totals("28.79", "4.61", "33.40"))
    await customer.goto(link_to(order))
    assert "6A12345678905" in customer.text("#parcels")
    await customer.follow("Ask for a return or an exchange")
    assert customer.heading == "Return or exchange"


async def test_the_answer_does_not_tell_whether_there_is_such_an_order(
    shop: Services, office: Office, asking: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is given before anything is looked up, so that it takes the same time too."""
    order = await shop.place(language="en")
    looked_up: list[str] = []

    async def look_up(request: Any, number: str, email: str) -> None:
        looked_up.append(number)

    email = order["customer"]["email"]
    asked = ({"number": "1001", "email": email}, {"number": "1001", "email": "eve@example.org"})
    answers = [await office.browser().post("/order/find", **form) for form in (*asked, {"number": "9", "email": email})]
    assert len({(one.status_code, one.text) for one in answers}) == 1
    assert len(await mails_by_hand(shop)) == 1
    monkeypatch.setattr(find_page, "_send_link", look_up)
    assert (await office.browser().post("/order/find", number="7", email=email)).text == answers[0].text
    assert looked_up == ["7"]


async def test_who_asks_for_links_too_often_waits(
    shop: Services, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_page, "PACE", Pace(2, within_s=600))
    asked = [await office.browser().post("/order/find", number="1", email="eve@example.org") for _ in range(3)]
    assert [one.status_code for one in asked] == [200, 200, 429]


@pytest.mark.parametrize("path", ["/order/find", "/withdraw", "/order?link=none"])
@pytest.mark.parametrize(
    ("accepted", "language"),
    [("en-GB,en;q=0.9", "en"), ("fr-FR,fr;q=0.9,en;q=0.8", "fr"), ("de-DE,de;q=0.9,en;q=0.8", "en"), ("de", "fr")],
)
async def test_who_comes_without_an_order_reads_the_language_of_the_browser(
    office: Office, path: str, accepted: str, language: str
) -> None:
    answer = await office.browser().get(path, headers={"Accept-Language": accepted})
    assert f'<html lang="{language}"' in answer.text
