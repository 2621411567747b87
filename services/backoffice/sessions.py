"""Who is signed in: the session's cookie, its time limits, and the proof that a form is ours."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from fastapi import Request, Response
from uuid_utils.compat import uuid7

from services.backoffice import store
from services.backoffice.settings import BackofficeSettings
from services.backoffice.staff import Staff
from services.backoffice.store import SessionRow
from shared.clock import now
from shared.postgres.tx import Database, Tx
from shared.refused import Refused

COOKIE = "backshop_session"
IDLE = timedelta(hours=12)
HALFWAY = timedelta(minutes=10)
"""To give the code after the password."""
LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)


class ForgedForm(Refused):
    type = "forged-form"
    status = 403


class Session(NamedTuple):
    """`state` is `second_factor` between the password and the code, when nothing else is allowed."""

    token: str
    session_id: UUID
    state: str
    staff: Staff


async def begin(tx: Tx, request: Request, staff_id: UUID, *, state: str) -> str:
    """A new session with a new token, whatever session the browser brought along; returns the token."""
    await end(tx, request)
    token, at = secrets.token_urlsafe(32), now()
    agent, address = request.headers.get("user-agent", "")[:300], address_of(request)
    await store.insert_session(
        tx,
        _hash(token),
        SessionRow(uuid7(), staff_id, state, created_at=at, seen_at=at, user_agent=agent, address=address),
    )
    return token


async def end(tx: Tx, request: Request) -> None:
    token = request.cookies.get(COOKIE)
    if token:
        await store.delete_session(tx, _hash(token))


async def find(database: Database, request: Request) -> Session | None:
    """The session of the request's cookie, unless its time is over."""
    token = request.cookies.get(COOKIE)
    if not token or len(token) > 100:
        return None
    at = now()
    async with database.reading() as tx:
        found = await store.find_session(tx, _hash(token))
        if found is None or is_over(found[0], at):
            return None
        row, staff = found
        if at - row.seen_at > SEEN_EVERY:
            await store.set_seen(tx, _hash(token), at)
    return Session(token, row.session_id, row.state, staff)


def is_over(row: SessionRow, at: datetime) -> bool:
    if row.state == "second_factor":
        return at - row.created_at > HALFWAY
    return at - row.created_at > LONGEST or at - row.seen_at > IDLE


def set_cookie(response: Response, token: str, settings: BackofficeSettings) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings.public_url.startswith("https:"),
    )


def form_proof(token: str, secret: str) -> str:
    """What a form of this session carries; another at each call, so that compression gives nothing away."""
    nonce = secrets.token_hex(8)
    return f"{nonce}.{_proof(token, nonce, secret)}"


def check_form(token: str, proof: str, secret: str) -> None:
    """Raises ForgedForm unless `form_proof` made it for this session."""
    nonce, _, given = proof.partition(".")
    if not hmac.compare_digest(given.encode(), _proof(token, nonce, secret).encode()):
        raise ForgedForm("this form is not of your session: load the page again and repeat")


def check_origin(request: Request) -> None:
    """Raises ForgedForm where the browser says that the form stood on another site."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    ours = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if site not in ("same-origin", "none") or (origin and origin.partition("://")[2] != ours.partition("://")[2]):
        raise ForgedForm("this form comes from another site")


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _proof(token: str, nonce: str, secret: str) -> str:
    return hmac.new(secret.encode(), f"form {nonce} {token}".encode(), sha256).hexdigest()
