"""Bearer tokens: JWTs signed with Ed25519 that carry who calls and what the caller may do."""

import time
from collections.abc import Iterable

import jwt

ISSUER = "backshop"


def mint(private_key: str, *, subject: str, scopes: Iterable[str], ttl_s: int) -> str:
    """A token that the services take for `ttl_s` seconds; `private_key` is PEM."""
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": subject, "scope": " ".join(scopes), "iat": now, "exp": now + ttl_s}
    return jwt.encode(claims, private_key, "EdDSA")
