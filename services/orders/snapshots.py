"""Snapshots of orders: what others follow who do not want to add events up."""

from collections.abc import Iterable
from uuid import UUID

import asyncpg

from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status
from shared.schemas.orders import OrderSnapshot
from shared.transaction import Tx, announce

SNAPSHOTS = """
SELECT order_id, version, number, reference, placed_at, currency, gross, paid, credited, status, payment_status,
    shipment_status, hold, cancelled_at, settled_at IS NOT NULL AS settled
FROM orders WHERE order_id = ANY($1::uuid[])
"""


async def announce_snapshots(tx: Tx, order_ids: Iterable[UUID]) -> None:
    """For a change that no entry of the history tells of; writing history announces them too."""
    announce(tx, *map(snapshot_of, await tx.fetch(SNAPSHOTS, list(order_ids))))


def snapshot_of(row: asyncpg.Record) -> OrderSnapshot:
    return OrderSnapshot.model_construct(
        order_id=row["order_id"],
        sequence=row["version"],
        number=row["number"],
        reference=row["reference"],
        placed_at=row["placed_at"],
        currency=row["currency"],
        gross=row["gross"],
        paid=row["paid"],
        credited=row["credited"],
        status=Status(row["status"]),
        payment_status=PaymentStatus(row["payment_status"]),
        shipment_status=ShipmentStatus(row["shipment_status"]),
        hold=Hold(row["hold"]),
        cancelled_at=row["cancelled_at"],
        settled=row["settled"],
    )
