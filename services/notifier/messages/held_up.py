"""All messages wait while the mail server takes none: why, since when, and the SQL of that."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import asyncpg

from shared.transaction import Queries, Tx


class ServerTrouble(StrEnum):
    """Why the mail server takes no mails at all."""

    UNREACHABLE = "unreachable"
    SILENT = "silent"
    CLOSED = "closed"
    BUSY = "busy"
    LOGIN = "login"
    SENDER = "sender"
    CERTIFICATE = "certificate"
    NO_TLS = "no_tls"


class HeldUp(NamedTuple):
    """`code` is what the server answered, "" where it did not."""

    kind: ServerTrouble
    code: str
    since: datetime


async def save_held_up(tx: Tx, kind: ServerTrouble, code: str, *, at: datetime) -> None:
    """Since then, or since before."""
    await tx.execute(
        "INSERT INTO server_trouble (kind, code, since) VALUES ($1, $2, $3)"
        " ON CONFLICT (one) DO UPDATE SET kind = EXCLUDED.kind, code = EXCLUDED.code",
        kind,
        code,
        at,
    )


async def delete_held_up(tx: Tx) -> None:
    await tx.execute("DELETE FROM server_trouble")


async def find_held_up(queries: Queries) -> HeldUp | None:
    row = await queries.fetchrow(SELECT_HELD_UP)
    return held_up_of(row) if row else None


def held_up_of(row: asyncpg.Record) -> HeldUp:
    return HeldUp(ServerTrouble(row["kind"]), row["code"], row["since"])


SELECT_HELD_UP = "SELECT kind, code, since FROM server_trouble"
