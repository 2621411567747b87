"""What is with its customer is not told of; where that was a mistake, it waits for them again, and they are told."""

from collections.abc import Iterable, Sequence

from services.notifier.pickup_store import Slips, hand_over_ready, take_back_handing_over
from services.notifier.settings import MailSettings
from shared.schemas.fulfilment import (
    PickupWithdrawn,
    ShipmentShipped,
    ShipmentUnshipped,
    SlipChanged,
    SlipReduced,
    SlipWaits,
)
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def hand_over_pickups(tx: Tx, events: Sequence[ShipmentShipped]) -> None:
    await hand_over_ready(tx, slips_of(events))


async def take_back_pickups(tx: Tx, events: Sequence[ShipmentUnshipped]) -> None:
    settings = await get_settings(tx, MailSettings)
    await take_back_handing_over(tx, slips_of(events), told_after=settings.told_after)


def slips_of(
    events: Iterable[ShipmentShipped | ShipmentUnshipped | PickupWithdrawn | SlipWaits | SlipReduced | SlipChanged],
) -> Slips:
    of = list(events)
    return Slips([event.shipment_id for event in of], [event.order_id for event in of])
