"""Customers are sent their quotes, with the PDF and a link that no event has."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from services.notifier.usecases.tell_of_quotes import tell_of_quotes
from shared.schemas.orders import QuoteSent
from shared.signed_links import LinkSettings, SignedLinks
from tests.contracts.examples import example_of
from tests.notifier.conftest import history, only_message
from tests.support.clock import Clock
from tests.support.links import TEXT_OF_MAIL, link_in
from tests.support.service import ShopService, token

SECRETS = json.dumps({"k1": "a secret of these tests, long enough"})


def sent() -> QuoteSent:
    event = QuoteSent.model_validate(example_of(QuoteSent.type_name())["value"])
    return event.model_copy(update={"customer": event.customer.model_copy(update={"email": "zoe@example.org"})})


@pytest.fixture
def linked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSHOP_LINK_SECRETS", SECRETS)
    monkeypatch.setenv("BACKSHOP_PUBLIC_URL", "https://office.shop.example")


async def test_a_quote_is_sent_once_with_a_link_that_leads_to_it(
    notifier: ShopService, linked: None, clock: Clock
) -> None:
    event = sent()
    await notifier.deliver(event)
    await notifier.deliver(event.model_copy())
    message = await only_message(notifier)
    assert (message.kind, message.state, message.order_id, message.subject) == (
        "quote",
        "queued",
        None,
        "Votre devis Q1042",
    )
    assert "2 avril 2026" in message.text
    async with notifier.reading() as queries:
        text = await queries.fetchval(TEXT_OF_MAIL, message.message_id)
    assert "https://office.shop.example/offer?link=" in text
    its_token = link_in(text).partition("=")[2]
    at = datetime(2026, 6, 30, tzinfo=UTC)
    assert SignedLinks("quote", LinkSettings()).read(its_token, at) == UUID(str(event.quote_id))
    assert await notifier.announced() == []


async def test_its_link_goes_elsewhere_only_by_who_may_act_as_the_customer(
    notifier: ShopService, linked: None, clock: Clock
) -> None:
    await notifier.deliver(sent())
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET state = 'sent', sent_at = now()")
    path = f"/messages/{(await only_message(notifier)).message_id}/resend"

    async def resend(scopes: str, to: str | None) -> tuple[int, str | None]:
        async with notifier.client(token(scopes, subject="bob")) as http:
            answer = await http.post(path, json={"to": to} if to else {}, headers={"Idempotency-Key": str(uuid7())})
        return answer.status_code, answer.json().get("type")

    assert await resend("notifier:write notifier:read", "bob@shop.example") == (403, "has-their-link")
    assert await resend("notifier:notify", "bob@shop.example") == (403, "has-their-link")
    assert await resend("notifier:write", None) == (200, None)
    assert await resend("notifier:write orders:write", "bob@shop.example") == (200, None)


async def test_a_shop_without_a_secret_sends_the_quote_without_a_link(
    notifier: ShopService, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.delenv("BACKSHOP_LINK_SECRETS", raising=False)
    async with notifier.transaction() as tx:
        await tell_of_quotes(tx, [sent()])
    message = await only_message(notifier)
    assert (message.state, "offer" in message.text) == ("queued", False)


async def test_nobody_is_told_of_a_quote_that_is_over(notifier: ShopService, linked: None, clock: Clock) -> None:
    clock.at = datetime(2026, 4, 3, tzinfo=UTC)
    await notifier.deliver(sent())
    (message,) = await history(notifier)
    assert (message.state, message.reason) == ("not_sent", "long_ago")
