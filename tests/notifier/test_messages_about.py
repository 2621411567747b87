"""Of a kind, one message is written about each thing: about the order, its shipments, its returns."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from services.notifier.messages import store
from services.notifier.messages.list_messages import Filters, list_messages
from services.notifier.messages.model import MessageWithText
from services.notifier.settings import MailSettings
from services.notifier.writing.compose import confirmation
from shared.schemas.orders import OrderPlaced
from shared.transaction import Queries, Tx
from tests.notifier.conftest import history
from tests.support.orders import PLACED_AT, placed
from tests.support.service import ShopService


@pytest.fixture
async def tx(notifier: ShopService) -> AsyncIterator[Tx]:
    async with notifier.transaction() as tx:
        yield tx


async def test_two_messages_of_a_kind_about_two_things_of_an_order_both_stay(tx: Tx) -> None:
    order, one_parcel, other_parcel = placed(), uuid7(), uuid7()
    await store.insert_messages(tx, [_message(order, one_parcel), _message(order, other_parcel)])
    await store.insert_messages(tx, [_message(order, other_parcel), _message(order, order.order_id)])
    assert await _about(tx, order) == [order.order_id, other_parcel, one_parcel]


async def test_two_messages_of_a_kind_about_one_thing_are_one(tx: Tx) -> None:
    order, parcel = placed(), uuid7()
    first = _message(order, parcel)
    await store.insert_messages(tx, [first, _message(order, parcel)])
    await store.insert_messages(tx, [_message(order, parcel)])
    (only,) = await list_messages(tx, Filters([order.order_id]), before=None, limit=10)
    assert only.message_id == first.message_id


async def test_a_process_of_the_version_before_writes_no_second_message_and_gets_none(notifier: ShopService) -> None:
    old_first, new_first = placed(), placed()
    await notifier.deliver(new_first)
    async with notifier.transaction() as tx:
        for order in (old_first, new_first, old_first):
            await tx.execute(INSERT_BEFORE, uuid7(), order.order_id, PLACED_AT)
    await notifier.deliver(old_first, new_first.model_copy())
    for order in (old_first, new_first):
        assert len(await history(notifier, order)) == 1
    async with notifier.reading() as queries:
        assert await _about(queries, old_first) == [old_first.order_id]


def _message(order: OrderPlaced, about: UUID) -> MessageWithText:
    written = confirmation(order, MailSettings(), at=PLACED_AT, order_cancelled=False)
    return replace(written, message_id=uuid7(), about=about)


async def _about(queries: Queries, order: OrderPlaced) -> list[UUID]:
    """What the order's messages are about, the newest first."""
    found = await list_messages(queries, Filters([order.order_id]), before=None, limit=10)
    return [message.about for message in found]


INSERT_BEFORE = """
INSERT INTO messages (message_id, order_id, order_number, kind, language, recipient, recipient_name, subject, text,
    html, state, reason, next_attempt_at, created_at)
VALUES ($1, $2, '1001', 'order_confirmation', 'fr', 'zoe@example.org', 'Zoé Martin', 'Bonjour', '', '', 'queued', NULL,
    $3, $3)
ON CONFLICT (kind, (coalesce(about, order_id))) DO NOTHING
"""
