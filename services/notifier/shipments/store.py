"""SQL of the shipments that customers are told of, and of the messages about them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import asyncpg

from services.notifier.messages.model import Addressee, MessageWithText
from services.notifier.shipments.model import KINDS, AskedAgain, Shipment, Told
from shared.schemas.fulfilment import ShipmentDelivered, ShipmentShipped, ShipmentUndelivered, ShipmentUnshipped
from shared.stored import Stored
from shared.transaction import Queries, Tx


async def save_shipments(tx: Tx, events: Iterable[ShipmentShipped]) -> None:
    """Nobody is told of them yet. One that left before and not after all is as it left last."""
    last = {event.shipment_id: event for event in events}
    await tx.execute(
        "INSERT INTO shipments (shipment_id, order_id, sequence, shipped)"
        " SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::jsonb[])"
        " ON CONFLICT (shipment_id) DO UPDATE SET sequence = EXCLUDED.sequence, shipped = EXCLUDED.shipped,"
        " left_told = false, delivered_at = NULL, delivered_told = false"
        " WHERE shipments.sequence < EXCLUDED.sequence",
        list(last),
        [event.order_id for event in last.values()],
        [event.sequence for event in last.values()],
        [event.model_dump_json() for event in last.values()],
    )


async def delete_shipments(tx: Tx, events: Sequence[ShipmentUnshipped]) -> None:
    """They have not left after all."""
    await tx.execute(
        "DELETE FROM shipments AS s USING unnest($1::uuid[], $2::integer[]) AS back (id, sequence)"
        " WHERE s.shipment_id = back.id AND s.sequence < back.sequence",
        [event.shipment_id for event in events],
        [event.sequence for event in events],
    )


async def save_delivered(tx: Tx, events: Iterable[ShipmentDelivered]) -> None:
    """Those that left before the shop told of shipments are not known here, and are not told of."""
    last = {event.shipment_id: event for event in events}
    await tx.execute(
        "UPDATE shipments AS s SET delivered_at = d.at, delivered_told = false"
        " FROM unnest($1::uuid[], $2::timestamptz[]) AS d (id, at) WHERE s.shipment_id = d.id",
        list(last),
        [event.delivered_at for event in last.values()],
    )


async def delete_delivered(tx: Tx, events: Sequence[ShipmentUndelivered]) -> None:
    await tx.execute(
        "UPDATE shipments SET delivered_at = NULL WHERE shipment_id = ANY($1::uuid[])",
        [event.shipment_id for event in events],
    )


async def decide_shipments(tx: Tx, order_ids: Iterable[UUID], told: Told) -> list[Shipment]:
    """Those of these orders that nobody has decided on, and now may: their customer is known."""
    rows = await tx.fetch(_DECIDE[told], list(order_ids))
    return [_shipment_of(row) for row in rows]


async def list_queued(queries: Queries, order_ids: Iterable[UUID]) -> list[Shipment]:
    """Those of these orders whose customer is about to be told that they left."""
    rows = await queries.fetch(_QUEUED, list(order_ids), list(KINDS[Told.LEFT]))
    return [_shipment_of(row) for row in rows]


async def find_told(queries: Queries, shipment_id: UUID) -> tuple[Shipment, UUID] | None:
    """The shipment, and the message by which its customer was told that it left."""
    row = await queries.fetchrow(_TOLD, shipment_id, list(KINDS[Told.LEFT]))
    return (_shipment_of(row), row["message_id"]) if row else None


async def lock_left(tx: Tx, shipment_id: UUID) -> ShipmentShipped | None:
    """As it is known now; None of one that has not left, or left before that was kept."""
    shipped = await tx.fetchval("SELECT shipped FROM shipments WHERE shipment_id = $1 FOR UPDATE", shipment_id)
    return _SHIPPED.read(shipped, f"shipment {shipment_id}") if shipped else None


async def lock_left_of(tx: Tx, order_id: UUID) -> list[ShipmentShipped]:
    """In the order in which they left."""
    rows = await tx.fetch(
        "SELECT order_id, shipped FROM shipments WHERE order_id = $1 ORDER BY sequence FOR UPDATE", order_id
    )
    return [left_of(row) for row in rows]


async def update_left(tx: Tx, left: ShipmentShipped) -> None:
    await tx.execute(
        "UPDATE shipments SET shipped = $2 WHERE shipment_id = $1", left.shipment_id, left.model_dump_json()
    )


async def reopen_shipments(tx: Tx, shipment_ids: Iterable[UUID]) -> None:
    """It is to be decided once more whether their customers are told that they left."""
    await tx.execute("UPDATE shipments SET left_told = false WHERE shipment_id = ANY($1::uuid[])", list(shipment_ids))


async def save_asked_again(tx: Tx, shipment_id: UUID, asked: AskedAgain) -> None:
    await tx.execute(
        "INSERT INTO to_tell_again (shipment_id, sequence, at, by) VALUES ($1, $2, $3, $4) ON CONFLICT (shipment_id)"
        " DO UPDATE SET sequence = EXCLUDED.sequence, at = EXCLUDED.at, by = EXCLUDED.by",
        shipment_id,
        *asked,
    )


async def take_asked_again(tx: Tx, shipment_ids: Iterable[UUID]) -> dict[UUID, AskedAgain]:
    """By shipment; they are not kept any more."""
    rows = await tx.fetch(
        "DELETE FROM to_tell_again WHERE shipment_id = ANY($1::uuid[]) RETURNING shipment_id, sequence, at, by",
        list(shipment_ids),
    )
    return {row["shipment_id"]: AskedAgain(row["sequence"], row["at"], row["by"]) for row in rows}


async def take_back_messages(tx: Tx, shipment_ids: Iterable[UUID], told: Told) -> None:
    """What was not sent yet is not sent, unless it becomes so after all."""
    await tx.execute(
        "UPDATE messages SET state = 'not_sent', reason = 'taken_back'"  # noqa: S608
        f" WHERE {_ABOUT} AND state IN ('queued', 'failed')",
        list(shipment_ids),
        list(KINDS[told]),
    )


async def hand_over_messages(tx: Tx, shipment_ids: Iterable[UUID]) -> None:
    """That they left is not told any more: they are delivered."""
    await tx.execute(
        f"UPDATE messages SET state = 'not_sent', reason = 'handed_over' WHERE {_ABOUT} AND state = 'queued'",  # noqa: S608
        list(shipment_ids),
        list(KINDS[Told.LEFT]),
    )


async def undecide_handed_over(tx: Tx, shipment_ids: Iterable[UUID]) -> None:
    """It may be told after all that they left."""
    await tx.execute(
        "UPDATE shipments AS s SET left_told = false FROM messages"  # noqa: S608
        f" WHERE {_ABOUT} AND coalesce(messages.about, messages.order_id) = s.shipment_id"
        " AND messages.state = 'not_sent' AND messages.reason = 'handed_over'",
        list(shipment_ids),
        list(KINDS[Told.LEFT]),
    )


async def queue_again(tx: Tx, messages: Sequence[MessageWithText], told: Told) -> set[UUID]:
    """Those that were taken back are written anew. Returns all shipments that have a message, which is the only one."""
    ids = [message.about for message in messages]
    await tx.execute(
        f"UPDATE messages SET kind = n.kind, subject = n.subject, text = n.text, html = n.html, state = 'queued',"  # noqa: S608
        " reason = NULL, attempts = 0, next_attempt_at = n.due"
        " FROM unnest($1::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])"
        " AS n (id, kind, subject, text, html, due)"
        f" WHERE {_ABOUT} AND messages.about = n.id AND state = 'not_sent'"
        " AND reason IN ('taken_back', 'handed_over')",
        ids,
        list(KINDS[told]),
        [message.kind for message in messages],
        [message.subject for message in messages],
        [message.text for message in messages],
        [message.html for message in messages],
        [message.next_attempt_at for message in messages],
    )
    rows = await tx.fetch(f"SELECT about FROM messages WHERE {_ABOUT}", ids, list(KINDS[told]))  # noqa: S608
    return {row["about"] for row in rows}


async def rewrite_queued(tx: Tx, messages: Sequence[MessageWithText]) -> None:
    """They say what is known now; one that is being sent right now stays as it is."""
    await tx.execute(
        f"UPDATE messages SET kind = n.kind, subject = n.subject, text = n.text, html = n.html"  # noqa: S608
        " FROM unnest($1::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) AS n (id, kind, subject, text, html)"
        f" WHERE {_ABOUT} AND messages.about = n.id AND state = 'queued'"
        " AND (claimed_until IS NULL OR claimed_until < now())",
        [message.about for message in messages],
        list(KINDS[Told.LEFT]),
        [message.kind for message in messages],
        [message.subject for message in messages],
        [message.text for message in messages],
        [message.html for message in messages],
    )


def left_of(row: asyncpg.Record) -> ShipmentShipped:
    return _SHIPPED.read(row["shipped"], f"a shipment of order {row['order_id']}")


def _shipment_of(row: asyncpg.Record) -> Shipment:
    to = Addressee(row["order_id"], row["order_number"], row["language"], row["recipient"], row["recipient_name"])
    return Shipment(left_of(row), to, row["cancelled"], row["pickup"], row["delivered_at"])


_SHIPPED: Stored[ShipmentShipped] = Stored(ShipmentShipped)

SELECT_SHIPMENTS = (
    "SELECT shipment_id, order_id, sequence, shipped, left_told, delivered_at, delivered_told FROM shipments"
)
_ABOUT = "messages.kind = ANY($2::text[]) AND coalesce(messages.about, messages.order_id) = ANY($1::uuid[])"
_WITH_ADDRESSEE = (
    "s.order_id, s.shipped, s.delivered_at, m.order_number, m.language, m.recipient, m.recipient_name,"
    " coalesce((SELECT true FROM cancelled_orders AS c WHERE c.order_id = s.order_id), false) AS cancelled,"
    " coalesce((SELECT p.place IS NOT NULL FROM pickups AS p WHERE p.order_id = s.order_id), false) AS pickup"
)
_DECIDE = {
    told: f"""
UPDATE shipments AS s SET {told}_told = true FROM order_addressees AS m
WHERE NOT s.{told}_told AND s.order_id = ANY($1::uuid[]) AND m.order_id = s.order_id
{"AND s.delivered_at IS NOT NULL" if told is Told.DELIVERED else ""}
RETURNING {_WITH_ADDRESSEE}
"""  # noqa: S608
    for told in Told
}
_QUEUED = f"""
SELECT {_WITH_ADDRESSEE}
FROM shipments AS s
JOIN order_addressees AS m ON m.order_id = s.order_id
WHERE s.order_id = ANY($1::uuid[]) AND EXISTS (SELECT FROM messages AS q
    WHERE q.kind = ANY($2::text[]) AND coalesce(q.about, q.order_id) = s.shipment_id AND q.state = 'queued')
"""  # noqa: S608
_TOLD = f"""
SELECT {_WITH_ADDRESSEE}, q.message_id
FROM shipments AS s
JOIN order_addressees AS m ON m.order_id = s.order_id
JOIN messages AS q ON q.kind = ANY($2::text[]) AND coalesce(q.about, q.order_id) = s.shipment_id AND q.state = 'sent'
WHERE s.shipment_id = $1
"""  # noqa: S608
