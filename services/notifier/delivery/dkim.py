"""DKIM (RFC 6376): a mail is signed in the name of the shop's domain, so that others can tell that it is from there.

Signed here by `cryptography`, as dkimpy computes RSA in Python: 20 times what a mail costs. Its verifier tests this.
"""

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from services.notifier.settings import SmtpSettings
from shared.mail_addresses import ascii_domain

SIGNED = ("from", "to", "reply-to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type")
FEWEST_BITS = 1024
"""Verifiers take no shorter RSA key (RFC 8301)."""
_LINE = 72


class UnusableKey(Exception):
    """What the operator has to put right; mails are not sent without the signature that was asked for."""


class Signer:
    """Signs headers and body as `relaxed/relaxed`, which bears what servers on the way change of blanks."""

    def __init__(self, key: RSAPrivateKey | Ed25519PrivateKey, *, domain: str, selector: str) -> None:
        self._key = key
        self._domain = domain
        self._selector = selector

    @classmethod
    def of(cls, settings: SmtpSettings) -> Self | None:
        """None where mails are not signed. Raises UnusableKey."""
        if settings.dkim_key_file is None:
            return None
        domain = settings.dkim_domain or settings.mail_from.rpartition("@")[2]
        return cls(_key(settings.dkim_key_file), domain=ascii_domain(domain), selector=settings.dkim_selector)

    def signed(self, mail: bytes) -> bytes:
        """The mail behind its signature: the same at every attempt, as it bears no time."""
        head, _, body = mail.partition(b"\r\n\r\n")
        headers = _headers(head)
        names = [name for name in SIGNED if name in headers]
        algorithm = "rsa-sha256" if isinstance(self._key, RSAPrivateKey) else "ed25519-sha256"
        digest = b64encode(sha256(relaxed_body(body)).digest()).decode()
        header = (
            f"DKIM-Signature: v=1; a={algorithm}; c=relaxed/relaxed;\r\n d={self._domain};\r\n s={self._selector};\r\n"
            f" h={':'.join(names[:5])}:\r\n  {':'.join(names[5:])};\r\n bh={digest};\r\n b="
        ).encode()
        to_sign = b"".join(b"%s\r\n" % headers[name] for name in names) + _relaxed_header(header)
        return header + _folded(b64encode(self._sign(to_sign))) + b"\r\n" + mail

    def _sign(self, content: bytes) -> bytes:
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(content, PKCS1v15(), SHA256())
        return self._key.sign(sha256(content).digest())


def relaxed_body(body: bytes) -> bytes:
    """Blanks at the end of lines and empty lines at the end do not count, nor how many blanks stand together."""
    body = re.sub(rb"\r?\n", b"\r\n", body)
    body = re.sub(rb"[ \t]+(?=\r\n|\Z)", b"", re.sub(rb"[ \t]+", b" ", body))
    body = body.rstrip(b"\r\n")
    return body + b"\r\n" if body else b""


def _headers(head: bytes) -> dict[str, bytes]:
    """Each as it is signed, by its name; a mail of ours has none twice."""
    lines = re.split(rb"\r\n(?![ \t])", head)
    return {line.partition(b":")[0].decode("ascii").lower(): _relaxed_header(line) for line in lines}


def _relaxed_header(line: bytes) -> bytes:
    name, _, value = line.partition(b":")
    return name.strip().lower() + b":" + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()


def _folded(signature: bytes) -> bytes:
    return b"\r\n ".join(signature[at : at + _LINE] for at in range(0, len(signature), _LINE))


@lru_cache(maxsize=4)
def _key(file: Path) -> RSAPrivateKey | Ed25519PrivateKey:
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise UnusableKey(f"BACKSHOP_DKIM_KEY_FILE: no private key in PEM can be read from {file}") from error
    if isinstance(key, RSAPrivateKey) and key.key_size >= FEWEST_BITS:
        return key
    if isinstance(key, Ed25519PrivateKey):
        return key
    raise UnusableKey(f"BACKSHOP_DKIM_KEY_FILE: {file} is neither Ed25519 nor RSA of {FEWEST_BITS} bits or more")
