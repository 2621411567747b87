"""Delivery: takes messages from the queue in small batches, sends them, and records the results.

No transaction is open while the mail server is asked. When a process dies in between, its messages stay claimed for a
while and are then sent by another, with the same Message-ID, also those that had gone out already.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import NamedTuple, TypeVar
from uuid import UUID

from services.notifier.delivery.dkim import Signer
from services.notifier.delivery.mail import Attachment, mail
from services.notifier.delivery.smtp import Answer, Connection
from services.notifier.delivery.still_due import NotNow, NotTold, StillDue
from services.notifier.delivery.trouble import Interrupted, Standing, Trouble, save_news
from services.notifier.queue import store
from services.notifier.queue.model import Attempt, Claimed, Outcome
from services.notifier.reminders.store import find_said, list_further_of
from services.notifier.settings import BillingSettings, MailSettings, SmtpSettings
from services.notifier.usecases.record_attempts import record_attempts
from services.notifier.usecases.tell_of_reminders import only_of, rewrite_reminder
from services.notifier.writing.logo import find_logo, named_logo
from shared.clock import now
from shared.look.look import Logo
from shared.postgres.transient import is_transient
from shared.schemas.billing import ReminderContent
from shared.schemas.notifier import REMINDERS
from shared.shop_name import shop_name
from shared.stored_settings import get_settings
from shared.transaction import Database, Queries
from shared.waiting import Waiting, of_this_loop

BATCH = 20
BUSY_POLL_S, IDLE_POLL_S = 0.1, 0.5
"""How often a connection looks that has just sent something, and how often all of them together do."""
PAUSE_S = (0.5, 1, 2, 5, 10, 20, 30, 60)
"""Waits while the mail server is out of order; the last one repeats."""

STOP_LIMIT_S = 5

Answered = TypeVar("Answered")
Named = TypeVar("Named", UUID, str)
log = logging.getLogger(__name__)


class Batch(NamedTuple):
    """Messages to send, and in whose name."""

    messages: list[Claimed]
    settings: MailSettings


async def deliver_messages(database: Database) -> None:
    """Until cancelled; then what is being sent is finished and recorded, so that nothing is sent twice."""
    delivery = Delivery(database, SmtpSettings())
    workers = [asyncio.create_task(delivery.work()) for _ in range(delivery.settings.smtp_connections)]
    try:
        await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
    finally:
        delivery.stopping.set()
        await asyncio.wait(workers, timeout=STOP_LIMIT_S)
        for worker in workers:
            worker.cancel()
        ends = await asyncio.gather(*workers, return_exceptions=True)
        await delivery.still_due.close()
    # Not cancelled: a worker has failed, and whoever runs this starts it again.
    raise next(end for end in ends if isinstance(end, Exception))


class Delivery:
    """The workers, one for each connection to the mail server, and what they share: the rate, the pause."""

    def __init__(self, database: Database, settings: SmtpSettings) -> None:
        self.database = database
        self.settings = settings
        self.signer = Signer.of(settings)
        self.still_due = StillDue(BillingSettings())
        self.stopping = asyncio.Event()
        self.waiting = of_this_loop.get() or Waiting("deliver_messages")
        self._lease_s = 6 * settings.smtp_time_limit_s
        self._next_turn = self._next_look = 0.0
        self._paused_until = 0.0
        self._troubles = 0
        self._standing = Standing()

    async def work(self) -> None:
        connection = Connection(self.settings)
        try:
            while not self.stopping.is_set():
                await self._wait(self._paused_until - time.monotonic())
                claimed = await self._deliver_batch(connection)
                if not claimed:
                    await connection.close_if_idle()
                if claimed < BATCH:
                    await self._wait(BUSY_POLL_S if claimed else self._until_next_look())
        finally:
            await connection.quit()

    def _until_next_look(self) -> float:
        """Seconds; those that have nothing to do look one after the other."""
        self._next_look = max(self._next_look, time.monotonic()) + IDLE_POLL_S
        return self._next_look - time.monotonic()

    async def _deliver_batch(self, connection: Connection) -> int:
        # A mail is begun only where its time limits (twice to connect, twice to send) end before its claim.
        begin_before = time.monotonic() + self._lease_s - 4 * self.settings.smtp_time_limit_s
        batch = await self._when_database_answers(self._claim)
        if batch is None:
            return 0
        attempts: list[Attempt] = []
        try:
            for message in batch.messages:
                await self._turn()
                if self.stopping.is_set() or self._paused or time.monotonic() > begin_before:
                    break
                attempts.append(await self._attempt(connection, message, batch.settings))
        except Trouble as trouble:
            self._pause(trouble)
        finally:
            untried = batch.messages[len(attempts) :]
            await self._when_database_answers(lambda: self._record(attempts, untried))
        return len(batch.messages)

    async def _attempt(self, connection: Connection, message: Claimed, settings: MailSettings) -> Attempt:
        """Raises Trouble where nothing was tried, so that a server that is down costs no message an attempt.

        Trouble in the middle of a mail is an attempt: a mail that breaks every connection must not be the first to be
        sent for ever.
        """
        try:
            sender = settings.mail_from
            attachments = await self._attachments(message)
            if message.document_id and not attachments:
                return _attempt(message, Outcome.WITHOUT_FILE, await self._why_without_file(message))
            if message.kind in REMINDERS and message.order_id:  # else staff try its text
                if not_now := await self._not_now(message):
                    return not_now
                attachments = await self._still_listed(message, attachments)
            content = mail(
                message,
                sender=sender,
                sender_name=shop_name(),
                id_address=self.settings.mail_from,
                reply_to=settings.mail_reply_to,
                attachments=attachments,
                logo=await self._logo(message),
            )
            if self.signer:
                content = self.signer.signed(content)
            if connection.mails:
                # A server may close a connection after a while or a number of mails: that says nothing of this one.
                with contextlib.suppress(Interrupted):
                    return self._answered(message, await connection.send(sender, message.recipient, content))
            await connection.open()
            return self._answered(message, await connection.send(sender, message.recipient, content))
        except Interrupted as trouble:
            self._pause(trouble)
            return _attempt(message, Outcome.DEFERRED, str(trouble))
        except Trouble:
            raise
        except Exception as error:
            # A bug; it must not stop the mails behind this one. What it says may name the customer.
            log.error("message %s cannot be sent: %s", message.message_id, type(error).__name__)
            return _attempt(message, Outcome.DEFERRED, type(error).__name__)

    async def _not_now(self, message: Claimed) -> Attempt | None:
        """Why a reminder does not go out now: nothing of it is due, or something else, or billing is away."""
        assert message.about
        about = message.about
        try:
            content = await self.still_due.of(about)
        except NotTold as why:
            return _attempt(message, Outcome.POSTPONED, str(why))
        except NotNow as why:
            return _attempt(message, Outcome.FROZEN, str(why))
        if content:
            theirs = only_of(content, message.recipient)
            content = await self._when_database_answers(lambda: self._read(theirs, about))
        if content is None:
            return _attempt(message, Outcome.NOTHING_DUE)
        if content == await self._when_database_answers(lambda: self._read(find_said, about)):
            return None
        await self._when_database_answers(lambda: self._rewrite(message, about, content))
        return _attempt(message, Outcome.POSTPONED, "it is written anew, as something has changed meanwhile")

    async def _rewrite(self, message: Claimed, reminder_id: UUID, content: ReminderContent) -> None:
        async with self.database.transaction(locking=filter(None, [message.order_id])) as tx:
            await rewrite_reminder(tx, reminder_id, content)

    async def _still_listed(self, message: Claimed, attachments: Sequence[Attachment]) -> list[Attachment]:
        """Without the files of what is paid by now."""
        assert message.about
        about = message.about
        said = await self._when_database_answers(lambda: self._read(find_said, about))
        listed = {one.invoice_id for one in said.invoices} if said else set()
        return [one for one in attachments if one.document_id in listed]

    async def _attachments(self, message: Claimed) -> list[Attachment]:
        """The file that the message names, and those that a reminder carries beside it."""
        if message.document_id is None or message.attachment_name is None:
            return []
        content = await self._when_database_answers(lambda: self._read(store.find_attachment, message.message_id))
        files = [Attachment(message.attachment_name, content, message.document_id)] if content else []
        if message.kind not in REMINDERS:
            return files
        further = await self._when_database_answers(lambda: self._read(list_further_of, message.message_id))
        return files + [
            Attachment(one.name, one.content, one.document_id) for one in further or () if one.name and one.content
        ]

    async def _logo(self, message: Claimed) -> Logo | None:
        logo_id = named_logo(message.html)
        return await self._when_database_answers(lambda: self._read(find_logo, logo_id)) if logo_id else None

    async def _why_without_file(self, message: Claimed) -> str:
        why = await self._when_database_answers(lambda: self._read(store.find_why_without_file, message.message_id))
        return why or "it was not made in time"

    async def _read(
        self, read: Callable[[Queries, Named], Awaitable[Answered | None]], its_id: Named
    ) -> Answered | None:
        async with self.database.reading() as queries:
            return await read(queries, its_id)

    def _answered(self, message: Claimed, answer: Answer) -> Attempt:
        self._troubles = 0
        self._standing.answers()
        if answer.status < 300:
            return _attempt(message, Outcome.ACCEPTED)
        outcome = Outcome.REFUSED if answer.is_final else Outcome.DEFERRED
        return _attempt(message, outcome, answer.code, answer.text)

    async def _claim(self) -> Batch | None:
        async with self.database.reading() as queries:
            if not await store.has_due_messages(queries):
                return None
        async with self.database.transaction() as tx:
            await store.read_by_index(tx)
            claimed = await store.claim_due_messages(tx, limit=BATCH, lease=timedelta(seconds=self._lease_s))
            return Batch(claimed, await get_settings(tx, MailSettings)) if claimed else None

    async def _record(self, attempts: Sequence[Attempt], untried: Sequence[Claimed]) -> None:
        orders = {*(attempt.order_id for attempt in attempts), *(message.order_id for message in untried)}
        news = self._standing.news
        async with self.database.transaction(locking=filter(None, orders)) as tx:
            await record_attempts(tx, attempts, untried)
            await save_news(tx, news)
        self._standing.told(news)

    async def _when_database_answers(self, ask: Callable[[], Awaitable[Answered]]) -> Answered:
        """What was sent is remembered here until the database is back; only a kill can make it be sent again."""
        while True:
            try:
                answer = await ask()
            except Exception as error:
                if self.stopping.is_set() or not is_transient(error):
                    raise
                self.waiting.failed(error)
            else:
                self.waiting.over()
                return answer
            await self._wait(1)

    @property
    def _paused(self) -> bool:
        return self._paused_until > time.monotonic()

    def _pause(self, trouble: Trouble) -> None:
        """Nobody sends for a while: a server that is down is asked now and then, not once for each message."""
        if self._paused:
            return
        wait = PAUSE_S[min(self._troubles, len(PAUSE_S) - 1)]
        self._troubles += 1
        self._paused_until = time.monotonic() + wait
        self._standing.fails(trouble)
        log.warning("the mail server is out of order (%s); trying again in %.1f s", trouble, wait)

    async def _turn(self) -> None:
        """Wait for the next place in the permitted rate."""
        at = max(time.monotonic(), self._next_turn)
        self._next_turn = at + 1 / self.settings.mail_rate
        await self._wait(at - time.monotonic())

    async def _wait(self, seconds: float) -> None:
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self.stopping.wait()


def _attempt(message: Claimed, outcome: Outcome, code: str = "", answer: str = "") -> Attempt:
    said = (answer or code).encode("utf-8", "replace").decode().replace("\0", "")
    return Attempt(
        message.message_id, message.order_id, message.attempts, outcome, now(), answer=said[:1000], code=code
    )
