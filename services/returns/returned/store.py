"""SQL of the returns. One statement a function."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.returns.orders.model import PartOfLine
from services.returns.returned.decision_store import list_decisions
from services.returns.returned.lines import ReturnLine
from services.returns.returned.model import Return, number_of_return, return_number
from services.returns.returned.refusals import ReturnNotFound
from services.returns.returned.states import OPEN, ReturnState, WaitsFor
from shared.schemas.returns import Resolution, ReturnOrigin, ReturnReason, WhyReturned
from shared.sql import Sql, all_of, given
from shared.stored import Stored, Unreadable, each_readable
from shared.transaction import Queries, Tx

_PARTS = TypeAdapter(tuple[PartOfLine, ...])
_LINES = TypeAdapter(tuple[ReturnLine, ...])
_STORED_LINES: Stored[tuple[ReturnLine, ...]] = Stored(tuple[ReturnLine, ...])


async def insert_return(
    tx: Tx,
    *,
    return_id: UUID,
    order_id: UUID,
    shipment_id: UUID,
    state: ReturnState,
    reason: ReturnReason,
    lines: tuple[PartOfLine, ...],
    opened_at: datetime,
    document_id: UUID | None = None,
    return_no: int | None = None,
) -> int | None:
    """Write a new return and number it, unless it has a number; None where there is one for this parcel and reason.

    Of goods that are not ordered any more a parcel may have several: one an edit.
    """
    given: int | None = await tx.fetchval(
        "INSERT INTO returns"
        " (return_id, order_id, shipment_id, state, reason, lines, opened_at, document_id, return_no)"
        " SELECT $1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, nextval('return_numbers')) WHERE NOT EXISTS"
        " (SELECT FROM returns WHERE shipment_id = $3 AND reason = $5 AND document_id IS NOT DISTINCT FROM $8"
        " AND reason <> 'unordered_goods_left')"
        " RETURNING return_no",
        return_id,
        order_id,
        shipment_id,
        state,
        reason,
        _PARTS.dump_json(lines).decode(),
        opened_at,
        document_id,
        return_no,
    )
    return given


async def count_unordered(queries: Queries, shipment_id: UUID) -> Counter[int]:
    """By line, what of a parcel is in returns of goods that were not ordered any more, whatever became of them."""
    rows = await queries.fetch(
        "SELECT (line ->> 'line_no')::int, sum((line ->> 'quantity')::int)"
        " FROM returns, jsonb_array_elements(lines) AS line"
        " WHERE shipment_id = $1 AND reason = 'unordered_goods_left' GROUP BY 1",
        shipment_id,
    )
    return Counter({row[0]: row[1] for row in rows})


async def draw_number(tx: Tx) -> int:
    number: int = await tx.fetchval("SELECT nextval('return_numbers')")
    return number


async def insert_asked_return(tx: Tx, one: Return) -> None:
    """Write a new return that somebody asked for, numbered."""
    await tx.execute(
        "INSERT INTO returns (return_id, return_no, order_id, state, lines, opened_at, version, origin, opened_by,"
        " remark, comment, expires_on, waits_for, pictures)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        one.return_id,
        number_of_return(one.number),
        one.order_id,
        one.state,
        _LINES.dump_json(one.lines).decode(),
        one.opened_at,
        one.version,
        one.origin,
        one.opened_by,
        one.remark,
        one.comment,
        one.expires_on,
        one.waits_for,
        list(one.pictures),
    )


async def update_return(tx: Tx, one: Return) -> None:
    """Its decisions have rows of their own."""
    await tx.execute(
        "UPDATE returns SET state = $2, lines = $3, version = $4, remark = $5, comment = $6, decline_reason = $7,"
        " carrier = $8, tracking_number = $9, expires_on = $10, waits_for = $11, origin = $12 WHERE return_id = $1",
        one.return_id,
        one.state,
        _LINES.dump_json(one.lines).decode(),
        one.version,
        one.remark,
        one.comment,
        one.decline_reason,
        one.carrier,
        one.tracking_number,
        one.expires_on,
        one.waits_for,
        one.origin,
    )


async def find_order_of(queries: Queries, return_id: UUID) -> UUID | None:
    order_id: UUID | None = await queries.fetchval("SELECT order_id FROM returns WHERE return_id = $1", return_id)
    return order_id


async def list_due_returns(queries: Queries, before: date, *, limit: int) -> list[tuple[UUID, UUID]]:
    """Of which nothing has come by their day: the order and the return."""
    rows = await queries.fetch(
        "SELECT order_id, return_id FROM returns WHERE state = 'approved' AND expires_on < $1"
        " AND origin <> 'withdrawal' ORDER BY expires_on LIMIT $2",
        before,
        limit,
    )
    return [(row["order_id"], row["return_id"]) for row in rows]


async def skip_numbers(tx: Tx, given: Sequence[int]) -> None:
    """They were given before; the next ones are above them."""
    await tx.execute(
        "SELECT setval('return_numbers', number) FROM (SELECT max(given) AS number FROM unnest($1::bigint[]) AS given)"
        " AS last WHERE number >= (SELECT last_value FROM return_numbers)",
        list(given),
    )


async def find_return_of_number(queries: Queries, return_no: int) -> UUID | None:
    return_id: UUID | None = await queries.fetchval("SELECT return_id FROM returns WHERE return_no = $1", return_no)
    return return_id


async def next_sequence(tx: Tx, order_id: UUID) -> int:
    """Of the next event about the order. The column counted returns when each was told of once."""
    count: int = await tx.fetchval(
        "INSERT INTO orders AS o (order_id, returns) VALUES ($1, 1)"
        " ON CONFLICT (order_id) DO UPDATE SET returns = o.returns + 1 RETURNING returns",
        order_id,
    )
    return count


async def get_sequence(queries: Queries, order_id: UUID) -> int:
    """Of the last event about the order."""
    sequence: int | None = await queries.fetchval("SELECT returns FROM orders WHERE order_id = $1", order_id)
    return sequence or 0


async def count_on(tx: Tx, order_id: UUID, sequence: int) -> None:
    """The next event about the order comes after this one."""
    await tx.execute(
        "INSERT INTO orders AS o (order_id, returns) VALUES ($1, $2)"
        " ON CONFLICT (order_id) DO UPDATE SET returns = greatest(o.returns, EXCLUDED.returns)",
        order_id,
        sequence,
    )


async def list_returns(
    queries: Queries,
    *,
    order_ids: Sequence[UUID] = (),
    state: ReturnState | None = None,
    is_open: bool | None = None,
    waits_for: WaitsFor | None = None,
    number: str | None = None,
    origin: ReturnOrigin | None = None,
    reason: WhyReturned | None = None,
    resolution: Resolution | None = None,
    before: UUID | None,
    limit: int,
) -> list[Return | Unreadable]:
    """The newest first: return ids are in the order of their making. `reason` and `resolution` are of any line."""
    return_no = None if number is None else _return_no(number)
    asked = given(
        {
            "r.order_id = ANY(?)": list(order_ids) or None,
            "r.origin = ?": origin,
            "r.lines @> jsonb_build_array(jsonb_build_object('reason', ?::text))": reason,
            "r.lines @> jsonb_build_array(jsonb_build_object('resolution', ?::text))": resolution,
            "r.state = ?": state,
            "r.waits_for = ?": waits_for,
            "r.return_no = ?": return_no,
            "r.return_id < ?": before,
        }
    )
    if is_open is not None or waits_for:
        asked.append(Sql(f"{'NOT ' if is_open is False else ''}{IS_OPEN}"))
    where = all_of(asked)
    newest = Sql(f"{SELECT_RETURNS} WHERE {where.text} ORDER BY r.return_id DESC LIMIT {limit:d}", where.values)
    found = each_readable(await queries.fetch(newest.numbered(), *newest.values), return_of)
    decisions = await list_decisions(queries, [one.return_id for one in found if isinstance(one, Return)])
    return [
        one if isinstance(one, Unreadable) else replace(one, decisions=decisions.get(one.return_id, ()))
        for one in found
    ]


async def count_open_returns(queries: Queries) -> Mapping[WaitsFor, int]:
    """By what they wait for."""
    rows = await queries.fetch(
        f"SELECT coalesce(waits_for, 'goods') AS waits_for, count(*) FROM returns AS r WHERE {IS_OPEN} GROUP BY 1"  # noqa: S608
    )
    return {WaitsFor(row["waits_for"]): row["count"] for row in rows}


async def list_returns_of_order(queries: Queries, order_id: UUID) -> list[Return]:
    """The oldest first."""
    rows = await queries.fetch(f"{SELECT_RETURNS} WHERE r.order_id = $1 ORDER BY r.return_no", order_id)
    return await _with_decisions(queries, [return_of(row) for row in rows])


async def list_returns_of_credited_goods(queries: Queries, shipment_id: UUID) -> list[Return]:
    """Of a parcel that is not on its way any more."""
    rows = await queries.fetch(
        f"{SELECT_RETURNS} JOIN shipments AS s USING (shipment_id)"
        " WHERE s.shipment_id = $1 AND NOT s.shipped AND r.document_id IS NOT NULL",
        shipment_id,
    )
    return [return_of(row) for row in rows]


async def get_return(queries: Queries, return_id: UUID) -> Return:
    row = await queries.fetchrow(f"{SELECT_RETURNS} WHERE r.return_id = $1", return_id)
    if row is None:
        raise ReturnNotFound(f"there is no return {return_id}")
    (found,) = await _with_decisions(queries, [return_of(row)])
    return found


def return_of(row: asyncpg.Record) -> Return:
    """Raises Unreadable."""
    number = return_number(row["return_no"])
    return Return(
        return_id=row["return_id"],
        number=number,
        order_id=row["order_id"],
        order_number=row["order_number"],
        shipment_id=row["shipment_id"],
        state=ReturnState(row["state"]),
        reason=row["reason"] and ReturnReason(row["reason"]),
        lines=_STORED_LINES.read(row["lines"], f"return {number}", place=row["return_id"]),
        opened_at=row["opened_at"],
        document_id=row["document_id"],
        version=row["version"],
        origin=ReturnOrigin(row["origin"]),
        opened_by=row["opened_by"],
        remark=row["remark"],
        comment=row["comment"],
        decline_reason=row["decline_reason"],
        carrier=row["carrier"],
        tracking_number=row["tracking_number"],
        expires_on=row["expires_on"],
        pictures=tuple(row["pictures"]),
        customer_name=row["customer_name"],
    )


async def _with_decisions(queries: Queries, returns: Sequence[Return]) -> list[Return]:
    decisions = await list_decisions(queries, [one.return_id for one in returns])
    return [replace(one, decisions=decisions.get(one.return_id, ())) for one in returns]


def _return_no(number: str) -> int:
    """-1 of what is no number of a return."""
    found = re.fullmatch(r"(?:RE-)?([0-9]{1,15})", number.strip(), re.IGNORECASE)
    return int(found[1]) if found else -1


_OPEN = ", ".join(f"'{state}'" for state in OPEN)
IS_OPEN = f"r.state IN ({_OPEN})"
SELECT_RETURNS = """
SELECT r.return_id, r.return_no, r.order_id, o.number AS order_number, r.shipment_id, r.state, r.reason, r.lines,
    r.opened_at, r.document_id, r.version, r.origin, r.opened_by, r.remark, r.comment, r.decline_reason, r.carrier,
    r.tracking_number, r.expires_on, r.pictures, o.sender ->> 'name' AS customer_name
FROM returns AS r JOIN orders AS o USING (order_id)
"""
