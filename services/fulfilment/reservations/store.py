"""SQL of the reservations. One statement a function."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.fulfilment.reservations.model import Reservation, ReservationNotFound, ReservationState, ReservedLine
from shared.sql import Sql, all_of, given, joined
from shared.transaction import Queries, Tx


async def insert_reservations(tx: Tx, reservations: Sequence[Reservation]) -> None:
    await tx.execute(
        "WITH new AS (INSERT INTO reservations (reservation_id, state, reference, created_at, created_by, expires_at,"
        " sequence, extended_at) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[],"
        " $5::text[], $6::timestamptz[], $7::int[], $13::timestamptz[]))"
        " INSERT INTO reservation_lines (reservation_id, sku, quantity, reserved, tracked)"
        " SELECT * FROM unnest($8::uuid[], $9::text[], $10::bigint[], $11::bigint[], $12::boolean[])",
        [one.reservation_id for one in reservations],
        [one.state for one in reservations],
        [one.reference for one in reservations],
        [one.created_at for one in reservations],
        [one.created_by for one in reservations],
        [one.expires_at for one in reservations],
        [one.sequence for one in reservations],
        *_lines(reservations),
        [one.extended_at for one in reservations],
    )


async def update_reservations(tx: Tx, reservations: Sequence[Reservation]) -> None:
    """Write their states, ends, and what is still set aside for them."""
    ids, skus, _, reserved, _ = _lines(reservations)
    await tx.execute(
        "WITH lines AS (UPDATE reservation_lines AS l SET reserved = new.reserved"
        " FROM unnest($8::uuid[], $9::text[], $10::bigint[]) AS new (reservation_id, sku, reserved)"
        " WHERE (l.reservation_id, l.sku) = (new.reservation_id, new.sku) AND l.reserved <> new.reserved)"
        " UPDATE reservations AS r SET state = new.state, expires_at = new.expires_at, extended_at = new.extended_at,"
        " ended_at = new.ended_at, ended_by = new.ended_by, order_id = new.order_id, sequence = new.sequence"
        " FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::text[],"
        " $7::uuid[], $11::int[]) AS new (reservation_id, state, expires_at, extended_at, ended_at, ended_by, order_id,"
        " sequence)"
        " WHERE r.reservation_id = new.reservation_id",
        [one.reservation_id for one in reservations],
        [one.state for one in reservations],
        [one.expires_at for one in reservations],
        [one.extended_at for one in reservations],
        [one.ended_at for one in reservations],
        [one.ended_by for one in reservations],
        [one.order_id for one in reservations],
        ids,
        skus,
        reserved,
        [one.sequence for one in reservations],
    )


async def get_reservation(queries: Queries, reservation_id: UUID, *, of: str | None = None) -> Reservation:
    """Refuses one that there is not; `of` one caller, also those of others."""
    for found in await _read(queries, Sql("reservation_id = ?", (reservation_id,)), limit=1):
        if of in (None, found.created_by):
            return found
    raise ReservationNotFound(f"there is no reservation {reservation_id}")


async def find_reservations(queries: Queries, reservation_ids: Iterable[UUID]) -> list[Reservation]:
    """Those of these that there are. Their SKUs never change, the rest only while the stock of these is locked."""
    ids = list(reservation_ids)
    return await _read(queries, Sql("reservation_id = ANY(?::uuid[])", (ids,)), limit=len(ids)) if ids else []


async def lock_reservations(tx: Tx, reservation_ids: Iterable[UUID]) -> list[Reservation]:
    """As they are now; the stock of what they have is locked before."""
    ids = list(reservation_ids)
    await tx.execute("SELECT FROM reservations WHERE reservation_id = ANY($1) ORDER BY reservation_id FOR UPDATE", ids)
    return await find_reservations(tx, ids)


async def list_reservations(
    queries: Queries,
    *,
    sku: str | None,
    states: Sequence[ReservationState],
    after: UUID | None,
    limit: int,
    newest_first: bool = False,
) -> list[Reservation]:
    """Those of a SKU that asked for it; without states, of all."""
    beyond = f"reservation_id {'<' if newest_first else '>'} ?"
    conditions = given({"state = ANY(?::text[])": list(states) or None, beyond: after})
    if sku is not None:
        conditions.append(Sql("reservation_id IN (SELECT reservation_id FROM reservation_lines WHERE sku = ?)", (sku,)))
    return await _read(queries, all_of(conditions), limit=limit, newest_first=newest_first)


async def list_with_goods(queries: Queries, sku: str) -> list[UUID]:
    """For which some of this SKU is set aside; its stock is locked."""
    rows = await queries.fetch("SELECT reservation_id FROM reservation_lines WHERE sku = $1 AND reserved > 0", sku)
    return [row["reservation_id"] for row in rows]


async def list_due(queries: Queries, at: datetime, *, limit: int) -> list[Reservation]:
    """Whose time is over; first those that have waited longest."""
    due = "SELECT reservation_id FROM reservations WHERE state = 'reserved' AND expires_at <= ?"
    in_turn = f"reservation_id IN ({due} ORDER BY expires_at, reservation_id LIMIT ?)"
    return await _read(queries, Sql(in_turn, (at, limit)), limit=limit)


async def find_next_end(queries: Queries) -> datetime | None:
    next_end: datetime | None = await queries.fetchval(
        "SELECT min(expires_at) FROM reservations WHERE state = 'reserved'"
    )
    return next_end


def reservation_of(row: asyncpg.Record, lines: Iterable[asyncpg.Record]) -> Reservation:
    return Reservation(
        **(dict(row) | {"state": ReservationState(row["state"])}), lines=tuple([_line_of(one) for one in lines])
    )


async def _read(queries: Queries, which: Sql, *, limit: int, newest_first: bool = False) -> list[Reservation]:
    page = Sql(f"ORDER BY reservation_id{' DESC' if newest_first else ''} LIMIT ?", (limit,))
    sql = joined([Sql(f"{SELECT_RESERVATIONS} WHERE"), which, page], " ")
    rows = await queries.fetch(sql.numbered(), *sql.values)
    lines: dict[UUID, list[asyncpg.Record]] = defaultdict(list)
    for line in await queries.fetch(
        f"{SELECT_LINES} WHERE reservation_id = ANY($1) ORDER BY sku", [row["reservation_id"] for row in rows]
    ):
        lines[line["reservation_id"]].append(line)
    return [reservation_of(row, lines[row["reservation_id"]]) for row in rows]


def _line_of(row: asyncpg.Record) -> ReservedLine:
    return ReservedLine(row["sku"], row["quantity"], row["reserved"], row["tracked"])


def _lines(reservations: Sequence[Reservation]) -> tuple[list[UUID], list[str], list[int], list[int], list[bool]]:
    lines = [(one.reservation_id, line) for one in reservations for line in one.lines]
    return (
        [reservation_id for reservation_id, _ in lines],
        [line.sku for _, line in lines],
        [line.quantity for _, line in lines],
        [line.reserved for _, line in lines],
        [line.tracked for _, line in lines],
    )


SELECT_RESERVATIONS = (
    "SELECT reservation_id, state, reference, created_at, created_by, expires_at, extended_at, ended_at, ended_by,"
    " order_id, sequence FROM reservations"
)
SELECT_LINES = "SELECT reservation_id, sku, quantity, reserved, tracked FROM reservation_lines"
