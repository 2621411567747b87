"""SQL of orders whose words were written by an earlier version."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.orders.order.content import Ordered
from services.orders.order.store import ordered_of
from services.orders.order.words import NUMBERED
from shared.stored import Unreadable
from shared.transaction import Tx

WORDS_VERSION = 5
"""Of the words that are written now. Whoever raises it makes a new index of those that are older."""


class Outdated(NamedTuple):
    """An order to be given its words; `ordered` is None where it cannot be read.

    `documents` are the numbers of its documents, `payments` the references of its payments.
    """

    order_id: UUID
    number: str
    reference: str | None
    ordered: Ordered | None
    documents: Sequence[str]
    payments: Sequence[str]


class Renewed(NamedTuple):
    order_id: UUID
    phone_e164: str | None
    words: set[str] | None


async def lock_outdated(tx: Tx, *, limit: int) -> list[Outdated]:
    """Those that no other transaction works on."""
    locked = await tx.fetch(_LOCK, limit)
    # Only now, with their locks: what was told of them until then is in the history, and the next waits.
    rows = await tx.fetch(_SELECT, [row[0] for row in locked], NUMBERED) if locked else []
    outdated = []
    for row in rows:
        try:
            ordered = ordered_of(row)
        except Unreadable:
            ordered = None  # `backshop check` names it
        outdated.append(
            Outdated(
                row["order_id"], row["number"], row["reference"], ordered, row["documents"] or (), row["payments"] or ()
            )
        )
    return outdated


async def save_words(tx: Tx, renewed: Sequence[Renewed]) -> None:
    """Of an order without words here, those that it has stay."""
    await tx.execute(
        _SAVE,
        [one.order_id for one in renewed],
        [one.phone_e164 for one in renewed],
        [None if one.words is None else "\n".join(one.words) for one in renewed],
    )


_LOCK = f"""
SELECT order_id FROM order_contents WHERE words_version < {WORDS_VERSION:d}
ORDER BY order_id LIMIT $1 FOR UPDATE SKIP LOCKED
"""  # noqa: S608
_SELECT = """
SELECT order_id, number, reference, customer, content, told.* FROM orders JOIN order_contents USING (order_id),
LATERAL (
    SELECT array_remove(array_agg(coalesce(detail ->> 'number', detail ->> 'slip')), NULL) AS documents,
        array_remove(array_agg(detail ->> 'reference'), NULL) AS payments
    FROM history WHERE history.order_id = orders.order_id AND action = ANY($2::text[])
) AS told
WHERE order_id = ANY($1::uuid[])
"""
_SAVE = f"""
UPDATE order_contents SET words_version = {WORDS_VERSION:d},
    phone_e164 = CASE WHEN new.words IS NULL THEN order_contents.phone_e164 ELSE new.phone_e164 END,
    words = coalesce(array_to_tsvector(string_to_array(new.words, E'\\n')), order_contents.words)
FROM unnest($1::uuid[], $2::text[], $3::text[]) AS new (order_id, phone_e164, words)
WHERE order_contents.order_id = new.order_id
"""  # noqa: S608
