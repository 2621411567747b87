"""Customers are sent their quotes, with the PDF and a link that no event has."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.notifier.usecases.tell_of_quotes import tell_of_quotes
from shared.schemas.orders import QuoteSent
from shared.signed_links import LinkSettings, SignedLinks
from tests.contracts.examples import example_of
from tests.notifier.conftest import history, only_message
from tests.support.clock import Clock
from tests.support.links import TEXT_OF_MAIL, link_in
from tests.support.service import ShopService

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
    token = link_in(text).partition("=")[2]
    at = datetime(2026, 6, 30, tzinfo=UTC)
    assert SignedLinks("quote", LinkSettings()).read(token, at) == UUID(str(event.quote_id))
    assert await notifier.announced() == []


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
