"""A connection to the mail server: opened when there is mail, kept for the next one, every step with a time limit."""

import asyncio
import contextlib
import re
import socket
import time
from typing import NamedTuple

import aiosmtplib

from services.notifier.delivery.trouble import OF_LOGIN, Interrupted, Trouble, kind_and_code
from services.notifier.messages.held_up import ServerTrouble
from services.notifier.settings import SmtpSettings
from shared.mail_addresses import ascii_address

KEEP_OPEN_S = 30
QUIT_LIMIT_S = 2
_SHUTTING_DOWN = 421
_NO_SUCH_ADDRESSES = 553
_TOO_LARGE = 552


class Answer(NamedTuple):
    """What the mail server said of one mail. `text` may name the recipient.

    `of_account`: it passes mails on for nobody, or not for us as we have logged in, which an operator can change.
    """

    status: int
    text: str
    of_account: bool = False

    @property
    def is_final(self) -> bool:
        return self.status >= 500 and not self.of_account

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
            validate_certs=settings.smtp_verify,
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
            raise Trouble(*kind_and_code(error)) from error

    async def send(self, sender: str, recipient: str, mail: bytes) -> Answer:
        """Raises Trouble where the answer is not about this mail; the connection is closed then.

        Of a sender that is refused, and a login that lacks, nothing was tried; anything else may come of this mail.
        """
        sender, recipient = ascii_address(sender), ascii_address(recipient)
        options = [] if recipient.isascii() else ["SMTPUTF8"]
        try:
            async with asyncio.timeout(self._limit_s):
                _, text = await self._client.sendmail(sender, recipient, mail, mail_options=options)
            answer = Answer(250, text)
        except aiosmtplib.SMTPRecipientsRefused as error:
            answer = _about_recipient(error.recipients[0])
        except aiosmtplib.SMTPDataError as error:
            answer = Answer(error.code, error.message)
        except aiosmtplib.SMTPNotSupported:
            answer = Answer(_NO_SUCH_ADDRESSES, "5.6.7 the mail server takes no addresses with letters outside ASCII")
        except aiosmtplib.SMTPSenderRefused as error:
            if error.code != _TOO_LARGE:
                raise self._failed(error) from error
            answer = Answer(error.code, error.message)  # it was told the size with the sender
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise self._failed(error) from error
        except BaseException:
            self._abandon()  # interrupted in the middle of a mail: the connection is of no more use
            raise
        if answer.status == _SHUTTING_DOWN:
            self._abandon()
            raise Interrupted(ServerTrouble.BUSY, answer.code)
        self.mails += 1
        self._last_used = time.monotonic()
        return answer

    def _failed(self, error: Exception) -> Trouble:
        self._abandon()
        kind, code = kind_and_code(error)
        of_all = kind in (ServerTrouble.LOGIN, ServerTrouble.SENDER) and code.startswith("5")
        nothing_tried = of_all or isinstance(error, aiosmtplib.SMTPHeloError)
        return (Trouble if nothing_tried else Interrupted)(kind, code)

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


def _about_recipient(refused: aiosmtplib.SMTPRecipientRefused) -> Answer:
    of_account = refused.code in OF_LOGIN or "relay" in refused.message.lower()
    return Answer(refused.code, refused.message, of_account)
