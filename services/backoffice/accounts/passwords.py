"""Passwords: which are good enough, and their argon2 hashes."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from shared.refused import Refused

SHORTEST, LONGEST = 12, 200
FEWEST_CHARACTERS = 5
GUESSED_FIRST = ("password", "motdepasse", "azerty", "qwerty", "backshop", "admin", "welcome", "bienvenue", "letmein")

_hasher = PasswordHasher()  # argon2id with the parameters of RFC 9106 for little memory
_NOBODYS_HASH = _hasher.hash(secrets.token_hex())
_threads = ThreadPoolExecutor(2, "passwords")  # each hash takes 64 MiB; more at once would be no faster


class WeakPassword(Refused):
    type = "weak-password"
    status = 422
    field = "password"


async def hashed(password: str, *, of: str) -> str:
    """`hash_password` beside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, lambda: hash_password(password, of=of))


async def matches(password: str, password_hash: str | None) -> bool:
    """`is_password` beside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, is_password, password, password_hash)


def hash_password(password: str, *, of: str) -> str:
    """Raises WeakPassword; `of` is the e-mail address, which is no password. Takes some 50 ms of a core."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"a password has {SHORTEST} to {LONGEST} characters")
    if _is_easy_to_guess(password.lower(), of.lower()):
        raise WeakPassword("this password is too easy to guess")
    return _hasher.hash(_as_typed(password))


def is_password(password: str, password_hash: str | None) -> bool:
    """Takes the same time where there is nobody (None), so that the time does not give away who works here."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(password_hash or _NOBODYS_HASH, _as_typed(password)) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def new_password() -> str:
    """120 random bits, to be handed over and changed."""
    return secrets.token_urlsafe(15)


def _is_easy_to_guess(password: str, email: str) -> bool:
    is_repeated = password in (password + password)[1:-1]
    steps = {ord(after) - ord(before) for before, after in zip(password, password[1:], strict=False)}
    is_row = steps <= {1, -9} or steps <= {-1, 9}  # 123456789012, zyxwvutsrqpo
    known = min((password.replace(word, "") for word in (*GUESSED_FIRST, email.partition("@")[0])), key=len)
    is_known = not sum(letter.isalpha() for letter in known)  # password2026!, marie.curie1867
    return password == email or is_repeated or is_row or is_known or len(set(password)) < FEWEST_CHARACTERS


def _as_typed(password: str) -> bytes:
    """The same bytes for é, whether a keyboard sends one character for it or two."""
    return normalize("NFC", password).encode(errors="replace")
