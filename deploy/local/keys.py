"""The secrets of a local stack, made up once and kept readable by their owner alone; the tokens they sign."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from shared.scopes import SCOPES
from shared.tokens import mint

DEFAULT_TTL_H = 12.0


def mint_token(state: Path, *, subject: str, scopes: Iterable[str] = SCOPES, ttl_h: float = DEFAULT_TTL_H) -> str:
    return mint(private_key(state), subject=subject, scopes=scopes, ttl_s=int(ttl_h * 3600))


def public_key(state: Path) -> str:
    """PEM: what a service verifies tokens with."""
    key = load_pem_private_key(private_key(state).encode(), password=None)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def password(state: Path, name: str) -> str:
    return _keep(state / "keys" / f"{name}.password", secrets.token_urlsafe(24))


def private_key(state: Path) -> str:
    """PEM: what signs tokens; whoever has it may do everything."""
    new = Ed25519PrivateKey.generate()
    pem = new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return _keep(state / "keys" / "tokens.pem", pem)


def _keep(file: Path, new: str) -> str:
    """The secret in the file, which gets the new one when it does not exist."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_name(f"{file.name}.{os.getpid()}")
    if not file.exists():
        part.touch(mode=0o600)
        part.write_text(new)
        # A link, not a rename: of two commands at once, one makes the secret and both use it.
        try:
            file.hardlink_to(part)
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return file.read_text()
