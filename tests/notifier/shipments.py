"""Orders that are sent: what fulfilment tells of their shipments, and what was written to their customers."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.notifier.queue import store as queue
from services.notifier.queue.model import Attempt, Outcome
from services.notifier.usecases.record_attempts import record_attempts
from shared.clock import now
from shared.schemas.fulfilment import (
    LineQuantity,
    LineTitle,
    ParcelCorrected,
    ShipmentDelivered,
    ShipmentLine,
    ShipmentParcel,
    ShipmentShipped,
    ShipmentUnshipped,
)
from shared.schemas.orders import OrderPlaced
from tests.notifier.conftest import history, read
from tests.support.service import ShopService

AT = datetime(2026, 3, 2, 15, tzinfo=UTC)
FIRST, SECOND, THIRD = uuid7(), uuid7(), uuid7()
COLISSIMO = ShipmentParcel(
    parcel_id=uuid7(),
    carrier="colissimo",
    carrier_name="Colissimo",
    tracking_number="6A12345678905",
    link="https://www.laposte.fr/outils/suivre-vos-envois?code=6A12345678905",
)
UPS = ShipmentParcel(parcel_id=uuid7(), carrier="ups", carrier_name="UPS", tracking_number="1Z999AA10123456784")
TITLES = {1: ("LAMP", "Lampe de chêne"), 2: ("CHAIR", "Chaise"), 3: ("TABLE", "Table")}


def left(order: OrderPlaced, shipment_id: UUID = FIRST, *, sequence: int = 2, **changes: Any) -> ShipmentShipped:
    """Two lamps and a chair in two parcels; three tables follow."""
    lines = [(1, 2), (2, 1)] if shipment_id == FIRST else [(3, 3)]
    facts: dict[str, Any] = {
        "slip_number": "BE-000001",
        "lines": tuple(
            [ShipmentLine(line_no=no, sku=TITLES[no][0], quantity=units, allocated=units) for no, units in lines]
        ),
        "shipped_at": AT,
        "order_shipped_in_full": shipment_id != FIRST,
        "by": "carol",
        "parcels": (COLISSIMO, UPS) if shipment_id == FIRST else (UPS,),
        "follows": (LineQuantity(line_no=3, sku="TABLE", quantity=3),) if shipment_id == FIRST else (),
        "titles": tuple([LineTitle(line_no=no, title=title) for no, (_, title) in TITLES.items()]),
    }
    return ShipmentShipped(order_id=order.order_id, sequence=sequence, shipment_id=shipment_id, **facts | changes)


def not_left(order: OrderPlaced, *, sequence: int = 3) -> ShipmentUnshipped:
    facts = {"slip_number": "BE-000001", "lines": (), "nothing_shipped": True, "by": "carol"}
    return ShipmentUnshipped(order_id=order.order_id, sequence=sequence, shipment_id=FIRST, **facts)


def delivered(order: OrderPlaced, *, sequence: int = 3) -> ShipmentDelivered:
    facts = {"slip_number": "BE-000001", "delivered_at": AT, "by": "carol"}
    return ShipmentDelivered(order_id=order.order_id, sequence=sequence, shipment_id=FIRST, **facts)


def corrected(order: OrderPlaced, *, sequence: int, tell_customer: bool) -> ParcelCorrected:
    right = UPS.model_copy(update={"tracking_number": "1Z999AA10123456785"})
    facts = {"slip_number": "BE-000001", "parcel": right, "before": UPS, "at": AT + timedelta(hours=1), "by": "carol"}
    return ParcelCorrected(
        order_id=order.order_id, sequence=sequence, shipment_id=FIRST, tell_customer=tell_customer, **facts
    )


async def told(notifier: ShopService) -> list[tuple[str, str]]:
    """Kind and state of what was written about shipments, in the order of their names."""
    kinds = ("shipped", "partly_shipped", "sent_again", "delivered")
    return sorted((one.kind, one.state) for one in await history(notifier) if one.kind in kinds)


async def texts(notifier: ShopService, kind: str) -> list[str]:
    found = (await notifier.http.get("/messages", params={"kind": kind})).json()["items"]
    return [(await read(notifier, one["message_id"])).text for one in found]


async def send_all(notifier: ShopService) -> None:
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET next_attempt_at = now() WHERE state = 'queued'")
        claimed = await queue.claim_due_messages(tx, limit=20, lease=timedelta(minutes=1))
        attempts = [Attempt(one.message_id, one.order_id, 0, Outcome.ACCEPTED, now()) for one in claimed]
        await record_attempts(tx, attempts, [])
