"""Mails go through a server that wants a login over TLS, and never without either."""

import ssl
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


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """One that this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.test")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    file, key_file = tmp_path / "mail.crt", tmp_path / "mail.key"
    file.write_bytes(made.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file, key_file)
    return context


async def restart(server: MailServer, certificate: ssl.SSLContext) -> None:
    await server.stop()

    def check(*args: Any) -> AuthResult:
        login = args[-1]
        assert isinstance(login, LoginPassword)
        is_right = (login.login, login.password) == (USERNAME.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)  # the server itself answers

    server.options = {
        "authenticator": check,
        "auth_required": True,
        "auth_require_tls": True,
        "tls_context": certificate,
        "require_starttls": True,
    }
    await server.start()


async def test_mails_go_out_with_the_right_login_and_wait_for_it_with_a_wrong_one(
    notifier: ShopService,
    mail_server: MailServer,
    deliver: Deliver,
    certificate: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await restart(mail_server, certificate)
    for name, value in {"STARTTLS": "starttls", "USERNAME": USERNAME, "PASSWORD": "wrong", "TIME_LIMIT_S": "5"}.items():
        monkeypatch.setenv(f"BACKSHOP_SMTP_{name}", value)
    await notifier.deliver(placed())
    async with deliver():
        await until(_logged, caplog, "SMTPAuthenticationError 535")
    assert ((await only_message(notifier)).state, mail_server.mails) == ("queued", [])
    assert PASSWORD not in caplog.text

    monkeypatch.setenv("BACKSHOP_SMTP_PASSWORD", PASSWORD)
    async with deliver():
        message = await wait_for_state(notifier, "sent")
    assert (message.attempts, len(mail_server.mails)) == (1, 1)


async def test_nothing_is_sent_in_the_clear_where_tls_was_asked_for(
    notifier: ShopService,
    mail_server: MailServer,
    deliver: Deliver,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("BACKSHOP_SMTP_STARTTLS", "starttls")
    await notifier.deliver(placed())
    async with deliver():
        await until(_logged, caplog, "out of order")
    message = await only_message(notifier)
    assert (message.state, message.attempts, mail_server.mails) == ("queued", 0, [])


async def _logged(caplog: pytest.LogCaptureFixture, words: str) -> bool:
    return words in caplog.text
