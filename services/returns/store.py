"""SQL of the returns. One statement a function."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.returns.model import OPEN, Return, ReturnNotFound, ReturnState, return_number
from services.returns.order import PartOfLine
from shared.schemas.returns import ReturnReason
from shared.sql import Sql, all_of, given
from shared.stored import Stored, Unreadable, each_readable
from shared.transaction import Queries, Tx

_PARTS = TypeAdapter(tuple[PartOfLine, ...])
_STORED_PARTS: Stored[tuple[PartOfLine, ...]] = Stored(tuple[PartOfLine, ...])


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
    """Write a new return and number it, unless it has a number; None where there is one for this parcel and reason."""
    given: int | None = await tx.fetchval(
        "INSERT INTO returns"
        " (return_id, order_id, shipment_id, state, reason, lines, opened_at, document_id, return_no)"
        " SELECT $1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, nextval('return_numbers')) WHERE NOT EXISTS"
        " (SELECT FROM returns WHERE shipment_id = $3 AND reason = $5 AND document_id IS NOT DISTINCT FROM $8)"
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


async def count_return(tx: Tx, order_id: UUID) -> int:
    """How many returns of the order were opened, with the one that is opened now."""
    count: int = await tx.fetchval(
        "INSERT INTO orders AS o (order_id, returns) VALUES ($1, 1)"
        " ON CONFLICT (order_id) DO UPDATE SET returns = o.returns + 1 RETURNING returns",
        order_id,
    )
    return count


async def list_returns(
    queries: Queries,
    *,
    order_id: UUID | None,
    state: ReturnState | None,
    is_open: bool | None = None,
    before: UUID | None,
    limit: int,
) -> list[Return | Unreadable]:
    """The newest first: return ids are in the order of their making."""
    asked = given({"r.order_id = ?": order_id, "r.state = ?": state, "r.return_id < ?": before})
    if is_open is not None:
        asked.append(Sql(f"{'' if is_open else 'NOT '}{IS_OPEN}"))
    where = all_of(asked)
    newest = Sql(f"{SELECT_RETURNS} WHERE {where.text} ORDER BY r.return_id DESC LIMIT {limit:d}", where.values)
    return each_readable(await queries.fetch(newest.numbered(), *newest.values), return_of)


async def count_open_returns(queries: Queries) -> int:
    count: int = await queries.fetchval(f"SELECT count(*) FROM returns AS r WHERE {IS_OPEN}")  # noqa: S608
    return count


async def list_returns_of_order(queries: Queries, order_id: UUID) -> list[Return]:
    """The oldest first."""
    rows = await queries.fetch(f"{SELECT_RETURNS} WHERE r.order_id = $1 ORDER BY r.return_no", order_id)
    return [return_of(row) for row in rows]


async def list_returns_of_credited_goods(queries: Queries, shipment_id: UUID) -> list[Return]:
    """Of a parcel that is not on its way any more."""
    rows = await queries.fetch(
        f"{SELECT_RETURNS} JOIN shipments AS s USING (shipment_id)"
        " WHERE s.shipment_id = $1 AND NOT s.shipped AND r.document_id IS NOT NULL",
        shipment_id,
    )
    return [return_of(row) for row in rows]


async def update_return_state(tx: Tx, return_id: UUID, state: ReturnState) -> None:
    await tx.execute("UPDATE returns SET state = $2 WHERE return_id = $1", return_id, state)


async def get_return(queries: Queries, return_id: UUID) -> Return:
    row = await queries.fetchrow(f"{SELECT_RETURNS} WHERE r.return_id = $1", return_id)
    if row is None:
        raise ReturnNotFound(f"there is no return {return_id}")
    return return_of(row)


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
        reason=ReturnReason(row["reason"]),
        lines=_STORED_PARTS.read(row["lines"], f"return {number}", place=row["return_id"]),
        opened_at=row["opened_at"],
        document_id=row["document_id"],
    )


_OPEN = ", ".join(f"'{state}'" for state in OPEN)
IS_OPEN = f"r.state IN ({_OPEN})"
SELECT_RETURNS = """
SELECT r.return_id, r.return_no, r.order_id, o.number AS order_number, r.shipment_id, r.state, r.reason, r.lines,
    r.opened_at, r.document_id
FROM returns AS r JOIN orders AS o USING (order_id)
"""
