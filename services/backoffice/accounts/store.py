"""SQL of staff: their accounts, passwords and second factors."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.backoffice.accounts.model import NewStaff, Role, Staff
from shared.transaction import Queries, Tx

SELECT_STAFF = (
    "SELECT staff_id, email, name, role, language, theme, totp_confirmed_at IS NOT NULL AS has_second_factor,"
    " created_at, last_seen_at, disabled_at, version, password_hash, totp_secret FROM staff"
)


class Credentials(NamedTuple):
    """What somebody signs in with; `totp_secret` is encrypted, and not asked for before it was confirmed."""

    staff: Staff
    password_hash: str
    totp_secret: bytes | None


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


async def list_staff(queries: Queries) -> list[Staff]:
    """Those who have left come last."""
    return [
        staff_of(row) for row in await queries.fetch(f"{SELECT_STAFF} ORDER BY disabled_at IS NOT NULL, name, staff_id")
    ]


async def find_names(queries: Queries) -> dict[str, str]:
    """The names of all who have or had an account, by their e-mail addresses in small letters."""
    return {row[0]: row[1] for row in await queries.fetch("SELECT lower(email), name FROM staff")}


async def find_staff(queries: Queries, staff_id: UUID) -> Staff | None:
    row = await queries.fetchrow(f"{SELECT_STAFF} WHERE staff_id = $1", staff_id)
    return staff_of(row) if row else None


async def find_credentials(queries: Queries, email: str) -> Credentials | None:
    """Of somebody who still works here."""
    return _credentials(
        await queries.fetchrow(f"{SELECT_STAFF} WHERE lower(email) = lower($1) AND disabled_at IS NULL", email)
    )


async def lock_credentials(tx: Tx, staff_id: UUID) -> Credentials | None:
    return _credentials(await tx.fetchrow(f"{SELECT_STAFF} WHERE staff_id = $1 FOR UPDATE", staff_id))


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


async def update_preferences(tx: Tx, staff_id: UUID, *, name: str, language: str, theme: str) -> None:
    await tx.execute(
        "UPDATE staff SET name = $2, language = $3, theme = $4, version = version + 1 WHERE staff_id = $1",
        staff_id,
        name,
        language,
        theme,
    )


async def update_password_hash(tx: Tx, staff_id: UUID, password_hash: str) -> None:
    await tx.execute(
        "UPDATE staff SET password_hash = $2, version = version + 1 WHERE staff_id = $1", staff_id, password_hash
    )


async def update_totp(tx: Tx, staff_id: UUID, sealed: bytes | None, confirmed_at: datetime | None) -> None:
    """Which of its codes were used is known by `use_totp_step`."""
    await tx.execute(
        "UPDATE staff SET totp_last_step = CASE WHEN totp_secret = $2 THEN totp_last_step ELSE 0 END,"
        " totp_secret = $2, totp_confirmed_at = $3, version = version + 1 WHERE staff_id = $1",
        staff_id,
        sealed,
        confirmed_at,
    )


async def use_totp_step(tx: Tx, staff_id: UUID, step: int) -> bool:
    """False where this code, or a later one, was used before."""
    used = await tx.fetchval(
        "UPDATE staff SET totp_last_step = $2 WHERE staff_id = $1 AND totp_last_step < $2 RETURNING true",
        staff_id,
        step,
    )
    return bool(used)


async def save_recovery_codes(tx: Tx, staff_id: UUID, hashes: list[bytes]) -> None:
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


async def count_recovery_codes(queries: Queries, staff_id: UUID) -> int:
    return int(await queries.fetchval("SELECT count(*) FROM recovery_codes WHERE staff_id = $1", staff_id))


def staff_of(row: asyncpg.Record) -> Staff:
    fields = {name: row[name] for name in Staff._fields} | {"role": Role(row["role"])}
    return Staff(**fields)


def _credentials(row: asyncpg.Record | None) -> Credentials | None:
    return Credentials(staff_of(row), row["password_hash"], row["totp_secret"]) if row else None
