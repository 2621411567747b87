"""What is credited, edited or back on the shelf is not what a mail of a parcel said of the rest: it is written anew."""

from collections.abc import Sequence

from services.notifier.shipments import store
from services.notifier.shipments.model import as_it_follows
from services.notifier.usecases.change_parcels import rewrite_queued_shipments
from services.notifier.usecases.withdraw_pickups import withdraw_pickups
from shared.schemas.fulfilment import ShipmentUnshipped, SlipChanged, SlipReduced
from shared.transaction import Tx


async def change_slips(tx: Tx, events: Sequence[SlipReduced | SlipChanged]) -> None:
    await withdraw_pickups(tx, events)
    await change_what_follows(tx, events)


async def change_what_follows(tx: Tx, events: Sequence[SlipReduced | SlipChanged | ShipmentUnshipped]) -> None:
    # Events from before that was told say nothing of it.
    for event in events:
        if event.follows is not None:
            left = await store.lock_left_of(tx, event.order_id)
            for one in as_it_follows(left, follows=event.follows, titles=event.titles):
                await store.update_left(tx, one)
    await rewrite_queued_shipments(tx, {event.order_id for event in events})
