"""The customer's page of a quote, behind the link of a mail: without an account, without scripts."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from services.backoffice.pages.quotes import offer_page
from services.backoffice.web.pace import Pace
from tests.backoffice.conftest import Seat
from tests.backoffice.office import Browser, Office
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.clock import Clock
from tests.support.languages import Says, in_both
from tests.support.links import TEXT_OF_MAIL, link_in


async def offered(shop: Services, language: str = "fr") -> tuple[str, str]:
    """A quote that was sent, and the path of the link in its mail."""
    order = await shop.place(language=language)
    draft = await shop.post("orders", f"/orders/{order['order_id']}/duplicate", {})
    await shop.post("orders", f"/quotes/{draft['quote_id']}/send", {})
    event = (await shop["orders"].announced())[-1]
    await shop["notifier"].deliver(event)
    message = (await shop.get("notifier", "/messages", kind="quote"))["items"][0]
    async with shop["notifier"].reading() as queries:
        text = await queries.fetchval(TEXT_OF_MAIL, UUID(message["message_id"]))
    return draft["quote_id"], link_in(text)


async def quote(shop: Services, quote_id: str) -> dict[str, Any]:
    return dict(await shop.get("orders", f"/quotes/{quote_id}"))


async def test_staff_who_read_the_mail_of_a_quote_have_not_the_link_by_which_its_customer_answers(
    shop: Services, customer: Page
) -> None:
    _, path = await offered(shop)
    (message,) = (await shop.get("notifier", "/messages", kind="quote"))["items"]
    mail = await shop.get("notifier", f"/messages/{message['message_id']}")
    seen = [link_in(mail[form]) for form in ("text", "html")]
    assert seen == ["/offer?link=k1.…"] * 2
    assert path not in str(mail)
    assert (await customer.browser.get(seen[0])).status_code == 404


@in_both()
async def test_a_customer_sees_the_quote_and_accepts_it(
    shop: Services, customer: Page, language: str, says: Says
) -> None:
    quote_id, path = await offered(shop, language)
    await customer.goto(path)
    assert customer.text("#gross") == ("38,30 €" if language == "fr" else "€38.30")
    for told in ("44000 Nantes", "SARL au capital de 10 000 EUR. 732 829 320 RCS Nantes. SIREN 732829320"):
        assert told in customer.text("#seller"), told
    assert (await quote(shop, quote_id))["seen_at"]
    await customer.press(says["Accept: order with obligation to pay"])
    assert "1002" in customer.text("[role=status]")
    assert not customer.root.with_role("button", says["Decline the quote"], exact=True)
    accepted = await quote(shop, quote_id)
    assert (accepted["state"], accepted["ended_by"], accepted["order_number"]) == ("converted", "customer", "1002")


async def test_staff_see_the_mail_and_the_order_leads_to_its_quote(
    shop: Services, customer: Page, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_BILLING_TOKEN", "one for files")
    quote_id, path = await offered(shop)
    page = await seat("sales")
    await page.goto(f"/quotes/{quote_id}")
    assert "Mail to zoe@example.org" in page.text(".quote-history")
    await customer.goto(path)
    await customer.press("Accepter : commande avec obligation de paiement")
    await page.reload()
    await page.follow("Order 1002", within=".callout")
    await page.follow("Quote Q1001")
    assert page.path == f"/quotes/{quote_id}"


@in_both()
async def test_a_customer_declines_it_with_a_comment(shop: Services, customer: Page, language: str, says: Says) -> None:
    quote_id, path = await offered(shop, language)
    await customer.goto(path)
    customer.fill(says["What should be different? (optional)"], "a week is too long")
    await customer.press(says["Decline the quote"])
    assert "a week is too long" in customer.text("[role=status]")
    declined = await quote(shop, quote_id)
    assert (declined["state"], declined["answer"], declined["ended_by"]) == (
        "declined",
        "a week is too long",
        "customer",
    )
    assert (await quote(shop, declined["next_id"]))["state"] == "draft"


async def test_the_version_after_a_declined_one_was_begun_by_nobody(shop: Services, customer: Page, seat: Seat) -> None:
    quote_id, path = await offered(shop)
    await customer.goto(path)
    await customer.press("Refuser le devis")
    page = await (await seat("sales", "fr")).goto(f"/quotes/{(await quote(shop, quote_id))['next_id']}")
    assert "Ouvert de lui-même" in page.text("#history")
    assert "Commencé" not in page.text("#history")


async def test_of_two_who_answer_at_once_one_is_first_and_both_see_the_same(
    shop: Services, office: Office, customer: Page
) -> None:
    quote_id, path = await offered(shop)
    await customer.goto(path)
    forms = [
        {name: customer.one(f"form[action='/offer/{what}'] [name={name}]").value for name in ("link", "proof", "key")}
        for what in ("accept", "decline")
    ]
    browsers = [office.browser() for _ in range(2)]
    await asyncio.gather(
        browsers[0].post("/offer/accept", **forms[0]),
        browsers[1].post("/offer/decline", **forms[1] | {"key": "another"}),
    )
    state = (await quote(shop, quote_id))["state"]
    assert state in ("converted", "declined")
    await customer.goto(path)
    assert ("1002" in customer.text("[role=status]")) == (state == "converted")


async def test_who_changes_a_link_or_comes_too_late_sees_nothing(shop: Services, customer: Page, clock: Clock) -> None:
    _, path = await offered(shop)
    plain = set[str]()
    for wrong in (path[:-1] + ("A" if path[-1] != "A" else "B"), path + "A" * 300, "/offer?link=", "/offer"):
        await customer.goto(wrong)
        assert (customer.status, "38" in customer.text("main")) == (404, False)
        plain.add(customer.text("main"))
    assert len(plain) == 1
    clock.pass_by(days=121)
    await customer.goto(path)
    assert customer.status == 410


async def test_a_form_of_another_site_answers_nothing(shop: Services, office: Office, customer: Page) -> None:
    quote_id, path = await offered(shop)
    await customer.goto(path)
    form = {name: customer.all(f"[name={name}]")[0].value for name in ("link", "proof", "key")}
    browser: Browser = office.browser()
    elsewhere = await browser.post("/offer/accept", headers={"Origin": "https://elsewhere.example"}, **form)
    unproven = await browser.post("/offer/accept", link=form["link"], key=form["key"])
    assert (elsewhere.status_code, unproven.status_code) == (403, 403)
    assert (await quote(shop, quote_id))["state"] == "sent"
    shown = await browser.get(path)
    assert (shown.headers["referrer-policy"], shown.headers["cache-control"]) == ("strict-origin", "no-store")
    assert "<script" not in shown.text


async def test_who_asks_too_often_waits_and_others_do_not(
    shop: Services, office: Office, customer: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = await offered(shop)
    monkeypatch.setattr(offer_page, "PACE", Pace(3, within_s=60))
    answers = [(await office.browser().get("/offer?link=guess")).status_code for _ in range(4)]
    assert answers == [404, 404, 404, 429]
    assert (await office.browser(address="198.51.100.9").get(path)).status_code == 200


async def test_the_mail_carries_the_quotes_pdf_and_the_page_shows_it(shop: Services, office: Office) -> None:
    _, path = await offered(shop)
    pdf = await office.browser().get(path.replace("/offer?", "/offer/pdf?"))
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
