"""Of a kind, one message is written about each thing: about the order, its shipments, its returns."""

from collections.abc import AsyncIterator
from contextlib import suppress
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


class _TakenBack(Exception):
    pass


@pytest.fixture
async def in_a_later_release(notifier: ShopService) -> AsyncIterator[Tx]:
    """A transaction without what the migration keeps for processes of the version before; undone in the end."""
    with suppress(_TakenBack):
        async with notifier.transaction() as tx:
            await tx.execute("ALTER TABLE messages DROP CONSTRAINT messages_order_id_kind_key")
            yield tx
            raise _TakenBack


async def test_two_messages_of_a_kind_about_two_things_of_an_order_both_stay(in_a_later_release: Tx) -> None:
    order, one_parcel, other_parcel = placed(), uuid7(), uuid7()
    await store.insert_messages(in_a_later_release, [_message(order, one_parcel), _message(order, other_parcel)])
    await store.insert_messages(in_a_later_release, [_message(order, other_parcel), _message(order, order.order_id)])
    assert await _about(in_a_later_release, order) == [order.order_id, other_parcel, one_parcel]


async def test_two_messages_of_a_kind_about_one_thing_are_one(in_a_later_release: Tx) -> None:
    order, parcel = placed(), uuid7()
    first = _message(order, parcel)
    await store.insert_messages(in_a_later_release, [first, _message(order, parcel)])
    await store.insert_messages(in_a_later_release, [_message(order, parcel)])
    (only,) = await list_messages(in_a_later_release, Filters(order.order_id), before=None, limit=10)
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
    return replace(written, about=about)


async def _about(queries: Queries, order: OrderPlaced) -> list[UUID]:
    """What the order's messages are about, the newest first."""
    found = await list_messages(queries, Filters(order.order_id), before=None, limit=10)
    return [message.about for message in found]


INSERT_BEFORE = """
INSERT INTO messages (message_id, order_id, order_number, kind, language, recipient, recipient_name, subject, text,
    html, state, reason, next_attempt_at, created_at)
VALUES ($1, $2, '1001', 'order_confirmation', 'fr', 'zoe@example.org', 'Zoé Martin', 'Bonjour', '', '', 'queued', NULL,
    $3, $3)
ON CONFLICT (order_id, kind) DO NOTHING
"""
