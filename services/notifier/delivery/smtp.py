"""A connection to the mail server: opened when there is mail, kept for the next one, every step with a time limit."""

import asyncio
import contextlib
import re
import socket
import time
from typing import NamedTuple

import aiosmtplib

from services.notifier.settings import SmtpSettings
from shared.mail_addresses import ascii_address

KEEP_OPEN_S = 30
QUIT_LIMIT_S = 2
_SHUTTING_DOWN = 421
_NO_SUCH_ADDRESSES = 553


class Trouble(Exception):
    """The mail server, the way to it or our account with it failed: nobody's mail gets through.

    Its text is safe to log: it names no customer.
    """


class Interrupted(Trouble):
    """It came in the middle of a mail."""


class Answer(NamedTuple):
    """What the mail server said of one mail. `text` may name the recipient."""

    status: int
    text: str

    @property
    def code(self) -> str:
        """With the enhanced status code (RFC 3463) where there is one: "550 5.1.1"."""
        enhanced = re.match(r"[245]\.\d{1,3}\.\d{1,3}\b", self.text)
        return f"{self.status} {enhanced[0]}" if enhanced else str(self.status)


class Connection:
    """`mails` counts what went through it since it was opened."""

    def __init__(self, settings: SmtpSettings) -> None:
        self.mails = 0
        self._limit_s = settings.smtp_time_limit_s
        self._last_used = 0.0
        password = settings.smtp_password
        self._client = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username,
            password=password.get_secret_value() if password else None,
            use_tls=settings.smtp_starttls == "tls",
            start_tls=settings.smtp_starttls == "starttls",
            local_hostname=socket.gethostname(),  # the library's default asks the DNS, and waits for it
            timeout=self._limit_s,
        )

    async def open(self) -> None:
        """Unless it is open; a mail server that refuses our login or offers no TLS is trouble too."""
        if self._client.is_connected:
            return
        self._abandon()
        try:
            async with asyncio.timeout(self._limit_s):
                await self._client.connect()
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            self._abandon()
            raise Trouble(_describe(error)) from error

    async def send(self, sender: str, recipient: str, mail: bytes) -> Answer:
        """Raises Interrupted where the answer is not about this mail; the connection is closed then."""
        sender, recipient = ascii_address(sender), ascii_address(recipient)
        options = [] if recipient.isascii() else ["SMTPUTF8"]
        try:
            async with asyncio.timeout(self._limit_s):
                _, text = await self._client.sendmail(sender, recipient, mail, mail_options=options)
            answer = Answer(250, text)
        except aiosmtplib.SMTPRecipientsRefused as error:
            answer = Answer(error.recipients[0].code, error.recipients[0].message)
        except aiosmtplib.SMTPDataError as error:
            answer = Answer(error.code, error.message)
        except aiosmtplib.SMTPNotSupported:
            answer = Answer(_NO_SUCH_ADDRESSES, "5.6.7 the mail server takes no addresses with letters outside ASCII")
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            # Among them a refused sender: every mail has the same.
            self._abandon()
            raise Interrupted(_describe(error)) from error
        except BaseException:
            self._abandon()  # interrupted in the middle of a mail: the connection is of no more use
            raise
        if answer.status == _SHUTTING_DOWN:
            self._abandon()
            raise Interrupted(answer.code)
        self.mails += 1
        self._last_used = time.monotonic()
        return answer

    async def close_if_idle(self) -> None:
        if self._client.is_connected and time.monotonic() - self._last_used > KEEP_OPEN_S:
            await self.quit()

    async def quit(self) -> None:
        if self._client.is_connected:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                async with asyncio.timeout(QUIT_LIMIT_S):
                    await self._client.quit()
        self._abandon()

    def _abandon(self) -> None:
        self._client.close()
        self.mails = 0


def _describe(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.code}"
    return type(error).__name__
