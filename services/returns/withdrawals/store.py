"""SQL of withdrawals: of the evidence, which is only ever added to, and of the cases."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.returns.withdrawals.model import Case, CaseLine, CaseState, Withdrawal, WithdrawalNotFound
from shared.schemas.withdrawals import WithdrawalWay, WithdrawnLine
from shared.sql import Sql, all_of, given
from shared.stored import Stored, Unreadable, each_readable
from shared.transaction import Queries, Tx

_LINES = TypeAdapter(tuple[WithdrawnLine, ...])
_CASE_LINES = TypeAdapter(tuple[CaseLine, ...])
_STORED_LINES: Stored[tuple[WithdrawnLine, ...]] = Stored(tuple[WithdrawnLine, ...])
_STORED_CASE_LINES: Stored[tuple[CaseLine, ...]] = Stored(tuple[CaseLine, ...])


async def insert_withdrawal(tx: Tx, one: Withdrawal) -> None:
    """Write it and its case."""
    await tx.execute(
        "INSERT INTO withdrawals (withdrawal_id, received_at, way, order_id, order_number, name, email, lines, goods,"
        " reason, shown, received_on, language, form, by, said)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        one.withdrawal_id,
        one.received_at,
        one.way,
        one.order_id,
        one.order_number,
        one.name,
        one.email,
        None if one.lines is None else _LINES.dump_json(one.lines).decode(),
        one.goods,
        one.reason,
        one.shown,
        one.received_on,
        one.language,
        one.form,
        one.by,
        one.said,
    )
    await tx.execute(
        "INSERT INTO withdrawal_cases (withdrawal_id, state) VALUES ($1, $2)", one.withdrawal_id, CaseState.NEW
    )


async def update_case(tx: Tx, case: Case) -> None:
    await tx.execute(
        "UPDATE withdrawal_cases SET state = $2, version = $3, order_id = $4, lines = $5, take_off = $6, cancels = $7,"
        " refund_by = $8, opened_at = $9, settled_at = $10, settled_by = $11, remark = $12 WHERE withdrawal_id = $1",
        case.withdrawal.withdrawal_id,
        case.state,
        case.version,
        case.order_id,
        _CASE_LINES.dump_json(case.lines).decode(),
        _LINES.dump_json(case.take_off).decode(),
        case.cancels,
        case.refund_by,
        case.opened_at,
        case.settled_at,
        case.settled_by,
        case.remark,
    )


async def find_same(queries: Queries, said: bytes, *, since: datetime | None) -> Case | None:
    """The last of what was declared before, `since` then or ever."""
    row = await queries.fetchrow(
        f"{SELECT_CASES} WHERE w.said = $1 AND ($2::timestamptz IS NULL OR w.received_at >= $2)"
        " ORDER BY w.received_at DESC LIMIT 1",
        said,
        since,
    )
    return case_of(row) if row else None


async def is_known(queries: Queries, withdrawal_id: UUID) -> bool:
    return bool(await queries.fetchval("SELECT 1 FROM withdrawals WHERE withdrawal_id = $1", withdrawal_id))


async def get_case(queries: Queries, withdrawal_id: UUID) -> Case:
    row = await queries.fetchrow(f"{SELECT_CASES} WHERE c.withdrawal_id = $1", withdrawal_id)
    if row is None:
        raise WithdrawalNotFound(f"there is no withdrawal {withdrawal_id}")
    return case_of(row)


async def find_order_of_case(queries: Queries, withdrawal_id: UUID) -> UUID | None:
    order_id: UUID | None = await queries.fetchval(
        "SELECT order_id FROM withdrawal_cases WHERE withdrawal_id = $1", withdrawal_id
    )
    return order_id


async def list_cases_of_order(queries: Queries, order_id: UUID) -> list[Case]:
    """The oldest first."""
    rows = await queries.fetch(f"{SELECT_CASES} WHERE c.order_id = $1 ORDER BY c.withdrawal_id", order_id)
    return [case_of(row) for row in rows]


async def list_orders_with_cases(queries: Queries, order_ids: Iterable[UUID]) -> list[UUID]:
    """Of these orders those that are withdrawn from."""
    rows = await queries.fetch(
        "SELECT DISTINCT order_id FROM withdrawal_cases WHERE order_id = ANY($1) AND state IN ('open', 'settled')",
        list(order_ids),
    )
    return [row["order_id"] for row in rows]


async def lock_new_cases(tx: Tx, *, limit: int) -> list[Case]:
    """Those that nobody else looks at now."""
    rows = await tx.fetch(
        f"{SELECT_CASES} WHERE c.state = 'new' ORDER BY c.withdrawal_id LIMIT $1 FOR UPDATE OF c SKIP LOCKED", limit
    )
    return [case_of(row) for row in rows]


async def list_cases(
    queries: Queries,
    *,
    order_id: UUID | None = None,
    state: CaseState | None = None,
    to_look_at: bool | None = None,
    due_by: date | None = None,
    take_off: bool | None = None,
    before: UUID | None,
    limit: int,
) -> list[Case | Unreadable]:
    """The newest first."""
    asked = given(
        {"c.order_id = ?": order_id, "c.state = ?": state, "c.refund_by <= ?": due_by, "c.withdrawal_id < ?": before}
    )
    if to_look_at:
        asked.append(Sql("c.state IN ('to_match', 'late', 'business')"))
    if due_by:
        asked.append(Sql("c.state = 'open'"))
    if take_off:
        asked.append(Sql(f"c.state = 'open' AND {TO_TAKE_OFF}"))
    where = all_of(asked)
    newest = Sql(f"{SELECT_CASES} WHERE {where.text} ORDER BY c.withdrawal_id DESC LIMIT {limit:d}", where.values)
    return each_readable(await queries.fetch(newest.numbered(), *newest.values), case_of)


async def count_cases(queries: Queries, today: date, soon: date) -> Mapping[str, Any]:
    """By state, but for those that are settled; `take_off`, `soon` and `over` are of those that are open."""
    rows = await queries.fetch(
        "SELECT state, count(*), count(*) FILTER (WHERE jsonb_array_length(take_off) > 0 AND NOT cancels) AS take_off,"
        " count(*) FILTER (WHERE refund_by BETWEEN $1 AND $2) AS soon, count(*) FILTER (WHERE refund_by < $1) AS over,"
        " min(refund_by) AS next_refund"
        " FROM withdrawal_cases WHERE state IN ('new', 'to_match', 'late', 'business', 'open') GROUP BY state",
        today,
        soon,
    )
    found: dict[str, int] = {row["state"]: row["count"] for row in rows}
    opened = next((dict(row) for row in rows if row["state"] == CaseState.OPEN), {})
    of_open = {name: opened.get(name, 0) for name in ("take_off", "soon", "over")}
    to_look_at = sum(found.get(state, 0) for state in (CaseState.TO_MATCH, CaseState.LATE, CaseState.BUSINESS))
    due = {"due": of_open["soon"] + of_open["over"], "next_refund": opened.get("next_refund")}
    return found | of_open | {"to_look_at": to_look_at} | due


def withdrawal_of(row: asyncpg.Record) -> Withdrawal:
    """Raises Unreadable."""
    named = f"withdrawal {row['withdrawal_id']}"
    own: dict[str, Any] = {name: row[name] for name in Withdrawal.__dataclass_fields__ if name in row}
    lines = None if row["lines"] is None else _STORED_LINES.read(row["lines"], named, place=row["withdrawal_id"])
    return Withdrawal(**own | {"way": WithdrawalWay(row["way"]), "lines": lines})


def case_of(row: asyncpg.Record) -> Case:
    """Raises Unreadable."""
    named = f"the case of withdrawal {row['withdrawal_id']}"
    return Case(
        withdrawal=withdrawal_of(row),
        state=CaseState(row["state"]),
        version=row["version"],
        order_id=row["case_order_id"],
        lines=_STORED_CASE_LINES.read(row["case_lines"], named, place=row["withdrawal_id"]),
        take_off=_STORED_LINES.read(row["take_off"], named, place=row["withdrawal_id"]),
        cancels=row["cancels"],
        refund_by=row["refund_by"],
        opened_at=row["opened_at"],
        settled_at=row["settled_at"],
        settled_by=row["settled_by"],
        remark=row["remark"],
    )


TO_TAKE_OFF = "jsonb_array_length(c.take_off) > 0 AND NOT c.cancels"
_EVIDENCE = """withdrawal_id, received_at, way, order_id, order_number, name, email, lines, goods, reason, shown,
    received_on, language, form, by"""
SELECT_WITHDRAWALS = f"SELECT {_EVIDENCE} FROM withdrawals"  # noqa: S608
SELECT_CASES = f"""
SELECT {", ".join(f"w.{name.strip()}" for name in _EVIDENCE.split(","))}, c.state, c.version,
    c.order_id AS case_order_id, c.lines AS case_lines, c.take_off, c.cancels, c.refund_by, c.opened_at, c.settled_at,
    c.settled_by, c.remark
FROM withdrawal_cases AS c JOIN withdrawals AS w USING (withdrawal_id)
"""  # noqa: S608
