"""Quotes: an order is copied, the draft changed and sent, and becomes an order once."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pypdfium2 import PdfDocument

from services.orders.invariants import INVARIANTS
from services.orders.usecases.expire_quotes import expire_quotes_due
from shared.schemas.orders import OrderPlaced, QuoteCancelled, QuoteConverted, QuoteDeclined, QuoteExpired, QuoteSent
from tests.orders.ordering import seen as seen_order
from tests.orders.quoting import copied, customer, done, quote, seen, sent, wanted
from tests.orders.settings_api import section
from tests.support.bodies import line, order, totals
from tests.support.clock import Clock
from tests.support.service import ShopService, token


async def test_an_order_is_copied_with_its_products_customer_payment_and_shipping(shop: ShopService) -> None:
    body = order(
        lines=[line()],
        discount="5.00",
        shipping={"method": "express", "price": "6.00", "vat_rate": "20"},
        payment={"method": "bank_transfer"},
        totals=totals("21.67", "4.33", "26.00"),
        feedback="ring twice",
        gift=True,
    )
    draft = await copied(shop, body)
    assert (draft["number"], draft["revision"], draft["state"]) == ("Q1001", 1, "draft")
    assert draft["customer"]["name"] == "Zoé Martin"
    assert [(one["sku"], one["quantity"], one["unit_price"]) for one in draft["lines"]] == [("LAMP", 2, "12.50")]
    assert (draft["discount"], draft["shipping"]["price"], draft["payment"]["method"]) == (
        "5.00",
        "6.00",
        "bank_transfer",
    )
    assert (draft["totals"]["gross"], draft["feedback"], draft["gift"]) == ("26.00", None, False)
    assert (draft["copied_number"], draft["created_by"]) == ("1001", "alice")
    assert draft["may"] == ["edit", "send", "convert", "cancel"]
    assert await shop.announced_types() == ["OrderPlaced"]


async def test_the_totals_of_a_quote_are_computed_as_those_of_an_order(shop: ShopService) -> None:
    draft = await quote(
        shop,
        lines=[
            {"sku": "LAMP", "quantity": 3, "unit_price": "11.00", "discount": "3.00"},
            {"sku": "BOOK", "quantity": 1},
        ],
        discount="4.00",
        shipping={"method": "post", "price": "4.90"},
    )
    assert [(one["total"], one["payable"], one["vat_rate"]) for one in draft["lines"]] == [
        ("30.00", "27.00", "20"),
        ("10.00", "9.00", "5.5"),
    ]
    assert draft["lines_total"] == "40.00"
    assert [(one["rate"], one["gross"], one["vat"]) for one in draft["totals"]["vat_by_rate"]] == [
        ("20", "31.90", "5.32"),
        ("5.5", "9.00", "0.47"),
    ]
    assert (draft["totals"]["net"], draft["totals"]["gross"]) == ("35.11", "40.90")


async def test_of_two_who_edit_a_quote_the_second_is_told(shop: ShopService) -> None:
    draft = await quote(shop)
    path, seen_by_both = f"/quotes/{draft['quote_id']}", {"If-Match": f'"{draft["version"]}"'}
    first = await shop.http.put(path, json=wanted(comment="10 % off"), headers=seen_by_both)
    assert (first.status_code, first.json()["comment"]) == (200, "10 % off")
    second = await shop.http.put(path, json=wanted(comment="20 % off"), headers=seen_by_both)
    assert (second.status_code, second.json()["type"]) == (412, "stale-version")
    assert (await seen(shop, draft["quote_id"]))["comment"] == "10 % off"
    unseen = await shop.http.put(path, json=wanted())
    assert (unseen.status_code, unseen.json()["type"]) == (428, "precondition-required")


async def test_what_is_wrong_with_a_quote_is_told_by_its_field(shop: ShopService) -> None:
    for wrong, kind, field in (
        ({"lines": [{"sku": "NOTHING", "quantity": 1}]}, "unknown-sku", "lines/0/sku"),
        ({"lines": [{"sku": "MADE-TO-MEASURE", "quantity": 1}]}, "price-missing", "lines/0/unit_price"),
        ({"lines": [{"sku": "LAMP", "quantity": 1, "discount": "12.51"}]}, "wrong-totals", "lines/0/discount"),
        ({"discount": "22.01"}, "wrong-totals", "discount"),
        ({"valid_until": "2020-01-01T00:00:00Z"}, "quote-expired", "valid_until"),
    ):
        refused = await shop.post("/quotes", wanted(**wrong) | {"currency": "EUR", "prices_include_vat": True})
        (error,) = refused.json()["errors"]
        assert (refused.json()["type"], error["at"]) == (kind, f"body/{field}")


async def test_a_sent_quote_is_announced_and_locked(shop: ShopService) -> None:
    answer = await sent(shop, comment="Comme convenu")
    assert (answer["state"], answer["sent_by"], answer["may"]) == (
        "sent",
        "alice",
        ["convert", "decline", "revise", "cancel"],
    )
    (event,) = await shop.announced()
    assert isinstance(event, QuoteSent)
    assert (event.number, event.revision, str(event.totals.gross), event.comment, event.by) == (
        "Q1001",
        1,
        "22.00",
        "Comme convenu",
        "alice",
    )
    version = {"If-Match": f'"{answer["version"]}"'}
    refused = await shop.http.put(f"/quotes/{answer['quote_id']}", json=wanted(), headers=version)
    assert (refused.status_code, refused.json()["type"]) == (409, "quote-locked")


async def test_its_customer_accepts_it_and_the_order_has_its_prices(shop: ShopService) -> None:
    quote_id = (await sent(shop))["quote_id"]
    await done(shop.http.put(f"/quotes/{quote_id}/seen", headers=customer()))
    answer = await done(shop.post(f"/quotes/{quote_id}/convert", headers=customer()))
    assert answer["state"] == "converted"
    placed = await seen_order(shop, UUID(answer["order_id"]))
    assert (placed["number"], placed["reference"]) == (answer["order_number"], "Q1001")
    assert placed["quote"] == {"quote_id": quote_id, "number": "Q1001"}
    assert (placed["lines"][0]["unit_price"], placed["totals"]["gross"]) == ("11.00", "22.00")
    _, order_placed, converted = await shop.announced()
    assert isinstance(order_placed, OrderPlaced)
    assert isinstance(converted, QuoteConverted)
    assert (order_placed.by, converted.by, converted.order_id) == ("customer", "customer", order_placed.order_id)
    shown = await seen(shop, quote_id)
    assert shown["seen_at"]
    assert shown["may"] == []


async def test_a_customer_accepts_no_draft_and_reads_no_list(shop: ShopService) -> None:
    quote_id = (await quote(shop))["quote_id"]
    refused = await shop.post(f"/quotes/{quote_id}/convert", headers=customer())
    assert (refused.status_code, refused.json()["type"]) == (409, "quote-locked")
    assert (await shop.http.get("/quotes", headers=customer())).status_code == 403
    assert (await shop.http.put(f"/quotes/{quote_id}", json=wanted(), headers=customer())).status_code == 403


async def test_customer_and_staff_at_once_make_one_order_and_the_other_is_told_which(shop: ShopService) -> None:
    quote_id = (await sent(shop))["quote_id"]
    path = f"/quotes/{quote_id}/convert"
    answers = await asyncio.gather(
        shop.post(path), shop.post(path, headers=customer()), shop.post(path), shop.post(path, headers=customer())
    )
    (won,) = [answer.json() for answer in answers if answer.is_success]
    refused = [answer.json() for answer in answers if not answer.is_success]
    assert {(one["type"], one["detail"]) for one in refused} == {
        ("quote-converted", f"quote Q1001 has become order {won['order_number']}")
    }
    assert await shop.announced_types() == ["QuoteSent", "OrderPlaced", "QuoteConverted"]


async def test_a_declined_quote_is_locked_and_its_next_version_is_a_draft(shop: ShopService) -> None:
    quote_id = (await sent(shop))["quote_id"]
    await done(shop.post(f"/quotes/{quote_id}/decline", {"comment": "too dear"}, headers=customer()))
    declined = await seen(shop, quote_id)
    following = await seen(shop, declined["next_id"])
    assert (following["state"], following["number"], following["revision"], following["follows_decline"]) == (
        "draft",
        "Q1001",
        2,
        True,
    )
    assert declined["answer"] == "too dear"
    event = (await shop.announced())[-1]
    assert isinstance(event, QuoteDeclined)
    assert (event.comment, str(event.next_quote_id), event.by) == ("too dear", declined["next_id"], "customer")
    refused = await shop.post(f"/quotes/{quote_id}/convert", headers=customer())
    assert (refused.status_code, refused.json()["type"]) == (409, "quote-replaced")
    counts = await done(shop.http.get("/quotes/counts"))
    assert counts == {"sent": 0, "declined": 1, "drafts": 1}
    resent = await done(shop.post(f"/quotes/{declined['next_id']}/send"))
    assert (await done(shop.post(f"/quotes/{resent['quote_id']}/convert", headers=customer())))["order_number"]


async def test_a_quote_expires_one_second_after_its_time_and_not_before(shop: ShopService, clock: Clock) -> None:
    until = clock.now() + timedelta(days=3)
    quote_id = (await sent(shop, valid_until=until.isoformat()))["quote_id"]
    clock.at = until
    await expire_quotes_due(shop.database)
    assert (await seen(shop, quote_id))["state"] == "sent"
    clock.at = until + timedelta(seconds=1)
    too_late = await shop.post(f"/quotes/{quote_id}/convert", headers=customer())
    assert (too_late.status_code, too_late.json()["type"]) == (409, "quote-expired")
    await expire_quotes_due(shop.database)
    await expire_quotes_due(shop.database)
    assert (await seen(shop, quote_id))["state"] == "expired"
    assert [type(event) for event in await shop.announced()] == [QuoteSent, QuoteExpired]
    revised = await done(shop.post(f"/quotes/{quote_id}/revise"))
    assert (revised["revision"], revised["state"]) == (2, "draft")
    assert datetime.fromisoformat(revised["valid_until"]) > until


async def test_accepted_while_it_expires_it_is_an_order_or_over_and_never_both(shop: ShopService, clock: Clock) -> None:
    until = clock.now() + timedelta(days=3)
    quote_id = (await sent(shop, valid_until=until.isoformat()))["quote_id"]
    clock.at = until + timedelta(milliseconds=900)
    accepted, _ = await asyncio.gather(
        shop.post(f"/quotes/{quote_id}/convert", headers=customer()), expire_quotes_due(shop.database)
    )
    clock.at = until + timedelta(seconds=2)
    await expire_quotes_due(shop.database)
    assert accepted.status_code == 200
    assert await shop.announced_types() == ["QuoteSent", "OrderPlaced", "QuoteConverted"]


async def test_a_sent_quote_that_is_revised_or_cancelled_is_accepted_no_more(shop: ShopService) -> None:
    first, second = (await sent(shop))["quote_id"], (await sent(shop))["quote_id"]
    following = await done(shop.post(f"/quotes/{first}/revise"))
    await done(shop.post(f"/quotes/{second}/cancel", {"reason": "sold out"}))
    for quote_id, kind in ((first, "quote-replaced"), (second, "quote-locked")):
        refused = await shop.post(f"/quotes/{quote_id}/convert", headers=customer())
        assert (refused.status_code, refused.json()["type"]) == (409, kind)
    told = [event for event in await shop.announced() if isinstance(event, QuoteCancelled)]
    assert [(str(event.next_quote_id), event.reason) for event in told] == [
        (following["quote_id"], None),
        ("None", "sold out"),
    ]
    again = await shop.post(f"/quotes/{first}/revise")
    assert (again.status_code, again.json()["type"]) == (409, "quote-replaced")


async def test_what_is_converted_without_its_order_is_found_by_check(shop: ShopService) -> None:
    quote_id = (await sent(shop))["quote_id"]
    await done(shop.post(f"/quotes/{quote_id}/convert"))
    (rule,) = [one for one in INVARIANTS if "quote" in one.rule]
    async with shop.transaction() as tx:
        assert await rule.violations(tx.connection) == []
        await tx.execute("UPDATE quotes SET order_id = gen_random_uuid()")
        assert await rule.violations(tx.connection) == ["quote Q1001, version 1"]


async def test_the_pdf_of_a_quote_stays_as_it_was_sent(shop: ShopService) -> None:
    quote_id = (await sent(shop))["quote_id"]
    files = {"Authorization": f"Bearer {token('documents:read', subject='notifier')}"}
    before = await shop.http.get(f"/quotes/{quote_id}/pdf", headers=files)
    assert (before.headers["content-type"], before.content[:5]) == ("application/pdf", b"%PDF-")
    assert 'filename="Q1001.pdf"' in before.headers["content-disposition"]
    await done(shop.post(f"/quotes/{quote_id}/convert"))
    assert (await shop.http.get(f"/quotes/{quote_id}/pdf")).content == before.content
    text = PdfDocument(before.content)[0].get_textpage().get_text_bounded()
    for told in ("Devis Q1001", "Zoé Martin", "Desk lamp", "11,00", "22,00", "Valable jusqu’au", "31 décembre 2099"):
        assert told in text.replace("\N{NARROW NO-BREAK SPACE}", " "), told
    draft = (await quote(shop))["quote_id"]
    assert (await shop.http.get(f"/quotes/{draft}/pdf", headers=files)).status_code == 404


async def save_settings(shop: ShopService, **changes: Any) -> None:
    stored = await section(shop, "quotes")
    headers = {"If-Match": f'"{stored["version"]}"', "Authorization": f"Bearer {token('orders:settings')}"}
    await done(shop.http.put("/settings/quotes", json=stored["values"] | changes, headers=headers))


async def text_of(shop: ShopService, path: str, **params: str) -> str:
    answer = await shop.http.get(path, params=params)
    assert answer.is_success, answer.text
    return str(PdfDocument(answer.content)[0].get_textpage().get_text_bounded())


async def test_a_quote_bears_the_seller_of_the_day_on_which_it_was_sent(shop: ShopService) -> None:
    await save_settings(shop, legal_name="Les Lampes SARL", street="3 rue Haute", vat_number=None, accent="#1F4E79")
    first = (await sent(shop))["quote_id"]
    await save_settings(shop, legal_name="Les Lampes SAS", street="8 rue Basse", vat_number="FR44732829320")
    text = await text_of(shop, f"/quotes/{first}/pdf")
    for told in ("Les Lampes SARL", "3 rue Haute", "44000 Nantes", "732 829 320 RCS Nantes", "SIREN 732829320"):
        assert told in text, told
    assert "TVA FR" not in text
    draft = (await quote(shop))["quote_id"]
    text = await text_of(shop, f"/quotes/{draft}/pdf")
    for told in ("Les Lampes SAS", "8 rue Basse", "N° TVA FR44732829320", "Brouillon".upper()):
        assert told in text, told
    sample = await text_of(shop, "/quotes/sample", legal_name="Toute Neuve", city="Rezé", language="en")
    for told in ("Toute Neuve", "Rezé", "SAMPLE", "€129.20"):
        assert told in sample, told


async def test_a_quote_that_is_begun_is_valid_for_as_many_days_as_the_shop_sets(
    shop: ShopService, clock: Clock
) -> None:
    assert (await done(shop.http.get("/quotes/defaults")))["valid_until"] == "2026-04-01T21:59:59Z"
    await save_settings(shop, valid_days=7)
    assert (await copied(shop))["valid_until"] == "2026-03-09T22:59:59Z"
    assert (await done(shop.http.get("/quotes/defaults")))["valid_until"] == "2026-03-09T22:59:59Z"
