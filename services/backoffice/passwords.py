"""Passwords and second factors: argon2 hashes, one-time codes (RFC 6238), recovery codes."""

import base64
import secrets
import time
from hashlib import blake2b, sha256
from typing import NamedTuple

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from cryptography.fernet import Fernet

from shared.refused import Refused

SHORTEST, LONGEST = 12, 200
RECOVERY_CODES = 10
STEP_S = 30

_hasher = PasswordHasher()  # argon2id with the parameters of RFC 9106 for little memory
_NOBODYS_HASH = _hasher.hash(secrets.token_hex())


class WeakPassword(Refused):
    type = "weak-password"
    status = 422


class WrongCode(Refused):
    type = "wrong-code"
    status = 422


class RecoveryCode(NamedTuple):
    """Shown once; only its hash is kept."""

    code: str
    code_hash: bytes


def hash_password(password: str, *, of: str) -> str:
    """Raises WeakPassword; `of` is the e-mail address, which is no password. Takes some 50 ms of a core."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"a password has {SHORTEST} to {LONGEST} characters")
    if password.lower() == of.lower() or len(set(password)) < 5:
        raise WeakPassword("this password is too easy to guess")
    return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Takes the same time where there is nobody (None), so that the time does not tell who works here."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(password_hash or _NOBODYS_HASH, password) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def new_totp_secret() -> str:
    return pyotp.random_base32()


def totp_address(totp_secret: str, email: str) -> str:
    """What an authenticator app reads from the QR code."""
    return pyotp.TOTP(totp_secret).provisioning_uri(name=email, issuer_name="Backshop")


def step_of_code(totp_secret: str, code: str) -> int | None:
    """The time step a code belongs to: now, the one before or the one after; None for a wrong code."""
    now = int(time.time()) // STEP_S
    totp = pyotp.TOTP(totp_secret)
    for step in (now, now - 1, now + 1):
        if secrets.compare_digest(totp.at(step * STEP_S).encode(), code.strip().encode()):
            return step
    return None


def new_recovery_codes() -> list[RecoveryCode]:
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(RECOVERY_CODES)]
    return [RecoveryCode(code, hash_recovery_code(code)) for code in codes]


def hash_recovery_code(code: str) -> bytes:
    """48 random bits, of which nobody may try many: a fast hash will do."""
    return sha256(code.strip().lower().encode()).digest()


def encrypt(text: str, secret: str) -> bytes:
    return _fernet(secret).encrypt(text.encode())


def decrypt(sealed: bytes, secret: str) -> str:
    return _fernet(secret).decrypt(sealed).decode()


def _fernet(secret: str) -> Fernet:
    key = blake2b(secret.encode(), digest_size=32, person=b"second factors").digest()
    return Fernet(base64.urlsafe_b64encode(key))
