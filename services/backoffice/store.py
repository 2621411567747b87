"""SQL of staff, their sessions, and failed sign-ins."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.backoffice.staff import NewStaff, Role, Staff
from shared.postgres.tx import Tx

_SELECT = (
    "SELECT staff_id, email, name, role, language, theme, totp_confirmed_at IS NOT NULL AS has_second_factor,"
    " created_at, disabled_at, version, password_hash, totp_secret FROM staff"
)


class Credentials(NamedTuple):
    """What somebody signs in with; `totp_secret` is encrypted."""

    staff: Staff
    password_hash: str
    totp_secret: bytes | None


class SessionRow(NamedTuple):
    session_id: UUID
    staff_id: UUID
    state: str
    created_at: datetime
    seen_at: datetime
    user_agent: str
    address: str


async def insert_staff(tx: Tx, staff_id: UUID, new: NewStaff, password_hash: str, *, at: datetime) -> None:
    await tx.execute(
        "INSERT INTO staff (staff_id, email, name, role, language, password_hash, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        staff_id,
        new.email,
        new.name,
        new.role,
        new.language,
        password_hash,
        at,
    )


async def list_staff(tx: Tx) -> list[Staff]:
    return [_staff(row) for row in await tx.fetch(f"{_SELECT} ORDER BY name, staff_id")]


async def find_staff(tx: Tx, staff_id: UUID) -> Staff | None:
    row = await tx.fetchrow(f"{_SELECT} WHERE staff_id = $1", staff_id)
    return _staff(row) if row else None


async def find_credentials(tx: Tx, email: str) -> Credentials | None:
    """Of somebody who still works here."""
    row = await tx.fetchrow(f"{_SELECT} WHERE lower(email) = lower($1) AND disabled_at IS NULL", email)
    return Credentials(_staff(row), row["password_hash"], row["totp_secret"]) if row else None


async def lock_credentials(tx: Tx, staff_id: UUID) -> Credentials | None:
    row = await tx.fetchrow(f"{_SELECT} WHERE staff_id = $1 FOR UPDATE", staff_id)
    return Credentials(_staff(row), row["password_hash"], row["totp_secret"]) if row else None


async def lock_owners(tx: Tx) -> list[UUID]:
    """Those who can sign in; two changes of owners take turns."""
    rows = await tx.fetch(
        "SELECT staff_id FROM staff WHERE role = 'owner' AND disabled_at IS NULL ORDER BY staff_id FOR UPDATE"
    )
    return [row[0] for row in rows]


async def update_staff(tx: Tx, staff_id: UUID, *, name: str, role: Role, disabled_at: datetime | None) -> None:
    await tx.execute(
        "UPDATE staff SET name = $2, role = $3, disabled_at = $4, version = version + 1 WHERE staff_id = $1",
        staff_id,
        name,
        role,
        disabled_at,
    )


async def set_preferences(tx: Tx, staff_id: UUID, *, name: str, language: str, theme: str) -> None:
    await tx.execute(
        "UPDATE staff SET name = $2, language = $3, theme = $4, version = version + 1 WHERE staff_id = $1",
        staff_id,
        name,
        language,
        theme,
    )


async def set_password_hash(tx: Tx, staff_id: UUID, password_hash: str) -> None:
    await tx.execute("UPDATE staff SET password_hash = $2 WHERE staff_id = $1", staff_id, password_hash)


async def set_totp(tx: Tx, staff_id: UUID, sealed: bytes | None, confirmed_at: datetime | None) -> None:
    await tx.execute(
        "UPDATE staff SET totp_secret = $2, totp_confirmed_at = $3 WHERE staff_id = $1", staff_id, sealed, confirmed_at
    )


async def use_totp_step(tx: Tx, staff_id: UUID, step: int) -> bool:
    """False where this code, or a later one, was used before."""
    used = await tx.fetchval(
        "UPDATE staff SET totp_last_step = $2 WHERE staff_id = $1 AND totp_last_step < $2 RETURNING true",
        staff_id,
        step,
    )
    return bool(used)


async def replace_recovery_codes(tx: Tx, staff_id: UUID, hashes: list[bytes]) -> None:
    await tx.execute("DELETE FROM recovery_codes WHERE staff_id = $1", staff_id)
    await tx.execute(
        "INSERT INTO recovery_codes (staff_id, code_hash) SELECT $1, code_hash FROM unnest($2::bytea[]) AS code_hash",
        staff_id,
        hashes,
    )


async def use_recovery_code(tx: Tx, staff_id: UUID, code_hash: bytes) -> bool:
    used = await tx.fetchval(
        "DELETE FROM recovery_codes WHERE staff_id = $1 AND code_hash = $2 RETURNING true", staff_id, code_hash
    )
    return bool(used)


async def count_recovery_codes(tx: Tx, staff_id: UUID) -> int:
    return int(await tx.fetchval("SELECT count(*) FROM recovery_codes WHERE staff_id = $1", staff_id))


async def insert_session(tx: Tx, token_hash: bytes, session: SessionRow) -> None:
    await tx.execute(
        "INSERT INTO sessions (token_hash, session_id, staff_id, state, created_at, seen_at, user_agent, address)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        token_hash,
        *session,
    )


async def find_session(tx: Tx, token_hash: bytes) -> tuple[SessionRow, Staff] | None:
    """Of somebody who still works here."""
    row = await tx.fetchrow(
        "SELECT session_id, staff_id, state, sessions.created_at AS began_at, seen_at, user_agent, address, email,"
        " name, role, language, theme, totp_confirmed_at IS NOT NULL AS has_second_factor, staff.created_at,"
        " disabled_at, version FROM sessions JOIN staff USING (staff_id) WHERE token_hash = $1 AND disabled_at IS NULL",
        token_hash,
    )
    return (_session(row), _staff(row)) if row else None


async def list_sessions(tx: Tx, staff_id: UUID, *, seen_after: datetime) -> list[SessionRow]:
    """Those of one member of staff who is signed in, the last seen first."""
    rows = await tx.fetch(
        "SELECT session_id, staff_id, state, created_at AS began_at, seen_at, user_agent, address FROM sessions"
        " WHERE staff_id = $1 AND state = 'signed_in' AND seen_at > $2 ORDER BY seen_at DESC",
        staff_id,
        seen_after,
    )
    return [_session(row) for row in rows]


async def set_seen(tx: Tx, token_hash: bytes, at: datetime) -> None:
    await tx.execute("UPDATE sessions SET seen_at = $2 WHERE token_hash = $1", token_hash, at)


async def delete_session(tx: Tx, token_hash: bytes) -> None:
    await tx.execute("DELETE FROM sessions WHERE token_hash = $1", token_hash)


async def delete_session_of(tx: Tx, staff_id: UUID, session_id: UUID) -> None:
    await tx.execute("DELETE FROM sessions WHERE staff_id = $1 AND session_id = $2", staff_id, session_id)


async def delete_sessions_of(tx: Tx, staff_id: UUID, *, but: UUID | None = None) -> None:
    await tx.execute("DELETE FROM sessions WHERE staff_id = $1 AND session_id IS DISTINCT FROM $2", staff_id, but)


async def delete_old_sessions(tx: Tx, *, created_before: datetime, seen_before: datetime) -> None:
    await tx.execute("DELETE FROM sessions WHERE created_at < $1 OR seen_at < $2", created_before, seen_before)


async def add_failed_sign_in(tx: Tx, email: str, address: str, at: datetime) -> None:
    await tx.execute("INSERT INTO failed_sign_ins (at, email, address) VALUES ($1, lower($2), $3)", at, email, address)


async def count_failed_sign_ins(tx: Tx, email: str, address: str, after: datetime) -> tuple[int, int]:
    """Of this e-mail address, and from this network address."""
    row = await tx.fetchrow(
        "SELECT (SELECT count(*) FROM failed_sign_ins WHERE email = lower($1) AND at > $3),"
        " (SELECT count(*) FROM failed_sign_ins WHERE address = $2 AND at > $3)",
        email,
        address,
        after,
    )
    assert row
    return row[0], row[1]


async def delete_failed_sign_ins(tx: Tx, email: str) -> None:
    await tx.execute("DELETE FROM failed_sign_ins WHERE email = lower($1)", email)


async def forget_failed_sign_ins(tx: Tx, before: datetime) -> None:
    await tx.execute("DELETE FROM failed_sign_ins WHERE at < $1", before)


def _staff(row: asyncpg.Record) -> Staff:
    fields = {name: row[name] for name in Staff._fields} | {"role": Role(row["role"])}
    return Staff(**fields)


def _session(row: asyncpg.Record) -> SessionRow:
    return SessionRow(
        row["session_id"],
        row["staff_id"],
        row["state"],
        row["began_at"],
        row["seen_at"],
        row["user_agent"],
        row["address"],
    )
