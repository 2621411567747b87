"""Mails bear the signature of the shop's domain, which another program than ours finds valid."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from services.notifier.delivery.dkim import Signer, UnusableKey
from services.notifier.delivery.mail import Attachment, mail
from services.notifier.queue.model import Claimed
from services.notifier.settings import SmtpSettings
from shared.look.look import Logo
from tests.notifier.conftest import Deliver, MailServer, wait_for_state
from tests.support.orders import placed
from tests.support.service import ShopService

MESSAGE = Claimed(
    message_id=UUID("01a206f0-1add-73da-879d-689979e33ee5"),
    order_id=None,
    recipient="zoe@example.org",
    recipient_name="Zoé « la petite » Martin de la Rue très longue",
    subject="Nous avons bien reçu votre commande 1001, et nous vous en remercions",
    text="Bonjour  Zoé,\n\n25,00 €  \n.\n\n\n",
    html="<p>Bonjour Zoé</p>\n" + "long " * 100,
    attempts=0,
    created_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
)
PrivateKey = RSAPrivateKey | Ed25519PrivateKey | ec.EllipticCurvePrivateKey
KeyFile = Callable[[PrivateKey], Path]


@pytest.fixture
def key_file(tmp_path: Path) -> KeyFile:
    def write(key: PrivateKey) -> Path:
        file = tmp_path / "dkim.pem"
        file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return file

    return write


def is_valid(content: bytes, public: bytes) -> bool:
    """By the key that stands in the DNS."""
    return bool(dkim.verify(content, dnsfunc=lambda name, timeout=5: public if name == NAME else None))


NAME = b"backshop._domainkey.shop.example."
RSA = generate_private_key(65537, 2048)
PUBLIC = b"v=DKIM1; k=rsa; p=" + b"".join(
    RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).splitlines()[1:-1]
)


@pytest.mark.parametrize("logo", [None, Logo(bytes(range(256)), 100, 40)])
@pytest.mark.parametrize("attachment", [None, Attachment("FA-1.pdf", b"%PDF-1.7 " + bytes(range(256)) * 20)])
def test_a_signed_mail_is_valid_and_no_more_once_a_word_is_changed(
    key_file: KeyFile, attachment: Attachment | None, logo: Logo | None
) -> None:
    signer = Signer.of(SmtpSettings(dkim_key_file=key_file(RSA)))
    assert signer
    written = mail(
        MESSAGE,
        sender="orders@shop.example",
        sender_name="Arrière-boutique",
        id_address="orders@shop.example",
        reply_to="aide@shop.example",
        attachments=[attachment] if attachment else [],
        logo=logo,
    )
    signed = signer.signed(written)
    assert signed == signer.signed(written)
    assert is_valid(signed, PUBLIC)
    assert max(map(len, signed.split(b"\r\n"))) <= 78
    assert is_valid(signed.replace(b"Subject: ", b"Subject:  "), PUBLIC)  # blanks do not count
    for word in (b"Bonjour", b"aide@shop", b"zoe@example", b"2026"):
        assert not is_valid(signed.replace(word, b"x" + word[1:], 1), PUBLIC), word


async def test_mails_are_signed_by_the_key_that_the_operator_named(
    notifier: ShopService,
    mail_server: MailServer,
    deliver: Deliver,
    key_file: KeyFile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BACKSHOP_DKIM_KEY_FILE", str(key_file(RSA)))
    await notifier.deliver(placed())
    async with deliver():
        await wait_for_state(notifier, "sent")
    (content,) = mail_server.contents
    assert content.startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=shop.example;")
    assert is_valid(content, PUBLIC)


def test_a_key_that_nobody_would_accept_is_refused_and_named(key_file: KeyFile, tmp_path: Path) -> None:
    curve = key_file(ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(UnusableKey, match=r"BACKSHOP_DKIM_KEY_FILE: .*dkim\.pem is neither Ed25519 nor RSA of 1024"):
        Signer.of(SmtpSettings(dkim_key_file=curve))
    with pytest.raises(UnusableKey, match=r"no private key in PEM can be read from .*none\.pem"):
        Signer.of(SmtpSettings(dkim_key_file=tmp_path / "none.pem"))
