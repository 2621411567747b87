"""Some of an open slip goes onto a slip of its own, in the same place of the queue: the promise is as old."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.fulfilment.slips.backorder_store import Backorder, insert_backorders, update_backorders
from services.fulfilment.slips.entered_store import insert_slip
from services.fulfilment.slips.make_slips import backorders_of
from services.fulfilment.slips.model import Slip
from services.fulfilment.slips.store import NewSlip, insert_slips, update_slip_lines
from services.fulfilment.slips.take_off_credited import Units
from shared.transaction import Tx


class Parted(NamedTuple):
    """What stays, with what it waits for, and the new slip with its number."""

    kept: Slip
    waits: Units
    new: NewSlip
    slip_no: int


async def part_slip(
    tx: Tx, slip: Slip, off: Units, missing: Units, *, shipment_id: UUID, at: datetime, slip_no: int | None = None
) -> Parted:
    """Of a line that is short the units that are here stay. The slip and the stock of its goods are locked."""
    waits_off = {line_no: min(units, missing.get(line_no, 0)) for line_no, units in off.items()}
    waits = {line_no: units - waits_off.get(line_no, 0) for line_no, units in missing.items()}
    kept = slip.part(off, missing=waits)
    lines = slip.split_off(off, missing=waits_off)
    new = NewSlip(shipment_id, slip.order_id, lines, at, slip.place, slip.replaces, slip.replaced_parcel)

    await update_slip_lines(tx, [kept])
    if slip_no is None:
        ((_, slip_no),) = await insert_slips(tx, [new])
    else:
        await insert_slip(tx, new, slip_no)
    await update_backorders(tx, _less(slip, waits_off, waits))
    await insert_backorders(tx, backorders_of(new, slip_no))
    return Parted(kept, waits, new, slip_no)


def _less(slip: Slip, waits_off: Units, waits: Units) -> list[Backorder]:
    return [
        Backorder(line.sku, slip.slip_no, line.line_no, slip.shipment_id, waits[line.line_no])
        for line in slip.lines
        if waits_off.get(line.line_no)
    ]
