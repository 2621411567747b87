"""Orders that are picked up: what fulfilment tells of them, and what was written to their customers."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.notifier.queue import store as queue
from services.notifier.queue.model import Attempt, Claimed, Outcome
from services.notifier.usecases.record_attempts import record_attempts
from shared.clock import now
from shared.schemas.fulfilment import (
    LineQuantity,
    LineTitle,
    PickupReady,
    PickupWithdrawn,
    ShipmentShipped,
    ShipmentState,
    ShipmentUnshipped,
    SkuQuantity,
    SlipReduced,
    SlipWaits,
)
from shared.schemas.orders import DeliveryKind, OrderPlaced, Shipping
from tests.notifier.conftest import history
from tests.support.orders import placed
from tests.support.service import ShopService

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def slip(order: OrderPlaced) -> dict[str, Any]:
    """Its only one."""
    return {"shipment_id": UUID(int=order.order_id.int ^ 1), "slip_number": "BE-000001"}


def to_pick_up(**changes: Any) -> OrderPlaced:
    shipping = Shipping(method="Comptoir de Nantes", kind=DeliveryKind.PICKUP)
    return placed(**changes).model_copy(update={"shipping": shipping})


def ready(order: OrderPlaced, *, sequence: int = 2, **changes: Any) -> PickupReady:
    told = slip(order) | {"ready_at": NOON, "recorded_at": NOON, "by": "carol"} | changes
    return PickupReady(order_id=order.order_id, sequence=sequence, **told)


def in_part(order: OrderPlaced, *, sequence: int = 2, **changes: Any) -> PickupReady:
    """Two lamps are ready, a chair is not yet."""
    goods = {
        "lines": (LineQuantity(line_no=1, sku="LAMP", quantity=2),),
        "follows": (LineQuantity(line_no=2, sku="CHAIR", quantity=1),),
        "titles": (LineTitle(line_no=1, title="Lampe de chêne"), LineTitle(line_no=2, title="Chaise")),
    }
    return ready(order, sequence=sequence, **goods | changes)


def withdrawn(order: OrderPlaced, **changes: Any) -> PickupWithdrawn:
    facts = slip(order) | {"withdrawn_at": NOON, "by": "carol"} | changes
    return PickupWithdrawn(order_id=order.order_id, sequence=3, **facts)


def handed_over(order: OrderPlaced, *, sequence: int = 3) -> ShipmentShipped:
    left = {"lines": (), "shipped_at": NOON, "order_shipped_in_full": True, "by": "carol"}
    return ShipmentShipped(order_id=order.order_id, sequence=sequence, **slip(order), **left)


def not_handed_over(order: OrderPlaced, *, sequence: int = 4) -> ShipmentUnshipped:
    facts = {"lines": (), "nothing_shipped": True, "by": "carol"}
    return ShipmentUnshipped(order_id=order.order_id, sequence=sequence, **slip(order), **facts)


def waits(order: OrderPlaced) -> SlipWaits:
    missing = (SkuQuantity(sku="LAMP", quantity=1),)
    return SlipWaits(order_id=order.order_id, sequence=3, **slip(order), missing=missing, waits_at=NOON)


def reduced(order: OrderPlaced, state: ShipmentState = ShipmentState.VOID) -> SlipReduced:
    facts = {"lines": (), "credited": (), "order_shipped_in_full": False, "reduced_at": NOON}
    nothing = state is ShipmentState.VOID
    return SlipReduced(
        order_id=order.order_id, sequence=3, **slip(order), state=state, nothing_left_to_ship=nothing, **facts
    )


async def told(notifier: ShopService) -> list[tuple[str, str | None]]:
    """State and reason of what was written of pickups."""
    return [(one.state, one.reason) for one in await history(notifier) if one.kind == "pickup_ready"]


async def due(notifier: ShopService) -> list[Claimed]:
    """What is sent of pickups once their time has come; it is claimed."""
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET next_attempt_at = now() WHERE kind = 'pickup_ready'")
        claimed = await queue.claim_due_messages(tx, limit=20, lease=timedelta(minutes=1))
    return [one for one in claimed if "retrait" in one.subject]


async def claim(notifier: ShopService) -> Claimed:
    (claimed,) = await due(notifier)
    return claimed


def attempt(message: Claimed, outcome: Outcome) -> Attempt:
    return Attempt(message.message_id, message.order_id, message.attempts, outcome, now())


async def send(notifier: ShopService, outcome: Outcome) -> None:
    claimed = await claim(notifier)
    async with notifier.transaction() as tx:
        await record_attempts(tx, [attempt(claimed, outcome)], [])


async def message_of(notifier: ShopService) -> Any:
    (listed,) = (await notifier.http.get("/messages?kind=pickup_ready")).json()["items"]
    return (await notifier.http.get(f"/messages/{listed['message_id']}")).json()
