"""SQL of what customers are to be told of orders that are still to come, and of whom it is told to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from services.notifier.messages.model import Addressee
from shared.schemas.billing import PaymentRecorded, RefundSucceeded
from shared.schemas.event import OrderEvent
from shared.schemas.notifier import MessageKind
from shared.schemas.returns import ReturnApproved, ReturnDeclined, ReturnedGoodsReceived, ReturnRequested
from shared.stored import Stored
from shared.transaction import Queries, Tx


class Untold(NamedTuple):
    """A mail of this kind about this thing is to be written of what was said."""

    kind: MessageKind
    thing_id: UUID
    said: OrderEvent


class Confirmed(NamedTuple):
    """Whom the mails about an order are for, and when its confirmation was written."""

    to: Addressee
    at: datetime


async def find_confirmed(queries: Queries, order_ids: Iterable[UUID]) -> Mapping[UUID, Confirmed]:
    rows = await queries.fetch(_CONFIRMED, list(order_ids))
    return {row["order_id"]: Confirmed(_addressee_of(row), row["created_at"]) for row in rows}


async def insert_untold(tx: Tx, untold: Sequence[Untold]) -> None:
    """Of a kind about one thing, what is said last is told."""
    last = {(one.kind, one.thing_id): one for one in untold}.values()
    await tx.execute(
        "INSERT INTO untold (kind, thing_id, order_id, said)"
        " SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::jsonb[])"
        " ON CONFLICT (kind, thing_id) DO UPDATE SET said = EXCLUDED.said",
        [one.kind for one in last],
        [one.thing_id for one in last],
        [one.said.order_id for one in last],
        [one.said.model_dump_json() for one in last],
    )


async def take_untold(tx: Tx, order_ids: Iterable[UUID]) -> list[Untold]:
    rows = await tx.fetch(
        "DELETE FROM untold WHERE order_id = ANY($1::uuid[]) RETURNING kind, thing_id, order_id, said", list(order_ids)
    )
    return sorted(map(untold_of, rows), key=lambda one: one.said.sequence)


async def withdraw(tx: Tx, kind: MessageKind, thing_ids: Sequence[UUID]) -> None:
    """What is not sent yet of it; one that is being sent right now may still arrive, and is then recorded as sent."""
    await tx.execute("DELETE FROM untold WHERE kind = $1 AND thing_id = ANY($2::uuid[])", kind, thing_ids)
    await withdraw_unsent(tx, kind, thing_ids)


async def withdraw_unsent(tx: Tx, kind: MessageKind, thing_ids: Sequence[UUID]) -> None:
    """As `withdraw`, of orders that are known."""
    await tx.execute(
        "UPDATE messages SET state = 'not_sent', reason = 'taken_back'"
        " WHERE kind = $1 AND about = ANY($2::uuid[]) AND state IN ('queued', 'failed')",
        kind,
        thing_ids,
    )


def untold_of(row: asyncpg.Record) -> Untold:
    kind = MessageKind(row["kind"])
    return Untold(kind, row["thing_id"], _SAID[kind].read(row["said"], f"{kind} of order {row['order_id']}"))


def _addressee_of(row: asyncpg.Record) -> Addressee:
    return Addressee(row["order_id"], row["order_number"], row["language"], row["recipient"], row["recipient_name"])


SELECT_UNTOLD = "SELECT kind, thing_id, order_id, said FROM untold"
_SAID: Mapping[MessageKind, Stored[Any]] = {
    MessageKind.PAYMENT_RECEIVED: Stored(PaymentRecorded),
    MessageKind.REFUNDED: Stored(RefundSucceeded),
    MessageKind.RETURN_REQUESTED: Stored(ReturnRequested),
    MessageKind.RETURN_APPROVED: Stored(ReturnApproved),
    MessageKind.RETURN_DECLINED: Stored(ReturnDeclined),
    MessageKind.RETURN_RECEIVED: Stored(ReturnedGoodsReceived),
}
_CONFIRMED = """
SELECT a.order_id, a.order_number, a.language, a.recipient, a.recipient_name, m.created_at
FROM order_addressees AS a JOIN messages AS m
    ON m.order_id = a.order_id AND m.kind = 'order_confirmation' AND m.resend_of IS NULL
WHERE a.order_id = ANY($1::uuid[])
"""
