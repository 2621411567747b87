"""What is with its customer is not told of; where that was a mistake, it waits for them again, and they are told."""

from collections.abc import Sequence

from services.notifier.messages.model import TAKEN_BACK_WITHIN
from services.notifier.pickup_store import hand_over_ready, take_back_handing_over
from shared.schemas.fulfilment import ShipmentShipped, ShipmentUnshipped
from shared.transaction import Tx


async def hand_over_pickups(tx: Tx, events: Sequence[ShipmentShipped]) -> None:
    await hand_over_ready(tx, {event.order_id for event in events})


async def take_back_pickups(tx: Tx, events: Sequence[ShipmentUnshipped]) -> None:
    await take_back_handing_over(tx, {event.order_id for event in events}, told_after=TAKEN_BACK_WITHIN)
