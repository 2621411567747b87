"""SQL of which credit notes are of returns: the mail with one names the return."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from shared.schemas.returns import ReturnCreditDecided
from shared.transaction import Queries, Tx


async def insert_credits_of_returns(tx: Tx, decided: Sequence[ReturnCreditDecided]) -> None:
    await tx.execute(
        "INSERT INTO credits_of_returns (decision_id, order_id, return_number)"
        " SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[]) ON CONFLICT DO NOTHING",
        [one.decision_id for one in decided],
        [one.order_id for one in decided],
        [one.number for one in decided],
    )


async def find_returns_of_credits(queries: Queries, decision_ids: Iterable[UUID | None]) -> Mapping[UUID | None, str]:
    """The numbers of the returns, by their decisions; a document that is of none has no decision."""
    asked = [one for one in decision_ids if one]
    if not asked:
        return {}
    rows = await queries.fetch(f"{SELECT_CREDITS} WHERE decision_id = ANY($1::uuid[])", asked)
    return {row["decision_id"]: row["return_number"] for row in rows}


SELECT_CREDITS = "SELECT decision_id, order_id, return_number FROM credits_of_returns"
