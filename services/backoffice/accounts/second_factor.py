"""Second factors: one-time codes of an authenticator app (RFC 6238), and recovery codes."""

import base64
import re
import secrets
from datetime import datetime
from hashlib import blake2b, sha256
from typing import NamedTuple

import pyotp
from cryptography.fernet import Fernet

from shared.refused import Refused

RECOVERY_CODES = 10
STEP_S = 30


class WrongCode(Refused):
    type = "wrong-code"
    status = 422
    field = "code"


class RecoveryCode(NamedTuple):
    """Shown once; only its hash is stored."""

    code: str
    code_hash: bytes


def new_totp_secret() -> str:
    return pyotp.random_base32()


def totp_address(totp_secret: str, email: str) -> str:
    """What an authenticator app reads from the QR code."""
    return pyotp.TOTP(totp_secret).provisioning_uri(name=email, issuer_name="Backshop")


def is_of_app(code: str) -> bool:
    """Six digits; anything else can only be a recovery code."""
    return re.fullmatch(r"[0-9]{6}", _without_spaces(code)) is not None


def step_of_code(totp_secret: str, code: str, at: datetime) -> int | None:
    """The time step a code belongs to: now, the one before or the one after; None for a wrong code."""
    now, totp = int(at.timestamp()) // STEP_S, pyotp.TOTP(totp_secret)
    given = _without_spaces(code).encode()
    for step in (now, now - 1, now + 1):
        if secrets.compare_digest(totp.at(step * STEP_S).encode(), given):
            return step
    return None


def new_recovery_codes() -> list[RecoveryCode]:
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(RECOVERY_CODES)]
    return [RecoveryCode(code, hash_recovery_code(code)) for code in codes]


def hash_recovery_code(code: str) -> bytes:
    """48 random bits, of which nobody may try many: a fast hash will do."""
    return sha256(_without_spaces(code).lower().replace("-", "").encode(errors="replace")).digest()


def encrypt(text: str, secret: str) -> bytes:
    return _fernet(secret).encrypt(text.encode())


def decrypt(sealed: bytes, secret: str) -> str:
    return _fernet(secret).decrypt(sealed).decode()


def _without_spaces(code: str) -> str:
    return "".join(code.split())


def _fernet(secret: str) -> Fernet:
    key = blake2b(secret.encode(), digest_size=32, person=b"second factors").digest()
    return Fernet(base64.urlsafe_b64encode(key))
