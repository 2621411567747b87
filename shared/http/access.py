"""Who calls and what the caller may do: bearer tokens, signed with Ed25519, that carry scopes."""

import time
from collections import OrderedDict
from typing import Any

import jwt
from fastapi import Request, Security
from fastapi.security import HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param

from shared.refused import Refused
from shared.schemas.event import Contract
from shared.schemas.values import Actor
from shared.tokens import ISSUER


class NotAuthenticated(Refused):
    type = "not-authenticated"
    status = 401


class NotAllowed(Refused):
    type = "insufficient-scope"
    status = 403


class Caller(Contract):
    """The bearer of a valid token."""

    subject: Actor
    scopes: frozenset[str]
    expires_at: int

    def may(self, scope: str) -> bool:
        return scope in self.scopes


class Tokens:
    """Verifies tokens; the last few thousand verified ones are remembered until they expire."""

    def __init__(self, public_key: str) -> None:
        self._public_key = public_key
        self._verified: OrderedDict[str, Caller] = OrderedDict()

    def verify(self, token: str) -> Caller:
        """Raises NotAuthenticated for a token that is forged, malformed or expired."""
        caller = self._verified.get(token)
        if caller is None:
            caller = self._verified[token] = self._read(token)
            if len(self._verified) > 5000:
                self._verified.popitem(last=False)
        elif caller.expires_at <= time.time():
            del self._verified[token]
            raise NotAuthenticated("the token has expired")
        return caller

    def _read(self, token: str) -> Caller:
        try:
            claims: dict[str, Any] = jwt.decode(
                token, self._public_key, ["EdDSA"], issuer=ISSUER, options={"require": ["exp", "sub", "iss"]}
            )
        except jwt.ExpiredSignatureError as error:
            raise NotAuthenticated("the token has expired") from error
        except jwt.InvalidTokenError as error:
            raise NotAuthenticated("the token is not valid here") from error
        scopes = frozenset(str(claims.get("scope", "")).split())
        try:
            return Caller(subject=str(claims["sub"]), scopes=scopes, expires_at=int(claims["exp"]))
        except (ValueError, OverflowError) as error:
            # The subject stands in histories, and is the first part of every idempotency key.
            raise NotAuthenticated("the token's subject is not one line of 1 to 200 characters that shows") from error


def caller_of(request: Request) -> Caller:
    """Raises NotAuthenticated."""
    scheme, token = get_authorization_scheme_param(request.headers.get("authorization"))
    if scheme.lower() != "bearer" or not token:
        raise NotAuthenticated("a bearer token is needed")
    tokens: Tokens = request.app.state.tokens
    return tokens.verify(token)


def may_read(request: Request) -> bool:
    """Whether its caller may read what the service has."""
    try:
        return caller_of(request).may(request.app.state.read_scope)
    except NotAuthenticated:
        return False


class _Scope(HTTPBearer):
    """FastAPI knows it as the scheme of the token that it reads, and need not be asked for the two apart."""

    def __init__(self, enough: frozenset[str], lacks: str) -> None:
        super().__init__(bearerFormat="JWT", scheme_name="HTTPBearer", description="`backshop token` mints one")
        self._enough = enough
        self._lacks = lacks

    async def __call__(self, request: Request) -> Caller:  # type: ignore[override]
        caller = caller_of(request)
        if not caller.scopes & self._enough:
            raise NotAllowed(f"the token lacks the scope {self._lacks}")
        return caller


def scope(needed: str, *, or_else: str = "") -> Any:
    """A route's dependency: the caller, refused with 401 without a valid token and 403 without this scope.

    `or_else` is a narrower scope that is enough here.
    """
    lacks = f"{needed} or {or_else}" if or_else else needed
    return Security(_Scope(frozenset({needed, or_else}), lacks), scopes=[needed])
