"""Who is signed in: the session's cookie and its time limits."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from typing import NamedTuple
from uuid import UUID

from fastapi import Request, Response
from uuid_utils.compat import uuid7

from services.backoffice.accounts import session_store as store
from services.backoffice.accounts.model import Staff, WrongCredentials
from services.backoffice.accounts.session_store import SessionRow
from services.backoffice.settings import backoffice_settings
from shared.clock import now
from shared.transaction import Database, Queries, Tx

COOKIE = "backshop_session"
IDLE = timedelta(hours=12)
HALFWAY = timedelta(minutes=10)
"""To give the code after the password."""
LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)


class Session(NamedTuple):
    """`state` is `second_factor` between the password and the code, when nothing else is allowed."""

    token: str
    session_id: UUID
    state: str
    staff: Staff


async def begin(tx: Tx, request: Request, staff: Staff, *, state: str) -> str:
    """A new session with a new token, whatever session the browser brought along; returns the token.

    Raises WrongCredentials where the account was changed or disabled since `staff` was read: whoever resets a
    password while somebody signs in with the old one has the last word.
    """
    await end(tx, request)
    token, at = secrets.token_urlsafe(32), now()
    agent, address = request.headers.get("user-agent", "")[:300], address_of(request)
    row = SessionRow(uuid7(), staff.staff_id, state, created_at=at, seen_at=at, user_agent=agent, address=address)
    if not await store.insert_session(tx, _hash(token), row, version=staff.version):
        raise WrongCredentials("the account was changed meanwhile")
    if state == "signed_in":
        await store.update_seen(tx, _hash(token), at)
    return token


async def end(tx: Tx, request: Request) -> None:
    token = _token(request)
    if token:
        await store.delete_session(tx, _hash(token))


async def find(database: Database, request: Request) -> Session | None:
    """The session of the request's cookie, unless its time is over; somebody was here, unless a page asks by itself."""
    token, at = _token(request), now()
    if token is None:
        return None
    async with database.reading() as queries:
        found = await store.find_session(queries, _hash(token))
    if found is None or is_over(found[0], at):
        return None
    row, staff = found
    if at - row.seen_at > SEEN_EVERY and row.state == "signed_in" and not _is_asked_by_itself(request):
        async with database.transaction() as tx:
            await store.update_seen(tx, _hash(token), at)
    return Session(token, row.session_id, row.state, staff)


async def is_signed_in(database: Database, token: str) -> bool:
    """Whether the session of this token goes on."""
    async with database.reading() as queries:
        found = await store.find_session(queries, _hash(token))
    return found is not None and found[0].state == "signed_in" and not is_over(found[0], now())


async def list_sessions(queries: Queries, staff: Staff) -> list[SessionRow]:
    """Where somebody is signed in, the last seen first."""
    return [row for row in await store.list_sessions(queries, staff.staff_id) if not is_over(row, now())]


def is_over(row: SessionRow, at: datetime) -> bool:
    if row.state == "second_factor":
        return at - row.created_at > HALFWAY
    return at - row.created_at > LONGEST or at - row.seen_at > IDLE


def set_cookie(response: Response, token: str) -> None:
    _set(response, token, LONGEST)


def clear_cookie(response: Response) -> None:
    _set(response, "", timedelta())


def address_of(request: Request) -> str:
    """Empty where it is none: a proxy hands on whatever its client says."""
    try:
        return str(ip_address(request.client.host.partition("%")[0])) if request.client else ""
    except ValueError:
        return ""


def _is_asked_by_itself(request: Request) -> bool:
    """By the stream, or by an open page that reads itself again: that must not keep a session for ever."""
    return request.scope["path"] == "/live" or request.headers.get("hx-trigger") == "page"


def _set(response: Response, token: str, age: timedelta) -> None:
    seconds = int(age.total_seconds())
    response.set_cookie(_cookie(), token, max_age=seconds, httponly=True, samesite="lax", secure=_is_secure())


def _cookie() -> str:
    """With https a name that browsers take from this very host only, not from a neighbour under the same domain."""
    return f"__Host-{COOKIE}" if _is_secure() else COOKIE


def _is_secure() -> bool:
    return backoffice_settings().public_url.startswith("https:")


def _token(request: Request) -> str | None:
    token = request.cookies.get(_cookie())
    return token if token and len(token) <= 100 else None


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
