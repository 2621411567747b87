"""SQL of which refunds are of returns: the mail that money went back names the return."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from shared.schemas.returns import ReturnRefundDecided
from shared.transaction import Queries, Tx


async def insert_refunds_of_returns(tx: Tx, decided: Sequence[ReturnRefundDecided]) -> None:
    """A refund of a return has the id of the decision that asks for it."""
    await tx.execute(
        "INSERT INTO refunds_of_returns (refund_id, order_id, return_number)"
        " SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[]) ON CONFLICT DO NOTHING",
        [one.decision_id for one in decided],
        [one.order_id for one in decided],
        [one.number for one in decided],
    )


async def find_returns_of_refunds(queries: Queries, refund_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """The numbers of the returns of those that are of one."""
    rows = await queries.fetch(f"{SELECT_REFUNDS} WHERE refund_id = ANY($1::uuid[])", list(refund_ids))
    return {row["refund_id"]: row["return_number"] for row in rows}


SELECT_REFUNDS = "SELECT refund_id, order_id, return_number FROM refunds_of_returns"
