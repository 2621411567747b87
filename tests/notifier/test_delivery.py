"""Messages go out once if at all possible, and a mail server out of order delays nobody but its own mails."""

import asyncio
import signal
import sys
from typing import Any

import pytest

from deploy.local.settings import REPOSITORY
from services.notifier import delivery, store
from services.notifier.model import RETRY_AFTER
from shared.postgres.tx import Tx
from tests.notifier.conftest import (
    Deliver,
    MailServer,
    a_day_passes,
    history,
    only_message,
    wait_for_state,
)
from tests.support.orders import CUSTOMER, cancelled, placed
from tests.support.service import ShopService
from tests.support.stack import Stack
from tests.support.waiting import until


async def test_an_accepted_message_is_sent_once(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    order = placed()
    await notifier.deliver(order)
    async with deliver():
        message = await wait_for_state(notifier, "sent")
    async with deliver():
        pass
    (mail,) = mail_server.mails
    assert mail_server.recipients == ["zoe@example.org"]
    assert mail["To"] == "Zoé Martin <zoe@example.org>"
    assert mail["From"] == "Backshop <orders@shop.example>"
    assert mail["Subject"] == "Nous avons bien reçu votre commande 1001"
    assert mail["Message-ID"] == f"<{message.message_id}@shop.example>"
    assert _part(mail, "plain") == message.text
    assert _part(mail, "html") == message.html
    assert message.attempts == 1
    assert message.sent_at
    (event,) = await notifier.announced()
    assert event.model_dump(exclude={"sent_at"}) == {
        "order_id": order.order_id,
        "sequence": 1,
        "message_id": message.message_id,
        "kind": "order_confirmation",
    }


async def test_many_messages_share_few_connections(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    await notifier.deliver(*(placed(number=str(number)) for number in range(200)))
    async with deliver():
        await until(mail_server.has, 200)
        await until(_announced, notifier, 200)
    assert len(set(mail_server.subjects())) == 200
    assert mail_server.connections <= 2


async def test_a_permanent_refusal_fails_at_once(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    mail_server.recipient_answers.append("550 5.1.1 <zoe@example.org> unknown here")
    await notifier.deliver(placed())
    async with deliver():
        message = await wait_for_state(notifier, "failed")
    assert message.attempts == 1
    assert message.last_error == "5.1.1 <zoe@example.org> unknown here"
    (event,) = await notifier.announced()
    # The server's words name the customer, so the event has only the code.
    assert event.model_dump()["error"] == "refused by the mail server: 550 5.1.1"


async def test_a_mail_refused_after_its_content_fails_and_the_next_goes_out(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_SMTP_CONNECTIONS", "1")
    mail_server.answers.append("554 5.7.1 looks like spam")
    first, second = placed(number="1"), placed(number="2")
    await notifier.deliver(first, second)
    async with deliver():
        await until(_announced, notifier, 2)
    assert [message.state for message in await history(notifier)] == ["failed", "sent"]
    assert mail_server.connections == 1


async def test_a_message_put_off_is_sent_later(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    mail_server.answers.append("451 4.3.0 try again later")
    await notifier.deliver(placed())
    async with deliver():
        message = await wait_for_state(notifier, "queued", attempts=1)
        assert message.last_error == "4.3.0 try again later"
        assert message.next_attempt_at
        assert message.next_attempt_at - message.created_at >= RETRY_AFTER[0]
        await a_day_passes(notifier)
        message = await wait_for_state(notifier, "sent")
    assert message.attempts == 2
    assert message.last_error is None
    assert await notifier.announced_types() == ["MessageSent"]


async def test_a_message_put_off_again_and_again_fails_in_the_end(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    mail_server.answers.extend(["452 4.2.2 mailbox full"] * 20)
    await notifier.deliver(placed())
    async with deliver():
        for attempts in range(1, len(RETRY_AFTER) + 1):
            await wait_for_state(notifier, "queued", attempts=attempts)
            await a_day_passes(notifier)
        message = await wait_for_state(notifier, "failed")
    assert message.attempts == len(RETRY_AFTER) + 1
    (event,) = await notifier.announced()
    assert event.model_dump()["error"] == "given up after repeated attempts: 452 4.2.2"


async def test_a_server_that_is_down_costs_no_message_an_attempt(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, caplog: pytest.LogCaptureFixture
) -> None:
    await mail_server.stop()
    await notifier.deliver(*(placed() for _ in range(50)))
    async with deliver():
        await until(_logged, caplog, "out of order")
        assert {message.attempts for message in await history(notifier)} == {0}
        await mail_server.start()
        await until(mail_server.has, 50)
        await until(_announced, notifier, 50)
    assert {(message.state, message.attempts) for message in await history(notifier)} == {("sent", 1)}
    # Paused as a whole: one line for each time the server was asked, not one for each message.
    assert caplog.text.count("out of order") < 5


async def test_a_refused_sender_is_the_server_s_trouble_and_fails_no_message(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    mail_server.sender_answers.append("550 5.7.1 not your address")
    await notifier.deliver(placed())
    async with deliver():
        message = await wait_for_state(notifier, "queued", attempts=1)
        assert message.last_error == "SMTPSenderRefused 550"
        await a_day_passes(notifier)
        await wait_for_state(notifier, "sent")


async def test_while_the_server_hangs_orders_are_recorded(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    mail_server.hangs = True
    await notifier.deliver(placed())
    async with deliver():
        await until(mail_server.was_asked, 1)
        async with asyncio.timeout(2):
            await notifier.deliver(*(placed() for _ in range(100)))
        await until(_attempted, notifier)  # the time limit has passed
        mail_server.hangs = False
        mail_server.disconnect()
        await a_day_passes(notifier)
        await until(_announced, notifier, 101)
    assert await notifier.announced_types() == ["MessageSent"] * 101


async def test_a_hanging_server_costs_only_the_mails_it_was_given_an_attempt(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    mail_server.hangs = True
    await notifier.deliver(*(placed() for _ in range(50)))
    async with deliver():
        await until(_attempted, notifier)
    assert sum(message.attempts for message in await history(notifier)) <= 2  # one a connection


async def test_a_connection_closed_between_mails_is_opened_again(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    async with deliver():
        for number in range(1, 4):
            await notifier.deliver(placed(number=str(number)))
            await until(_announced, notifier, number)
            mail_server.disconnect()
    assert {(message.state, message.attempts) for message in await history(notifier)} == {("sent", 1)}


async def test_a_server_that_closes_after_each_mail_costs_no_attempts(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_SMTP_CONNECTIONS", "1")
    mail_server.answers.extend(["250 OK", "421 4.7.0 enough for one connection"] * 5)
    await notifier.deliver(*(placed() for _ in range(5)))
    async with deliver():
        await until(_announced, notifier, 5)
    assert {(message.state, message.attempts) for message in await history(notifier)} == {("sent", 1)}
    assert mail_server.connections == 5


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
    record = delivery.record_attempts

    async def record_when_back(tx: Tx, *args: Any) -> None:
        if failure := next(failures, None):
            raise failure
        await record(tx, *args)

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
        await delivery.record_attempts(tx, [delivery._attempt(claimed, delivery.Outcome.ACCEPTED)], [])
    message = await only_message(notifier)
    assert (message.state, message.reason) == ("sent", None)


async def test_a_confirmation_withdrawn_on_its_way_is_not_tried_again(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order)
    async with notifier.reading() as tx:
        (claimed,) = await _claim(tx, limit=1)
    await notifier.deliver(cancelled(order, notify_customer=False))
    async with notifier.transaction() as tx:
        await delivery.record_attempts(tx, [delivery._attempt(claimed, delivery.Outcome.DEFERRED)], [])
    assert (await only_message(notifier)).state == "not_sent"
    assert await notifier.announced() == []


async def test_mails_leave_no_faster_than_the_rate(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_MAIL_RATE", "50")
    loop = asyncio.get_running_loop()
    await notifier.deliver(*(placed() for _ in range(26)))
    started = loop.time()
    async with deliver():
        await until(mail_server.has, 26)
    assert loop.time() - started >= 0.5


async def test_an_address_with_other_letters_fails_where_the_server_takes_none(
    notifier: ShopService, deliver: Deliver
) -> None:
    await notifier.deliver(placed(customer=CUSTOMER.model_copy(update={"email": "zoé@example.org"})))
    async with deliver():
        message = await wait_for_state(notifier, "failed")
    assert message.last_error == "5.6.7 the mail server takes no addresses with letters outside ASCII"


async def test_a_domain_with_other_letters_is_written_in_ascii(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    await notifier.deliver(placed(customer=CUSTOMER.model_copy(update={"email": "zoe@bücher.example"})))
    async with deliver():
        await wait_for_state(notifier, "sent")
    assert mail_server.recipients == ["zoe@xn--bcher-kva.example"]


async def test_the_log_names_no_customer(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="services")
    mail_server.recipient_answers.append("451 4.1.1 <zoe@example.org> is busy")
    mail_server.sender_answers.append("450 4.1.8 <orders@shop.example> zoe@example.org")
    await notifier.deliver(*(placed() for _ in range(3)))
    async with deliver():
        await until(mail_server.has, 1)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("services", "shared"))]
    assert not [line for line in ours if "zoe" in line.lower() or "Zoé" in line]


DELIVERING = """
import asyncio, sys
from services.notifier.delivery import deliver_messages
from shared.postgres.tx import Database

async def run():
    await deliver_messages(await Database.connect(sys.argv[1], connections=3))

asyncio.run(run())
"""


def _part(mail: Any, subtype: str) -> str:
    content: str = mail.get_body((subtype,)).get_content()
    return content.replace("\r\n", "\n")


async def _announced(notifier: ShopService, count: int) -> bool:
    return len(await notifier.announced()) >= count


async def _attempted(notifier: ShopService) -> bool:
    return any(message.attempts for message in await history(notifier))


async def _logged(caplog: pytest.LogCaptureFixture, text: str) -> bool:
    return text in caplog.text


async def _claim(tx: Tx, *, limit: int) -> list[store.Claimed]:
    return await store.claim_due_messages(tx, limit=limit, lease=RETRY_AFTER[0])


async def _rows_read_by_a_batch(notifier: ShopService) -> int:
    async with notifier.reading() as connection:
        for _ in range(6):  # from the sixth time on PostgreSQL keeps the plan it has
            async with connection.connection.transaction():
                await store.find_rows_by_index(connection)
                claimed = await _claim(connection, limit=20)
                attempts = [delivery._attempt(message, delivery.Outcome.ACCEPTED) for message in claimed]
                await delivery.record_attempts(connection, attempts, claimed)
                read: int = await connection.fetchval(
                    "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::int"
                    " FROM pg_stat_xact_user_tables WHERE relname = 'messages'"
                )
        return read
