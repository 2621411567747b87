"""The secrets of a local stack, made up once and kept readable by their owner alone; the tokens they sign."""

import os
import secrets
import time
from collections.abc import Iterable
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from deploy.local.settings import SERVICES

ISSUER = "backshop"  # of shared/http/access.py, whose import would make every command wait for the web framework
SCOPES = tuple(f"{area}:{right}" for area in (*SERVICES, "operations") for right in ("read", "write"))
DEFAULT_TTL_H = 12.0


def mint_token(state: Path, *, subject: str, scopes: Iterable[str] = SCOPES, ttl_h: float = DEFAULT_TTL_H) -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": subject, "scope": " ".join(scopes), "iat": now}
    return jwt.encode(claims | {"exp": now + int(ttl_h * 3600)}, _private_pem(state), "EdDSA")


def public_key(state: Path) -> str:
    """PEM: what a service verifies tokens with."""
    key = load_pem_private_key(_private_pem(state).encode(), password=None)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def password(state: Path, name: str) -> str:
    return _keep(state / "keys" / f"{name}.password", secrets.token_urlsafe(24))


def _private_pem(state: Path) -> str:
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
