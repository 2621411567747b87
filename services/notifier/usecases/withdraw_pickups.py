"""What does not wait for its customer any more is not told of, if it was not told of already."""

from collections.abc import Sequence

from services.notifier.pickup_store import withdraw_ready
from services.notifier.usecases.hand_over_pickups import slips_of
from shared.schemas.fulfilment import PickupWithdrawn, ShipmentState, SlipChanged, SlipReduced, SlipWaits
from shared.transaction import Tx

READY = ShipmentState.READY


async def withdraw_pickups(tx: Tx, events: Sequence[PickupWithdrawn | SlipWaits | SlipReduced | SlipChanged]) -> None:
    # Of a slip that is reduced, what is left of it stays ready, unless that is nothing.
    over = [event for event in events if not (isinstance(event, SlipReduced) and event.state is READY)]
    if over:
        await withdraw_ready(tx, slips_of(over))
