"""Two slips that are merged are written, with what they wait for and their parcels."""

from services.fulfilment.shipments.parcel_store import move_parcels
from services.fulfilment.slips.backorder_store import Backorder, delete_backorders, insert_backorders
from services.fulfilment.slips.model import Slip
from services.fulfilment.slips.store import update_slip_lines
from services.fulfilment.slips.take_off_credited import Units
from shared.transaction import Tx


async def write_merged(tx: Tx, kept: Slip, void: Slip, waited: Units) -> None:
    """`waited` is what the void one waited for, which the other waits for now. Both and their stock are locked."""
    await update_slip_lines(tx, [kept, void])
    await move_parcels(tx, void.shipment_id, kept.shipment_id)
    await delete_backorders(tx, [void.shipment_id])
    await insert_backorders(tx, _waits_on(kept, waited))


def _waits_on(slip: Slip, missing: Units) -> list[Backorder]:
    return [
        Backorder(line.sku, slip.slip_no, line.line_no, slip.shipment_id, missing[line.line_no])
        for line in slip.lines
        if line.line_no in missing
    ]
