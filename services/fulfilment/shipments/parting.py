"""What of a slip goes onto another one, and what becomes of two that are merged."""

from collections import Counter
from collections.abc import Mapping

from services.fulfilment.shipments.model import Shipment
from services.fulfilment.shipments.parcels import MOST
from services.fulfilment.shipments.refusals import NothingToMerge, NothingToSplit, NotOnSlip, TooManyParcels
from services.fulfilment.slips.model import Slip


def to_split_off(shipment: Shipment, wanted: Mapping[int, int] | None) -> Mapping[int, int]:
    """The units by line that go onto a slip of their own: those that are wanted, or all that it waits for.

    Refuses what leaves nothing on either, and more than there is.
    """
    slip, number = shipment.slip, shipment.slip.number
    if refusal := shipment.why_not.get("split"):
        raise refusal
    units = {line.line_no: line for line in slip.lines}
    if wanted is None and not shipment.missing:
        raise NothingToSplit(f"all goods of slip {number} are here: say which go onto a slip of their own")
    if wanted is None and all(shipment.missing.get(line.line_no) == line.quantity for line in slip.lines):
        raise NothingToSplit(f"nothing of slip {number} is here yet: say what goes onto a slip of its own")
    off = shipment.missing if wanted is None else wanted
    for line_no, quantity in off.items():
        if line_no not in units:
            raise NotOnSlip(f"line {line_no} is not on slip {number}")
        if quantity > (most := units[line_no].quantity):
            detail = f"slip {number} has {most} of {units[line_no].sku}: at most {most} can go onto another slip"
            raise NotOnSlip(detail, brief=f"slip {number} has fewer of {units[line_no].sku}", limit=most)
    if all(off.get(line.line_no) == line.quantity for line in slip.lines):
        raise NothingToSplit(f"all of slip {number} would go: something has to stay on it", field="lines")
    return off


def merged(shipment: Shipment, other: Shipment) -> tuple[Slip, Slip]:
    """The slip that has all, which is the older one, and the other, void.

    Refuses another order's, its own, and more parcels than a shipment has.
    """
    if refusal := shipment.why_not.get("merge") or other.why_not.get("merge"):
        raise refusal
    if other.slip.order_id != shipment.slip.order_id or other.slip.shipment_id == shipment.slip.shipment_id:
        detail = f"slip {other.slip.number} is no other slip of order {shipment.order.number}"
        raise NothingToMerge(detail, field="other_shipment_id")
    if (count := len(shipment.parcels) + len(other.parcels)) > MOST:
        both = f"slips {shipment.slip.number} and {other.slip.number}"
        raise TooManyParcels(f"{both} have {count} parcels together: no shipment has more than {MOST}", limit=MOST)
    older, younger = sorted((shipment, other), key=lambda one: one.slip.slip_no)
    return put_together(older.slip, older.missing, younger.slip, younger.missing)


def put_together(
    kept: Slip, waits: Mapping[int, int], other: Slip, other_waits: Mapping[int, int]
) -> tuple[Slip, Slip]:
    """The slip that has all, with what both wait for, by line, and the other, void."""
    missing = Counter(waits)
    missing.update(other_waits)
    return kept.take_in(other, missing=missing), other.merge_into(kept)
