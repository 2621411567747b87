"""SQL of what packing slips have of their orders. One statement a function."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import asyncpg

from services.fulfilment.papers.model import Paper
from services.fulfilment.slips.model import Slip
from shared.schemas.orders import Customer
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


async def change_papers(tx: Tx, order_id: UUID, customer: Customer) -> None:
    """Whom an order is for, and where it goes; its slips that have left keep what they had."""
    paper = (await find_papers(tx, [order_id])).get(order_id)
    if paper is None:
        return
    await tx.execute(
        "INSERT INTO papers_as_left (shipment_id, shipped_at, paper)"
        " SELECT shipment_id, shipped_at, $2 FROM shipments WHERE order_id = $1 AND state = 'shipped'"
        " ON CONFLICT (shipment_id) DO UPDATE SET shipped_at = EXCLUDED.shipped_at, paper = EXCLUDED.paper"
        " WHERE papers_as_left.shipped_at <> EXCLUDED.shipped_at",
        order_id,
        paper.model_dump_json(),
    )
    await tx.execute(
        "UPDATE order_papers SET paper = $2 WHERE order_id = $1",
        order_id,
        paper.for_customer(customer).model_dump_json(),
    )


async def find_papers_of_slips(queries: Queries, slips: Iterable[Slip]) -> dict[UUID, Paper]:
    """By shipment: what those that have left had then, and the others have now. Raises Unreadable."""
    by_id = {slip.shipment_id: slip for slip in slips}
    papers = await find_papers(queries, {slip.order_id for slip in by_id.values()})
    found = {one: papers[slip.order_id] for one, slip in by_id.items() if slip.order_id in papers}
    rows = await queries.fetch(f"{SELECT_AS_LEFT} WHERE shipment_id = ANY($1::uuid[])", list(by_id))
    left = {row["shipment_id"]: row for row in rows if row["shipped_at"] == by_id[row["shipment_id"]].shipped_at}
    return found | {one: paper_as_left(row) for one, row in left.items()}


async def save_paper(tx: Tx, order_id: UUID, paper: Paper) -> None:
    await tx.execute(
        "INSERT INTO order_papers (order_id, paper) VALUES ($1, $2) ON CONFLICT (order_id) DO UPDATE"
        " SET paper = EXCLUDED.paper",
        order_id,
        paper.model_dump_json(),
    )


async def find_papers(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, Paper]:
    """Of those of these orders that have one: orders from before it was kept have none. Raises Unreadable."""
    rows = await queries.fetch(f"{SELECT_PAPERS} WHERE order_id = ANY($1::uuid[])", list(order_ids))
    return {row["order_id"]: paper_of(row) for row in rows}


def paper_of(row: asyncpg.Record) -> Paper:
    return _PAPER.read(row["paper"], f"the paper of order {row['order_id']}")


def paper_as_left(row: asyncpg.Record) -> Paper:
    return _PAPER.read(row["paper"], f"the paper of shipment {row['shipment_id']} as it left")


_PAPER: Stored[Paper] = Stored(Paper)

SELECT_AS_LEFT = "SELECT shipment_id, shipped_at, paper FROM papers_as_left"
SELECT_PAPERS = "SELECT order_id, paper FROM order_papers"
