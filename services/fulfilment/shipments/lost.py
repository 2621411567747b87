"""What of a parcel that is lost may be sent again: what was in it, and what the customer still pays for."""

from typing import Literal

from services.fulfilment.orders.model import Wanted
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.shipments.parcels import Parcel, refusal_of_correction
from services.fulfilment.shipments.refusals import (
    AlreadySentAgain,
    AlreadyShipped,
    NothingToSendAgain,
    NotLost,
    NotOnSlip,
    NotShipped,
    OrderIsCancelled,
    OrderOnHold,
)
from services.fulfilment.slips.model import OPEN, Slip, SlipLine
from services.fulfilment.slips.take_off_credited import Units
from shared.refused import Refused
from shared.schemas.fulfilment import ShipmentState


def to_send_again(shipment: Shipment, parcel: Parcel, units: Units | None) -> tuple[Wanted, ...]:
    """Without `units` by line it is all of a shipment that left as one parcel.

    Credits that are known do not count against it: what it says of them is that they are dealt with.
    """
    if refusal := why_not_sent_again(shipment, parcel):
        raise refusal
    slip = shipment.slip
    if units is None and sum(not one.is_return for one in shipment.parcels) > 1:
        raise NothingToSendAgain(f"slip {slip.number} left as several parcels: say what was in this one")
    lines = {line.line_no: line for line in slip.lines}
    most = {line_no: _most(shipment, line) for line_no, line in lines.items()}
    wanted = most if units is None else units
    for line_no, quantity in wanted.items():
        if line_no not in lines:
            raise NotOnSlip(f"line {line_no} is not on slip {slip.number}")
        if quantity > most[line_no]:
            sku, left = lines[line_no].sku, most[line_no]
            detail = (
                f"{left} of {sku} of slip {slip.number} can be sent again: the rest is credited, or sent again already"
            )
            raise NotOnSlip(detail, brief=f"fewer of {sku} can be sent again", limit=left)
    if not any(wanted.values()):
        raise _nothing(slip)
    return tuple(
        [
            Wanted(
                line_no=line_no,
                sku=lines[line_no].sku,
                quantity=quantity,
                credited=_dealt_with(shipment, line_no),
            )
            for line_no, quantity in sorted(wanted.items())
            if quantity
        ]
    )


PossibleWithParcel = Literal["correct", "remove", "send_again", "find"]


def may_with(shipment: Shipment, parcel: Parcel) -> tuple[PossibleWithParcel, ...]:
    """What may be done with a parcel now, by the rules that refuse the rest."""
    refusals: dict[PossibleWithParcel, Refused | None] = {
        "correct": refusal_of_correction(shipment.slip),
        "remove": why_not_removed(parcel),
        "send_again": why_not_sent_again(shipment, parcel),
        "find": why_not_found(shipment, parcel),
    }
    return tuple(name for name, refusal in refusals.items() if refusal is None)


def why_not_removed(parcel: Parcel) -> Refused | None:
    if parcel.lost_at:
        return AlreadySentAgain("what was in this parcel is sent again: say that it is found before it is removed")
    return None


def why_not_found(shipment: Shipment, parcel: Parcel) -> Refused | None:
    if not parcel.lost_at:
        return NotLost("this parcel is not lost")
    for slip in send_it_again(shipment, parcel):
        if slip.state is ShipmentState.SHIPPED:
            return AlreadyShipped(f"slip {slip.number}, which sends it again, has left")
    return None


def send_it_again(shipment: Shipment, parcel: Parcel) -> list[Slip]:
    """The slips with what was in it; several where that was split."""
    return [slip for slip in shipment.beside if slip.replaced_parcel == parcel.parcel_id]


def why_not_sent_again(shipment: Shipment, parcel: Parcel) -> Refused | None:
    slip, order = shipment.slip, shipment.order
    if parcel.lost_at:
        return AlreadySentAgain("what was in this parcel is sent again already")
    if slip.state is not ShipmentState.SHIPPED:
        return NotShipped(f"slip {slip.number} is {slip.state} and has not left")
    if parcel.is_return:
        return NothingToSendAgain(f"this parcel of slip {slip.number} brings goods back: it has none for the customer")
    if order.is_cancelled:
        return OrderIsCancelled(f"order {order.number} is cancelled: nothing of it is sent again")
    if order.held:
        return OrderOnHold(f"order {order.number} is on hold: resume it before goods are sent again")
    return None if any(_most(shipment, line) for line in slip.lines) else _nothing(slip)


def _nothing(slip: Slip) -> Refused:
    return NothingToSendAgain(f"nothing of slip {slip.number} can be sent again: it is credited, or sent again already")


def _most(shipment: Shipment, line: SlipLine) -> int:
    """Of what left with it, what is not sent again yet; and no more than was ordered, is not credited and not here."""
    of_line = [(slip, one) for slip in _of_order(shipment) for one in slip.lines if one.line_no == line.line_no]
    again = sum(
        one.quantity
        for slip, one in of_line
        if slip.replaces == shipment.slip.shipment_id and slip.state is not ShipmentState.VOID
    )
    credited = shipment.order.credited(line.line_no)
    if credited is None:
        return 0
    ordered = sum(
        one.credited + (0 if slip.state is ShipmentState.VOID else one.quantity)
        for slip, one in of_line
        if not slip.replaces
    )
    here = sum(one.quantity for slip, one in of_line if slip.state in OPEN)
    return max(min(line.quantity - again, ordered - credited - here), 0)


def _dealt_with(shipment: Shipment, line_no: int) -> int:
    """Credited units of the line that no slip counts yet: they were of what had left."""
    counted = sum(one.credited for slip in _of_order(shipment) for one in slip.lines if one.line_no == line_no)
    return max((shipment.order.credited(line_no) or 0) - counted, 0)


def _of_order(shipment: Shipment) -> tuple[Slip, ...]:
    return (shipment.slip, *shipment.beside)
