"""What keeps all mails from going out: the mail server, the way to it, or our account with it, told apart for staff."""

import ssl

import aiosmtplib

from services.notifier.messages.held_up import ServerTrouble, delete_held_up, save_held_up
from shared.clock import now
from shared.transaction import Tx

OF_LOGIN = {530, 534, 535, 538}
"""Answers to whoever should have logged in, or in another way (RFC 4954)."""
_WITHOUT = {"STARTTLS": ServerTrouble.NO_TLS, "auth": ServerTrouble.LOGIN}
"""What a server does not offer, by a word of the library."""


class Trouble(Exception):
    """Nobody's mail gets through. Its text is safe to log: it names no customer."""

    def __init__(self, kind: ServerTrouble, code: str = "") -> None:
        super().__init__(f"{kind} {code}".strip())
        self.kind = kind
        self.code = code


class Interrupted(Trouble):
    """It came in the middle of a mail."""


class Over:
    """The mail server takes mails again."""


class Standing:
    """Of the mail server with this process; `news` is what staff are not told yet, None where they know."""

    def __init__(self) -> None:
        self.news: Trouble | Over | None = None
        self._answers = False  # what a process before this one has told may not be so any more

    def fails(self, trouble: Trouble) -> None:
        self.news, self._answers = trouble, False

    def answers(self) -> None:
        if not self._answers:
            self.news, self._answers = Over(), True

    def told(self, news: Trouble | Over | None) -> None:
        """Unless there are others meanwhile."""
        if self.news is news:
            self.news = None


async def save_news(tx: Tx, news: Trouble | Over | None) -> None:
    if isinstance(news, Trouble):
        await save_held_up(tx, news.kind, news.code, at=now())
    elif news:
        await delete_held_up(tx)


def kind_and_code(error: Exception) -> tuple[ServerTrouble, str]:
    """Of what the library raises; the code is what the server answered, "" where it did not."""
    code = error.code if isinstance(error, aiosmtplib.SMTPResponseException) else None
    return _kind(error, code), "" if code is None else str(code)


def _kind(error: Exception, code: int | None) -> ServerTrouble:
    if isinstance(error, aiosmtplib.SMTPAuthenticationError) or code in OF_LOGIN:
        return ServerTrouble.LOGIN
    if isinstance(error, aiosmtplib.SMTPSenderRefused):
        return ServerTrouble.SENDER
    if code is not None:
        return ServerTrouble.BUSY
    if isinstance(error, TimeoutError):
        return ServerTrouble.SILENT
    if by_tls := _by_tls(error):
        return by_tls
    if isinstance(error.__cause__ or error, aiosmtplib.SMTPServerDisconnected):
        return ServerTrouble.CLOSED
    if isinstance(error, OSError):
        return ServerTrouble.UNREACHABLE
    return next((kind for word, kind in _WITHOUT.items() if word.lower() in str(error).lower()), ServerTrouble.BUSY)


def _by_tls(error: BaseException | None) -> ServerTrouble | None:
    while error is not None:
        if isinstance(error, ssl.CertificateError):
            return ServerTrouble.CERTIFICATE
        if isinstance(error, ssl.SSLError):
            return ServerTrouble.NO_TLS
        error = error.__cause__
    return None
