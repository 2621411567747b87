"""A message belongs to the process that claimed it; none is lost or sent twice if that can be helped."""

import asyncio
import signal
import sys
from typing import Any

import pytest

from deploy.local.settings import REPOSITORY
from services.notifier.delivery import deliver_messages as delivery
from services.notifier.queue import store
from services.notifier.queue.model import RETRY_AFTER, Attempt, Claimed, Outcome
from services.notifier.usecases.record_attempts import record_attempts
from shared.clock import now
from shared.transaction import Queries, Tx
from tests.notifier.conftest import (
    Deliver,
    MailServer,
    a_day_passes,
    only_message,
    wait_for_state,
)
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService
from tests.support.stack import Stack
from tests.support.waiting import until


async def test_stopping_finishes_the_mails_under_way_so_that_none_is_sent_twice(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    await notifier.deliver(*(placed(number=str(number)) for number in range(100)))
    while not await mail_server.has(100):
        before = len(mail_server.mails)
        async with deliver():
            await until(mail_server.has, before + 1)
    assert len(mail_server.mails) == 100
    assert len(set(mail_server.subjects())) == 100


async def test_a_process_killed_before_it_stored_the_result_sends_again_with_the_same_id(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, postgres: Stack
) -> None:
    await notifier.deliver(placed())
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DELIVERING, postgres.postgres_url("test_notifier"), cwd=REPOSITORY
    )
    mail_server.before_answering = process.kill
    assert await process.wait() == -signal.SIGKILL
    mail_server.before_answering = lambda: None
    message = await only_message(notifier)
    assert (message.state, message.attempts) == ("queued", 0)
    async with deliver():
        await a_day_passes(notifier)  # until then the dead process's claim stands
        await wait_for_state(notifier, "sent")
    assert [mail["Message-ID"] for mail in mail_server.mails] == [f"<{message.message_id}@shop.example>"] * 2
    assert mail_server.mails[0].as_bytes() == mail_server.mails[1].as_bytes()


async def test_a_claimed_message_is_left_to_its_process(notifier: ShopService) -> None:
    await notifier.deliver(placed(), placed())
    async with notifier.transaction() as one, notifier.transaction() as other:
        assert len(await _claim(one, limit=1)) == 1
        assert len(await _claim(other, limit=5)) == 1  # the first one is locked, and not waited for
    async with notifier.reading() as tx:
        assert await _claim(tx, limit=5) == []


async def test_a_batch_does_not_read_the_whole_of_a_long_queue(notifier: ShopService) -> None:
    await notifier.deliver(*(placed() for _ in range(20)))
    await _rows_read_by_a_batch(notifier)  # plans made while there is almost nothing
    for _ in range(4):
        await notifier.deliver(*(placed() for _ in range(500)))
    assert await _rows_read_by_a_batch(notifier) < 1000  # with dead versions; else the queue several times over


async def test_a_database_that_was_away_is_told_what_was_sent(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([ConnectionResetError, ConnectionResetError])

    async def record_when_back(tx: Tx, *args: Any) -> None:
        if failure := next(failures, None):
            raise failure
        await record_attempts(tx, *args)

    monkeypatch.setattr(delivery, "record_attempts", record_when_back)
    await notifier.deliver(placed())
    async with deliver():
        await wait_for_state(notifier, "sent")
    assert len(mail_server.mails) == 1


async def test_a_confirmation_withdrawn_on_its_way_is_recorded_as_sent_if_it_was(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    order = placed()
    await notifier.deliver(order)
    async with notifier.reading() as tx:
        (claimed,) = await _claim(tx, limit=1)
    await notifier.deliver(cancelled(order, notify_customer=False))
    assert (await only_message(notifier)).state == "not_sent"
    async with notifier.transaction() as tx:
        await record_attempts(tx, [_attempt(claimed, Outcome.ACCEPTED)], [])
    message = await only_message(notifier)
    assert (message.state, message.reason) == ("sent", None)


async def test_a_confirmation_withdrawn_on_its_way_is_not_tried_again(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order)
    async with notifier.reading() as tx:
        (claimed,) = await _claim(tx, limit=1)
    await notifier.deliver(cancelled(order, notify_customer=False))
    async with notifier.transaction() as tx:
        await record_attempts(tx, [_attempt(claimed, Outcome.DEFERRED)], [])
    assert (await only_message(notifier)).state == "not_sent"
    assert await notifier.announced() == []


DELIVERING = """
import asyncio, sys
from services.notifier.delivery.deliver_messages import deliver_messages
from shared.transaction import Database

async def run():
    await deliver_messages(await Database.connect(sys.argv[1], connections=3))

asyncio.run(run())
"""


async def _claim(tx: Tx, *, limit: int) -> list[Claimed]:
    return await store.claim_due_messages(tx, limit=limit, lease=RETRY_AFTER[0])


def _attempt(message: Claimed, outcome: Outcome) -> Attempt:
    return Attempt(message.message_id, message.order_id, message.attempts, outcome, now())


async def _rows_read_by_a_batch(notifier: ShopService) -> int:
    async with notifier.reading() as queries:
        connection = Tx(queries.connection)
        for _ in range(6):  # from the sixth time on PostgreSQL keeps the plan it has
            async with connection.connection.transaction():
                before = await _rows_read(connection)  # by what the session did before, as far as it has not told yet
                await store.read_by_index(connection)
                claimed = await _claim(connection, limit=20)
                attempts = [_attempt(message, Outcome.ACCEPTED) for message in claimed]
                await record_attempts(connection, attempts, claimed)
                read = await _rows_read(connection) - before
        return read


async def _rows_read(queries: Queries) -> int:
    read: int = await queries.fetchval(
        "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::int"
        " FROM pg_stat_xact_user_tables WHERE relname = 'messages'"
    )
    return read
