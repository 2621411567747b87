"""A parcel is lost: what was in it is sent again with a slip of its own, which takes stock; or it is found."""

from dataclasses import replace
from uuid import UUID

from uuid_utils.compat import uuid7

from services.fulfilment.orders.store import save_orders
from services.fulfilment.shipments.lost import send_it_again, to_send_again, why_not_found
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.shipments.parcel_store import save_parcel
from services.fulfilment.shipments.store import get_shipment, get_with_parcel
from services.fulfilment.slips.backorder_store import insert_backorders
from services.fulfilment.slips.make_slips import allocate, backorders_of
from services.fulfilment.slips.model import OPEN, slip_number
from services.fulfilment.slips.store import NewSlip, insert_slips, lock_slips_beside
from services.fulfilment.slips.void import void_open_slips
from services.fulfilment.stock.store import lock_stock, lock_stock_of, update_stock
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.fulfilment import ParcelFound, ParcelLost, SlipCreated
from shared.schemas.values import Actor
from shared.transaction import Tx, announce


class SendAgain(Contract):
    """`units` by line were in the parcel; None is all of a shipment that left as one."""

    parcel_id: UUID
    units: dict[int, int] | None = None
    by: Actor


class FindParcel(Contract):
    parcel_id: UUID
    by: Actor


async def send_again(tx: Tx, command: SendAgain) -> Shipment:
    """Returns the new shipment. Its goods are promised since the first one was, and served in that place."""
    shipment, parcel = await get_with_parcel(tx, command.parcel_id)
    slip = shipment.slip
    wanted = to_send_again(shipment, parcel, command.units)
    at, lost = now(), replace(parcel, lost_at=now(), lost_by=command.by)

    shelf = await lock_stock(tx, {line.sku for line in wanted})
    lines = allocate(shelf, wanted)
    new = NewSlip(uuid7(), slip.order_id, lines, at, slip.place, slip.shipment_id, parcel.parcel_id)
    await update_stock(tx, shelf)
    ((_, slip_no),) = await insert_slips(tx, [new])
    await insert_backorders(tx, backorders_of(new, slip_no))
    await save_parcel(tx, lost)

    last = (await save_orders(tx, [shipment.order], {slip.order_id: 2}))[slip.order_id]
    announce(
        tx,
        ParcelLost(
            order_id=slip.order_id,
            sequence=last - 1,
            shipment_id=slip.shipment_id,
            slip_number=slip.number,
            parcel=lost.content,
            sent_again=new.shipment_id,
            sent_again_number=slip_number(slip_no),
            at=at,
            by=command.by,
        ),
        SlipCreated(
            order_id=slip.order_id,
            sequence=last,
            shipment_id=new.shipment_id,
            slip_number=slip_number(slip_no),
            state=new.state,
            lines=lines,
            created_at=at,
            replaces=slip.shipment_id,
            replaces_number=slip.number,
        ),
    )
    return await get_shipment(tx, new.shipment_id)


async def find_lost_parcel(tx: Tx, command: FindParcel) -> Shipment:
    """The slip that sends it again is void, and its stock free. Refuses where that has left."""
    shipment, parcel = await get_with_parcel(tx, command.parcel_id)
    slip = shipment.slip
    if refusal := why_not_found(shipment, parcel):
        raise refusal
    await lock_stock_of(tx, *[one.shipment_id for one in send_it_again(shipment, parcel)])
    slips = await lock_slips_beside(tx, slip.shipment_id)
    open_ = [one for one in slips if one.replaced_parcel == parcel.parcel_id and one.state in OPEN]
    await void_open_slips(tx, open_)
    found = replace(parcel, lost_at=None, lost_by=None)
    await save_parcel(tx, found)
    last = (await save_orders(tx, [shipment.order], {slip.order_id: 1}))[slip.order_id]
    still_open = any(one.state in OPEN and one not in open_ for one in slips)
    announce(
        tx,
        ParcelFound(
            order_id=slip.order_id,
            sequence=last,
            shipment_id=slip.shipment_id,
            slip_number=slip.number,
            parcel=found.content,
            void_numbers=tuple([one.number for one in open_]),
            order_shipped_in_full=not still_open,
            at=now(),
            by=command.by,
        ),
    )
    return await get_shipment(tx, slip.shipment_id)
