"""SQL of sessions, and of attempts to sign in."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.backoffice.accounts.model import Staff
from services.backoffice.accounts.store import staff_of
from shared.transaction import Queries, Tx


class SessionRow(NamedTuple):
    session_id: UUID
    staff_id: UUID
    state: str
    created_at: datetime
    seen_at: datetime
    user_agent: str
    address: str


async def insert_session(tx: Tx, token_hash: bytes, session: SessionRow, *, version: int) -> bool:
    """False where the account is not any more as it was when its password was checked: changed or disabled."""
    inserted = await tx.fetchval(
        "INSERT INTO sessions (token_hash, session_id, staff_id, state, created_at, seen_at, user_agent, address)"
        " SELECT $1, $2, staff_id, $4, $5, $6, $7, $8 FROM staff"
        " WHERE staff_id = $3 AND version = $9 AND disabled_at IS NULL FOR SHARE RETURNING true",
        token_hash,
        *session,
        version,
    )
    return bool(inserted)


async def find_session(queries: Queries, token_hash: bytes) -> tuple[SessionRow, Staff] | None:
    """Of somebody who still works here."""
    row = await queries.fetchrow(
        "SELECT session_id, staff_id, state, sessions.created_at AS began_at, seen_at, user_agent, address, email,"
        " name, role, language, theme, totp_confirmed_at IS NOT NULL AS has_second_factor, staff.created_at,"
        " last_seen_at, disabled_at, version FROM sessions JOIN staff USING (staff_id)"
        " WHERE token_hash = $1 AND disabled_at IS NULL",
        token_hash,
    )
    return (session_of(row), staff_of(row)) if row else None


async def list_sessions(queries: Queries, staff_id: UUID) -> list[SessionRow]:
    """Those of one member of staff who is signed in, the last seen first; the time of some may be over."""
    rows = await queries.fetch(
        f"{SELECT_SESSIONS} WHERE staff_id = $1 AND state = 'signed_in' ORDER BY seen_at DESC, session_id",
        staff_id,
    )
    return [session_of(row) for row in rows]


async def update_seen(tx: Tx, token_hash: bytes, at: datetime) -> None:
    """Of the session and of whose it is."""
    await tx.execute(
        "WITH seen AS (UPDATE sessions SET seen_at = $2 WHERE token_hash = $1 RETURNING staff_id)"
        " UPDATE staff SET last_seen_at = $2 FROM seen WHERE staff.staff_id = seen.staff_id",
        token_hash,
        at,
    )


async def delete_session(tx: Tx, token_hash: bytes) -> None:
    await tx.execute("DELETE FROM sessions WHERE token_hash = $1", token_hash)


async def delete_session_of(tx: Tx, staff_id: UUID, session_id: UUID) -> None:
    await tx.execute("DELETE FROM sessions WHERE staff_id = $1 AND session_id = $2", staff_id, session_id)


async def delete_sessions_of(tx: Tx, staff_id: UUID, *, but: UUID | None = None) -> None:
    await tx.execute("DELETE FROM sessions WHERE staff_id = $1 AND session_id IS DISTINCT FROM $2", staff_id, but)


async def delete_old_sessions(tx: Tx, *, created_before: datetime, seen_before: datetime) -> None:
    await tx.execute("DELETE FROM sessions WHERE created_at < $1 OR seen_at < $2", created_before, seen_before)


async def insert_attempt(tx: Tx, email: str, network: str, at: datetime) -> None:
    await tx.execute("INSERT INTO failed_sign_ins (at, email, address) VALUES ($1, lower($2), $3)", at, email, network)


async def count_attempts(queries: Queries, email: str, network: str, after: datetime) -> tuple[int, int]:
    """With this e-mail address, and from this network."""
    row = await queries.fetchrow(
        "SELECT (SELECT count(*) FROM failed_sign_ins WHERE email = lower($1) AND at > $3),"
        " (SELECT count(*) FROM failed_sign_ins WHERE address = $2 AND at > $3)",
        email,
        network,
        after,
    )
    assert row
    return row[0], row[1]


async def delete_attempts(tx: Tx, email: str) -> None:
    await tx.execute("DELETE FROM failed_sign_ins WHERE email = lower($1)", email)


async def delete_old_attempts(tx: Tx, before: datetime) -> None:
    await tx.execute("DELETE FROM failed_sign_ins WHERE at < $1", before)


def session_of(row: asyncpg.Record) -> SessionRow:
    return SessionRow(
        row["session_id"],
        row["staff_id"],
        row["state"],
        row["began_at"],
        row["seen_at"],
        row["user_agent"],
        row["address"],
    )


SELECT_SESSIONS = (
    "SELECT session_id, staff_id, state, created_at AS began_at, seen_at, user_agent, address FROM sessions"
)
