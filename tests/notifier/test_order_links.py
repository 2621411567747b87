"""Mails about an order lead to the customer's page of it, by a link that staff do not see."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from services.notifier.texts.variables import VARIABLES
from services.notifier.writing.letters import default_source
from shared.clock import now
from shared.order_links import OrderLinks
from shared.schemas.notifier import MessageKind
from shared.signed_links import LinkSettings
from tests.notifier.conftest import history, only_message
from tests.support.clock import Clock
from tests.support.links import TEXT_OF_MAIL, link_in
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService

NOT_OF_AN_ORDER = {MessageKind.QUOTE, MessageKind.STOCK_LOW, MessageKind.RETURN_TO_REVIEW}
FORMS = "SELECT text, html, facts FROM messages WHERE message_id = $1"


@pytest.fixture
def linked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSHOP_LINK_SECRETS", json.dumps({"k1": "a secret of these tests, long enough"}))
    monkeypatch.setenv("BACKSHOP_PUBLIC_URL", "https://office.shop.example")


async def test_what_is_placed_and_cancelled_is_told_with_a_link_to_the_order(
    notifier: ShopService, linked: None, clock: Clock
) -> None:
    order = placed()
    await notifier.deliver(order, cancelled(order, notify_customer=True))
    messages = await history(notifier)
    assert {message.kind for message in messages} == {"order_confirmation", "order_cancellation"}
    for message in messages:
        async with notifier.reading() as queries:
            text, html, _ = await queries.fetchrow(FORMS, message.message_id)
        assert "Voir votre commande\xa0: https://office.shop.example/order?link=" in text
        assert "https://office.shop.example/order?link=" in html
        token = link_in(text).partition("=")[2]
        order_id, made_at = OrderLinks(LinkSettings()).read(token, now())
        assert order_id == UUID(str(order.order_id))
        assert now() - made_at < timedelta(seconds=1)


async def test_staff_see_where_the_link_stands_and_not_the_link(notifier: ShopService, linked: None) -> None:
    await notifier.deliver(placed())
    message = await only_message(notifier)
    shown = (await notifier.http.get(f"/messages/{message.message_id}")).json()
    own = {"subject": "Commande", "body": "{{ order_page }}", "order_number": message.order_number}
    tried = await notifier.http.post("/texts/order_confirmation/fr/mail-previews", json=own)
    async with notifier.reading() as queries:
        text = await queries.fetchval(TEXT_OF_MAIL, message.message_id)
    proof = link_in(text).rpartition(".")[2]
    for seen in (shown, tried.json()):
        assert "/order?link=k1.…" in seen["text"]
        assert proof not in json.dumps(seen)


async def test_a_shop_without_a_secret_writes_without_links(
    notifier: ShopService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKSHOP_LINK_SECRETS", raising=False)
    await notifier.deliver(placed())
    assert "order?link" not in (await only_message(notifier)).text


@pytest.mark.parametrize("kind", sorted({*VARIABLES, MessageKind.BY_HAND} - NOT_OF_AN_ORDER))
def test_every_mail_about_an_order_has_a_place_for_its_link(kind: MessageKind) -> None:
    assert ["{{ order_page }}" in default_source(kind, language).body for language in ("en", "fr")] == [True, True]
