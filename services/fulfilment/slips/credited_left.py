"""Goods that left after they had been credited: a parcel may leave before its warehouse hears of the credit."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.fulfilment.orders.model import Order
from services.fulfilment.slips.model import Slip
from services.fulfilment.slips.store import list_slips
from services.fulfilment.slips.take_off_credited import Units, credited_on
from shared.clock import now
from shared.schemas.fulfilment import CreditedGoodsLeft
from shared.transaction import Queries, Tx, announce


class Left(NamedTuple):
    """A parcel, and credited units in it by line."""

    slip: Slip
    units: Units


async def find_credited_left(queries: Queries, before: Order, after: Order) -> list[Left]:
    """What the newest credit of an order says of goods that left after it was issued. A later credit stops nothing."""
    slips = await list_slips(queries, [after.order_id])
    known, now_known = credited_in(slips, before), credited_in(slips, after)
    left = [Left(slip, _more(now_known.get(slip.shipment_id, {}), known.get(slip.shipment_id, {}))) for slip in slips]
    return [one for one in left if one.units]


def announce_credited_left(tx: Tx, left: Sequence[Left], document_id: UUID, *, last: int) -> None:
    """`last` is the sequence of the last of these events."""
    at = now()
    for sequence, (slip, units) in enumerate(left, start=last - len(left) + 1):
        announce(
            tx,
            CreditedGoodsLeft(
                order_id=slip.order_id,
                sequence=sequence,
                shipment_id=slip.shipment_id,
                slip_number=slip.number,
                document_id=document_id,
                lines=tuple(
                    [
                        line.model_copy(update={"quantity": units[line.line_no]})
                        for line in slip.lines_allocated({})
                        if line.line_no in units
                    ]
                ),
                found_at=at,
            ),
        )


def credited_in(slips: Sequence[Slip], order: Order) -> dict[UUID, Units]:
    """Of each parcel, what left after it was credited: of several the last to leave should have stayed."""
    left = sorted([(slip.shipped_at, slip) for slip in slips if slip.shipped_at], key=lambda one: one[0], reverse=True)
    return credited_on(slips, [(slip, order.credited_before(at)) for at, slip in left])


def _more(now_known: Units, known: Units) -> Units:
    return {
        line_no: units - known.get(line_no, 0) for line_no, units in now_known.items() if units > known.get(line_no, 0)
    }
