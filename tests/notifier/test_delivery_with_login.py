"""Mails go through a server that wants a login over TLS, and never without either."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.notifier.conftest import Deliver, MailServer, only_message, wait_for_state
from tests.support.orders import placed
from tests.support.service import ShopService
from tests.support.waiting import until

USERNAME, PASSWORD = "shop", "right"


Made = Callable[..., ssl.SSLContext]


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Makes one that is valid from yesterday on, of which this process trusts the maker, which is itself."""

    def make(*, days: int = 1, trusted: bool = True) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.test")])
        made = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(datetime.now(UTC) - timedelta(days=2))
            .not_valid_after(datetime.now(UTC) + timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, SHA256())
        )
        file, key_file = tmp_path / "mail.crt", tmp_path / "mail.key"
        file.write_bytes(made.public_bytes(Encoding.PEM))
        key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(file))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(file, key_file)
        return context

    return make


def set_smtp(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"BACKSHOP_SMTP_{name}", value)


async def restart(server: MailServer, certificate: ssl.SSLContext, how: str = "starttls", only: str = "") -> None:
    """It wants a login, where it speaks TLS, and knows `only` this way of it."""
    await server.stop()

    def check(*args: Any) -> AuthResult:
        _, _, _, mechanism, login = args
        server.logins.append(mechanism)
        assert isinstance(login, LoginPassword)
        is_right = (login.login, login.password) == (USERNAME.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)  # the server itself answers

    server.options = {
        "authenticator": check,
        "auth_required": how == "starttls",
        "auth_require_tls": how == "starttls",  # aiosmtpd knows no other TLS
        "auth_exclude_mechanism": [one for one in ("PLAIN", "LOGIN") if only and one != only],
    }
    if how == "starttls":
        server.options |= {"tls_context": certificate, "require_starttls": True}
    else:
        server.tls = certificate
    await server.start()


@pytest.mark.parametrize(("how", "only"), [("starttls", "PLAIN"), ("tls", "LOGIN")])
async def test_mails_go_out_by_tls_at_once_or_later_and_by_each_way_of_logging_in(
    notifier: ShopService,
    mail_server: MailServer,
    deliver: Deliver,
    certificate: Made,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
    only: str,
) -> None:
    await restart(mail_server, certificate(), how, only)
    set_smtp(monkeypatch, STARTTLS=how, USERNAME=USERNAME, PASSWORD=PASSWORD, TIME_LIMIT_S="5")
    await notifier.deliver(placed())
    async with deliver():
        await wait_for_state(notifier, "sent", attempts=1)
    assert mail_server.logins == [only]


@pytest.mark.parametrize("how", ["starttls", "tls"])
@pytest.mark.parametrize(("days", "trusted"), [(-1, True), (1, False)])
async def test_a_certificate_that_is_over_or_of_an_unknown_maker_is_refused_unless_that_is_told_otherwise(
    notifier: ShopService,
    mail_server: MailServer,
    deliver: Deliver,
    certificate: Made,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
    days: int,
    trusted: bool,
) -> None:
    await restart(mail_server, certificate(days=days, trusted=trusted), how)
    set_smtp(monkeypatch, STARTTLS=how, USERNAME=USERNAME, PASSWORD=PASSWORD, TIME_LIMIT_S="5")
    await notifier.deliver(placed())
    async with deliver():
        assert (await until(_held_up, notifier))["kind"] == "certificate"
    message = await only_message(notifier)
    assert (message.state, message.attempts, mail_server.mails) == ("queued", 0, [])
    set_smtp(monkeypatch, VERIFY="false")
    async with deliver():
        await wait_for_state(notifier, "sent", attempts=1)


async def test_mails_go_out_with_the_right_login_and_wait_for_it_with_a_wrong_one(
    notifier: ShopService,
    mail_server: MailServer,
    deliver: Deliver,
    certificate: Made,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await restart(mail_server, certificate())
    set_smtp(monkeypatch, STARTTLS="starttls", USERNAME=USERNAME, PASSWORD="wrong", TIME_LIMIT_S="5")
    await notifier.deliver(placed())
    async with deliver():
        await until(_logged, caplog, "out of order (login 535)")
        told = await until(_held_up, notifier)
    assert ((await only_message(notifier)).state, mail_server.mails) == ("queued", [])
    assert (told["kind"], told["code"]) == ("login", "535")
    assert PASSWORD not in caplog.text

    monkeypatch.setenv("BACKSHOP_SMTP_PASSWORD", PASSWORD)
    async with deliver():
        message = await wait_for_state(notifier, "sent")
    assert (message.attempts, len(mail_server.mails)) == (1, 1)


@pytest.mark.parametrize("how", ["starttls", "tls"])
async def test_nothing_is_sent_in_the_clear_where_tls_was_asked_for(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    set_smtp(monkeypatch, STARTTLS=how)
    await notifier.deliver(placed())
    async with deliver():
        assert (await until(_held_up, notifier))["kind"] == "no_tls"
    message = await only_message(notifier)
    assert (message.state, message.attempts, mail_server.mails) == ("queued", 0, [])


async def _held_up(notifier: ShopService) -> Any:
    return (await notifier.http.get("/messages/counts")).json()["held_up"]


async def _logged(caplog: pytest.LogCaptureFixture, words: str) -> bool:
    return words in caplog.text
