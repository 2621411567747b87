"""What is credited, edited or back on the shelf is not what a mail of a parcel said of the rest: it is written anew."""

from collections.abc import Sequence, Set
from uuid import UUID

from services.notifier.settings import MailSettings
from services.notifier.shipments import store
from services.notifier.shipments.model import Told, as_it_follows
from services.notifier.usecases.change_parcels import rewrite_queued_shipments
from services.notifier.usecases.hand_over_pickups import take_back_pickups
from services.notifier.usecases.tell_of_shipments import tell_of_undecided_shipments
from services.notifier.usecases.withdraw_pickups import withdraw_pickups
from shared.clock import now
from shared.schemas.fulfilment import ShipmentUnshipped, SlipChanged, SlipReduced
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def take_back_shipments(tx: Tx, events: Sequence[ShipmentUnshipped]) -> None:
    await take_back_pickups(tx, events)
    await store.delete_shipments(tx, events)
    for told in Told:
        await store.take_back_messages(tx, {event.shipment_id for event in events}, told)
    await change_what_follows(tx, events)


async def change_slips(tx: Tx, events: Sequence[SlipReduced | SlipChanged]) -> None:
    await withdraw_pickups(tx, events)
    await change_what_follows(tx, events)


async def change_what_follows(tx: Tx, events: Sequence[SlipReduced | SlipChanged | ShipmentUnshipped]) -> None:
    # Events from before that was told say nothing of it.
    for event in [event for event in events if event.follows is not None]:
        before = await store.lock_left_of(tx, event.order_id)
        after = as_it_follows(before, follows=event.follows or (), titles=event.titles)
        for one in after:
            await store.update_left(tx, one)
        in_full = {one.shipment_id: one.order_shipped_in_full for one in before}
        if other := [one for one in after if one.order_shipped_in_full != in_full[one.shipment_id]]:
            await _decide_again(tx, event.order_id, {one.shipment_id for one in other})
    await rewrite_queued_shipments(tx, {event.order_id for event in events})


async def _decide_again(tx: Tx, order_id: UUID, shipment_ids: Set[UUID]) -> None:
    """That all has left may be told by a shop that does not tell of a part, or the other way round."""
    settings, at = await get_settings(tx, MailSettings), now()
    queued = [one for one in await store.list_queued(tx, [order_id]) if one.left.shipment_id in shipment_ids]
    silent = [one.left.shipment_id for one in queued if not one.is_to_be_told(Told.LEFT, settings, at=at)]
    await store.take_back_messages(tx, silent, Told.LEFT)
    await store.reopen_shipments(tx, shipment_ids)
    await tell_of_undecided_shipments(tx, [order_id])
