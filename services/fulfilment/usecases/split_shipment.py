"""Goods of an open slip go onto a slip of their own: what is here may leave, the rest waits."""

from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.fulfilment.orders.store import save_orders
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.shipments.move_goods import lock_shipment
from services.fulfilment.shipments.parting import to_split_off
from services.fulfilment.shipments.store import get_shipment
from services.fulfilment.slips.model import slip_number
from services.fulfilment.slips.part_slip import part_slip
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.fulfilment import SlipCreated, SlipSplit
from shared.schemas.values import Actor
from shared.transaction import Tx, announce


class SplitShipment(Contract):
    """`units` by line go onto the new slip; None is all that the slip waits for."""

    shipment_id: UUID
    units: dict[int, int] | None = None
    by: Actor


class Split(NamedTuple):
    """What stays, and the shipment that is new."""

    shipment: Shipment
    split_off: Shipment


async def split_shipment(tx: Tx, command: SplitShipment) -> Split:
    """Refuses a slip that is not open or is ready for pickup, an order on hold, and to leave one of them empty."""
    shipment = (await lock_shipment(tx, command.shipment_id)).shipment
    slip, off = shipment.slip, to_split_off(shipment, command.units)
    kept, waits, new, slip_no = await part_slip(tx, slip, off, shipment.missing, shipment_id=uuid7(), at=now())
    last = (await save_orders(tx, [shipment.order], {slip.order_id: 2}))[slip.order_id]
    announce(
        tx,
        SlipSplit(
            order_id=slip.order_id,
            sequence=last - 1,
            shipment_id=slip.shipment_id,
            slip_number=slip.number,
            state=kept.state,
            lines=kept.lines_allocated(waits),
            split_off=new.shipment_id,
            split_off_number=slip_number(slip_no),
            split_at=new.created_at,
            by=command.by,
        ),
        SlipCreated(
            order_id=slip.order_id,
            sequence=last,
            shipment_id=new.shipment_id,
            slip_number=slip_number(slip_no),
            state=new.state,
            lines=new.lines,
            created_at=new.created_at,
            split_from=slip.shipment_id,
        ),
    )
    return Split(await get_shipment(tx, slip.shipment_id), await get_shipment(tx, new.shipment_id))
