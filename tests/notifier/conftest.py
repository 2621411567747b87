"""The notifier on its real database, and a mail server that answers as the test tells it."""

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.ports import find_free
from services.notifier.app import service
from services.notifier.delivery.deliver_messages import deliver_messages
from services.notifier.messages.schemas import MessageSummary, MessageView
from shared.schemas.orders import OrderPlaced
from shared.transaction import Database
from tests.support.service import ShopService, database_of, on_empty
from tests.support.waiting import until

notifier_database = database_of(service)

TIME_LIMIT_S = 0.5
Deliver = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture(autouse=True)
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails lead nowhere, whatever other tests of this process have set."""
    monkeypatch.delenv("BACKSHOP_LINK_SECRETS", raising=False)


@pytest.fixture
async def notifier(_notifier_database: Database) -> AsyncIterator[ShopService]:
    async with on_empty(service, _notifier_database) as under_test:
        yield under_test


class MailServer:
    """Accepts everything, except what `answers`, `sender_answers` and `recipient_answers` say of the next mails.

    While `hangs`, it takes the whole mail and says nothing. `options` are those of aiosmtpd. With `tls` it speaks
    nothing else from the first byte on.
    """

    def __init__(self) -> None:
        self.port = find_free()
        self.mails: list[EmailMessage] = []
        self.contents: list[bytes] = []
        self.recipients: list[str] = []
        self.senders: list[str] = []
        self.connections = 0
        self.answers: deque[str] = deque()
        self.sender_answers: deque[str] = deque()
        self.recipient_answers: deque[str] = deque()
        self.hangs = False
        self.before_answering: Callable[[], None] = lambda: None
        self.asked = 0
        self.options: dict[str, Any] = {}
        self.logins: list[str] = []
        self.tls: ssl.SSLContext | None = None
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.BaseTransport] = set()

    async def start(self) -> None:
        self._server = await asyncio.get_running_loop().create_server(
            self._connection, "127.0.0.1", self.port, ssl=self.tls
        )

    async def stop(self) -> None:
        if self._server:
            self._server.close()
            self.disconnect()
            await self._server.wait_closed()
            self._server = None

    def disconnect(self) -> None:
        for transport in self._open:
            transport.abort()  # type: ignore[attr-defined]
        self._open.clear()

    def subjects(self) -> list[str]:
        return [mail["subject"] for mail in self.mails]

    async def has(self, count: int) -> bool:
        return len(self.mails) >= count

    async def was_asked(self, count: int) -> bool:
        return self.asked >= count

    async def handle_MAIL(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender_answers:
            self.asked += 1
            return self.sender_answers.popleft()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answers:
            self.asked += 1
            return self.recipient_answers.popleft()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        self.asked += 1
        if self.hangs:
            await asyncio.Event().wait()
        answer = self.answers.popleft() if self.answers else "250 OK"
        if answer.startswith("250"):
            self.recipients += envelope.rcpt_tos
            self.senders.append(envelope.mail_from or "")
            content = cast(bytes, envelope.content)
            self.contents.append(content)
            self.mails.append(cast(EmailMessage, message_from_bytes(content, policy=policy.default)))
            self.before_answering()
        return answer

    def _connection(self) -> SMTP:
        opened, closed = self._open.add, self._open.discard
        counted = self

        class Connection(SMTP):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                counted.connections += 1
                opened(transport)
                super().connection_made(transport)

            def connection_lost(self, error: Exception | None) -> None:
                if self.transport:
                    closed(self.transport)
                super().connection_lost(error)

        loop = asyncio.get_running_loop()
        return Connection(self, hostname="mail.test", enable_SMTPUTF8=False, loop=loop, **self.options)


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    server = MailServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def deliver(notifier: ShopService, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> Deliver:
    """`async with deliver():` delivery runs, as it does in the service."""
    settings = {
        "SMTP_PORT": mail_server.port,
        "SMTP_CONNECTIONS": 2,
        "SMTP_TIME_LIMIT_S": TIME_LIMIT_S,
        "MAIL_RATE": 5000,
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"BACKSHOP_{name}", str(value))

    @asynccontextmanager
    async def delivering() -> AsyncIterator[None]:
        task = asyncio.create_task(deliver_messages(notifier.database))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    return delivering


async def history(notifier: ShopService, order: OrderPlaced | None = None) -> list[MessageSummary]:
    """Oldest first."""
    params = {"limit": 200} | ({"order_id": str(order.order_id)} if order else {})
    answer = await notifier.http.get("/messages", params=params)
    assert answer.status_code == 200, answer.text
    return [MessageSummary.model_validate(item) for item in answer.json()["items"]][::-1]


async def only_message(notifier: ShopService) -> MessageView:
    (summary,) = await history(notifier)
    return await read(notifier, summary.message_id)


async def read(notifier: ShopService, message_id: UUID) -> MessageView:
    answer = await notifier.http.get(f"/messages/{message_id}")
    assert answer.status_code == 200, answer.text
    return MessageView.model_validate(answer.json())


async def wait_for_state(notifier: ShopService, state: str, *, attempts: int | None = None) -> MessageView:
    """The only message, once it is in this state after so many attempts."""

    async def reached() -> MessageView | None:
        message = await only_message(notifier)
        return message if message.state == state and attempts in (None, message.attempts) else None

    return cast(MessageView, await until(reached))


async def has_announced(notifier: ShopService, count: int) -> bool:
    return len(await notifier.announced()) >= count


async def a_day_passes(notifier: ShopService) -> None:
    async with notifier.transaction() as tx:
        await tx.execute(
            "UPDATE messages SET next_attempt_at = next_attempt_at - interval '1 day',"
            " claimed_until = claimed_until - interval '1 day'"
        )
