"""SQL of what packing slips have of their orders. One statement a function."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import asyncpg

from services.fulfilment.papers.model import Paper
from shared.stored import Stored
from shared.transaction import Queries, Tx


async def insert_papers(tx: Tx, papers: Mapping[UUID, Paper]) -> None:
    """By order. What is there already stays as it was."""
    if not papers:
        return
    await tx.execute(
        "INSERT INTO order_papers (order_id, paper) SELECT * FROM unnest($1::uuid[], $2::jsonb[])"
        " ON CONFLICT (order_id) DO NOTHING",
        list(papers),
        [paper.model_dump_json() for paper in papers.values()],
    )


async def find_papers(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, Paper]:
    """Of those of these orders that have one: orders from before it was kept have none. Raises Unreadable."""
    rows = await queries.fetch(f"{SELECT_PAPERS} WHERE order_id = ANY($1::uuid[])", list(order_ids))
    return {row["order_id"]: paper_of(row) for row in rows}


def paper_of(row: asyncpg.Record) -> Paper:
    return _PAPER.read(row["paper"], f"the paper of order {row['order_id']}")


_PAPER: Stored[Paper] = Stored(Paper)

SELECT_PAPERS = "SELECT order_id, paper FROM order_papers"
