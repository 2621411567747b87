"""Who changed what staff set of a product's stock: its threshold, whether orders may wait, its place on the shelves."""

from datetime import datetime
from typing import NamedTuple

import asyncpg

from services.fulfilment.stock.model import Rules, Stock
from shared.sql import Sql, all_of, given, joined
from shared.stored import Stored
from shared.transaction import Queries, Tx


class Change(NamedTuple):
    """`version` is that of the stock since then; `before` is None where it was not tracked."""

    version: int
    before: Rules | None
    after: Rules
    at: datetime
    by: str


async def insert_change(tx: Tx, stock: Stock, before: Rules | None, *, at: datetime, by: str) -> None:
    await tx.execute(
        "INSERT INTO stock_changes (sku, version, before, after, at, by) VALUES ($1, $2, $3, $4, $5, $6)",
        stock.sku,
        stock.version,
        before and before.model_dump_json(),
        stock.rules.model_dump_json(),
        at,
        by,
    )


async def list_changes(queries: Queries, sku: str, *, before: int | None, limit: int) -> list[Change]:
    """The newest first. Raises Unreadable."""
    where = all_of(given({"sku = ?": sku, "version < ?": before}))
    sql = joined([Sql(f"{SELECT_CHANGES} WHERE"), where, Sql("ORDER BY version DESC LIMIT ?", (limit,))], " ")
    return [change_of(row) for row in await queries.fetch(sql.numbered(), *sql.values)]


def change_of(row: asyncpg.Record) -> Change:
    what = f"version {row['version']} of what is set of {row['sku']}"
    before = None if row["before"] is None else _RULES.read(row["before"], what)
    return Change(row["version"], before, _RULES.read(row["after"], what), row["at"], row["by"])


_RULES: Stored[Rules] = Stored(Rules)

SELECT_CHANGES = "SELECT sku, version, before, after, at, by FROM stock_changes"
