"""The id of a message follows from what it tells of: a notifier that was set back writes none a second time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from services.notifier.messages.message_id import message_id
from services.notifier.usecases.take_back import take_back_outcomes
from shared.messaging.take_back import Unknown
from shared.schemas.fulfilment import PickupReady
from shared.schemas.notifier import (
    DOCUMENTS,
    REMINDERS,
    SHIPMENTS,
    MessageFailed,
    MessageKind,
    MessageSent,
    MessageSentV2,
)
from shared.schemas.orders import OrderPlaced
from tests.notifier.conftest import Deliver, MailServer, history, only_message
from tests.notifier.pickups import NOON, ready, to_pick_up, withdrawn
from tests.support.orders import PLACED_AT, cancelled, placed
from tests.support.service import ShopService
from tests.support.waiting import until

KINDS = (MessageKind.ORDER_CONFIRMATION, MessageKind.PICKUP_READY, MessageKind.ORDER_CANCELLATION)
ORDER_ID = UUID("01990000-0000-7000-8000-000000000001")


def test_an_id_is_the_same_in_every_version_of_the_notifier() -> None:
    confirmation = message_id(MessageKind.ORDER_CONFIRMATION, ORDER_ID, PLACED_AT)
    assert confirmation == UUID("019cade2-11c0-8000-a5b1-c14127440f5a")
    assert message_id(MessageKind.PICKUP_READY, ORDER_ID, NOON, 2) == UUID("019cae6b-6600-8001-b2fd-3c97915b9832")


def test_ids_are_in_the_order_of_what_they_tell_of() -> None:
    told_of = [PLACED_AT + timedelta(microseconds=one) for one in (0, 1, 999, 1000, 86_400_000_000)]
    ids = [message_id(kind, ORDER_ID, at) for at in told_of for kind in KINDS]
    assert ids == sorted(ids)
    assert len(set(ids)) == 15
    others = {MessageKind.STOCK_LOW, MessageKind.BY_HAND, MessageKind.CUSTOM_STATUS, MessageKind.QUOTE}
    money = {MessageKind.PAYMENT_RECEIVED, MessageKind.REFUNDED}
    returns = {kind for kind in MessageKind if kind.startswith("return_")} | {MessageKind.WITHDRAWAL_RECEIPT}
    of_their_own = others | money | returns | {MessageKind.ORDER_CHANGED, *REMINDERS}
    assert set(KINDS) == set(MessageKind) - DOCUMENTS - SHIPMENTS - of_their_own


async def test_a_notifier_that_starts_anew_gives_every_message_the_id_it_had(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order), cancelled(order))
    before = await _ids(notifier)
    async with notifier.transaction() as tx:
        await tx.execute("TRUNCATE messages, pickups, cancelled_orders")
    # Other events of the same facts, and those of other services in another order.
    await notifier.deliver(ready(order))
    await notifier.deliver(order.model_copy(), cancelled(order))
    assert await _ids(notifier) == before
    assert len(before) == 3


async def test_what_was_withdrawn_is_not_told_when_it_is_read_again(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order), withdrawn(order))
    await notifier.deliver(ready(order))
    assert [(one.kind, one.state) for one in await history(notifier)] == [
        ("order_confirmation", "queued"),
        ("pickup_ready", "not_sent"),
    ]


async def test_what_was_sent_before_the_database_was_set_back_is_sent_no_more(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    queued, unread = placed(number="1001"), placed(number="1002")
    await notifier.deliver(queued)
    async with notifier.transaction() as tx:
        await take_back_outcomes(tx, Unknown([_sent(queued, sequence=7), _sent(unread, sequence=8)]))
    await notifier.deliver(unread)
    for message in await history(notifier):
        assert (message.state, message.sent_at, message.next_attempt_at) == ("sent", NOON, None)

    new = placed(number="1003")
    await notifier.deliver(new)
    async with deliver():
        await until(mail_server.has, 1)
        await until(_is_announced, notifier, 1)
    assert mail_server.subjects() == ["Nous avons bien reçu votre commande 1003"]
    (announced,) = await notifier.announced()
    assert isinstance(announced, MessageSent)
    assert announced.sequence > 8  # readers pass over what is older than what they have heard


async def test_what_had_failed_and_was_sent_after_all_was_sent(notifier: ShopService) -> None:
    order = placed()
    failed = MessageFailed(**_about(order, sequence=3), failed_at=NOON, error="refused by the mail server: 550")
    async with notifier.transaction() as tx:
        verdicts = await take_back_outcomes(tx, Unknown([failed, _sent(order, sequence=4)]))
        assert await take_back_outcomes(tx, Unknown([])) == []
    assert [(one.outcome, one.why) for one in verdicts] == [
        ("taken_back", "order confirmation, failed"),
        ("taken_back", "order confirmation, sent"),
    ]
    await notifier.deliver(order)
    assert (await only_message(notifier)).state == "sent"


async def test_what_had_failed_can_be_sent_again(notifier: ShopService) -> None:
    order = placed()
    failed = MessageFailed(**_about(order, sequence=3), failed_at=NOON, error="refused by the mail server: 550")
    async with notifier.transaction() as tx:
        await take_back_outcomes(tx, Unknown([failed]))
    await notifier.deliver(order)
    message = await only_message(notifier)
    assert (message.state, message.last_error) == ("failed", "refused by the mail server: 550")
    assert (await notifier.post(f"/messages/{message.message_id}/resend")).status_code == 200


async def test_what_was_taken_back_bears_the_date_of_what_became_of_it(notifier: ShopService) -> None:
    written, unread, failed = (placed(number=number) for number in ("1001", "1002", "1003"))
    await notifier.deliver(written)
    long_ago = datetime(2026, 1, 5, 9, tzinfo=UTC)
    gone = MessageFailed(**_about(failed, sequence=3), failed_at=long_ago, error="refused by the mail server: 550")
    sent = [_sent(one, sequence=1).model_copy(update={"sent_at": long_ago}) for one in (written, unread)]
    async with notifier.transaction() as tx:
        await take_back_outcomes(tx, Unknown([*sent, gone]))
    await notifier.deliver(unread, failed)
    async with notifier.reading() as queries:
        rows = await queries.fetch("SELECT order_number, created_at, next_attempt_at, attempts FROM messages")
    found = {number: (created_at == long_ago, at, attempts) for number, created_at, at, attempts in rows}
    assert found == {"1001": (False, long_ago, 1), "1002": (True, long_ago, 1), "1003": (True, long_ago, 1)}


async def test_a_confirmation_that_was_sent_before_its_order_was_cancelled_was_sent(notifier: ShopService) -> None:
    order = placed()
    async with notifier.transaction() as tx:
        await take_back_outcomes(tx, Unknown([_sent(order, sequence=1)]))
    await notifier.deliver(cancelled(order))
    await notifier.deliver(order)
    assert ("order_confirmation", "sent") in [(one.kind, one.state) for one in await history(notifier)]


async def test_what_was_sent_under_an_id_drawn_at_random_is_sent_no_more(notifier: ShopService) -> None:
    order, other = placed(number="1001"), placed(number="1002")
    sent = _sent(order, sequence=1).model_copy(update={"message_id": uuid7()})
    async with notifier.transaction() as tx:
        await take_back_outcomes(tx, Unknown([sent]))
    await notifier.deliver(order, other)
    states = {one.order_number: one.state for one in await history(notifier)}
    assert states == {"1001": "sent", "1002": "queued"}


async def test_that_an_order_was_ready_is_told_once_too(notifier: ShopService) -> None:
    order = to_pick_up()
    event = ready(order)
    async with notifier.transaction() as tx:
        await take_back_outcomes(tx, Unknown([_told(event)]))
    await notifier.deliver(order, event)
    assert ("pickup_ready", "sent") in [(one.kind, one.state) for one in await history(notifier)]


def _about(order: OrderPlaced, *, sequence: int) -> dict[str, object]:
    kind = MessageKind.ORDER_CONFIRMATION
    return {
        "order_id": order.order_id,
        "sequence": sequence,
        "message_id": message_id(kind, order.order_id, order.placed_at),
        "kind": kind,
    }


def _sent(order: OrderPlaced, *, sequence: int) -> MessageSent:
    return MessageSent(**_about(order, sequence=sequence), sent_at=NOON)


def _told(event: PickupReady) -> MessageSentV2:
    kind = MessageKind.PICKUP_READY
    told = message_id(kind, event.order_id, event.ready_at, event.sequence)
    return MessageSentV2(order_id=event.order_id, sequence=1, message_id=told, kind=kind, sent_at=NOON)


async def _ids(notifier: ShopService) -> dict[str, UUID]:
    return {message.kind: message.message_id for message in await history(notifier)}


async def _is_announced(notifier: ShopService, count: int) -> bool:
    return len(await notifier.announced()) == count
