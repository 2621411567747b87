"""Runs the mailbox, SMTP and HTTP in one process: `python -m deploy.local.mailbox`."""

import asyncio
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import uvicorn
import uvloop
from aiosmtpd.smtp import SMTP, Envelope, Session
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.local.mailbox.mails import Mailbox
from deploy.local.mailbox.pages import application
from deploy.local.ports import require_free
from deploy.local.settings import REPOSITORY
from deploy.problem import Problem

LARGEST_MAIL_BYTES = 1024 * 1024

log = logging.getLogger(__name__)


class MailboxSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="BACKSHOP_", populate_by_name=True)

    host: str = "127.0.0.1"
    smtp_port: int = Field(default=8025, validation_alias="BACKSHOP_MAILBOX_SMTP_PORT")
    http_port: int = Field(default=8086, validation_alias="BACKSHOP_MAILBOX_HTTP_PORT")
    directory: Path = Field(
        default=REPOSITORY / ".backshop" / "data" / "mailbox", validation_alias="BACKSHOP_MAILBOX_DIR"
    )


async def run(settings: MailboxSettings) -> None:
    """Serve SMTP and HTTP until SIGTERM or SIGINT."""
    require_free(
        settings.host,
        {"BACKSHOP_MAILBOX_SMTP_PORT": settings.smtp_port, "BACKSHOP_MAILBOX_HTTP_PORT": settings.http_port},
    )
    mailbox = Mailbox(settings.directory)
    intake = Intake(mailbox)
    loop = asyncio.get_running_loop()
    smtp = await loop.create_server(lambda: _smtp(intake, loop), settings.host, settings.smtp_port)
    http = _Server(
        uvicorn.Config(
            application(mailbox),
            host=settings.host,
            port=settings.http_port,
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
        )
    )
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, setattr, http, "should_exit", True)
    log.info("the mailbox takes mails on port %d and shows them on port %d", settings.smtp_port, settings.http_port)
    try:
        await http.serve()
    finally:
        smtp.close()
        mailbox.close()


class Intake:
    """Takes mails from SMTP; the sender's answer waits until the mail is kept."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuses what no mail server can reach: the ending .invalid is kept free for that (RFC 2606)."""
        if address.lower().endswith(".invalid"):
            return "550 5.1.2 there is no such domain"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mailbox.keep(envelope.mail_from or "", envelope.rcpt_tos, cast(bytes, envelope.content))
        return "250 2.0.0 kept"

    async def handle_exception(self, error: Exception) -> str:
        log.error("a mail could not be kept: %s", error)
        return "451 4.3.0 could not keep it now"


class _Server(uvicorn.Server):
    """Signals stop the whole process, so the web server does not take them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _smtp(intake: Intake, loop: asyncio.AbstractEventLoop) -> SMTP:
    return SMTP(
        intake,
        data_size_limit=LARGEST_MAIL_BYTES,
        enable_SMTPUTF8=True,
        hostname="mailbox.local",
        ident="Backshop mailbox",
        loop=loop,
    )


def main() -> None:
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's: it names every recipient
    try:
        uvloop.run(run(MailboxSettings()))
    except Problem as problem:
        sys.exit(f"mailbox: {problem}")


if __name__ == "__main__":
    main()
