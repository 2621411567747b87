"""How far the slips of an order are that has several: what that says of the order as a whole."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from pydantic import TypeAdapter

from shared.schemas.fulfilment import ShipmentState
from shared.stored import Stored


class SlipState(StrEnum):
    """Void slips are left out."""

    WAITS = "waits"
    READY = "ready"
    READY_FOR_PICKUP = "ready_for_pickup"
    LEFT = "left"
    PICKED_UP = "picked_up"


Slips = Mapping[str, SlipState]
"""By their numbers; empty of an order that has one, or none."""


class Goods(NamedTuple):
    """What there is of an order's goods: something may leave now, or waits for the customer who comes for it."""

    ready: bool
    for_pickup: bool


def goods_of(slips: Slips) -> Goods:
    """Where all have left they were all there; where all are void there are none."""
    states = set(slips.values())
    ready = bool(states & _HERE) or (bool(states) and SlipState.WAITS not in states)
    return Goods(ready, SlipState.READY_FOR_PICKUP in states)


_HERE = {SlipState.READY, SlipState.READY_FOR_PICKUP}


def open_state(state: ShipmentState, *, for_pickup: bool = False) -> SlipState | None:
    """None for a void slip. One that was ready for pickup is so while it is ready."""
    if state is ShipmentState.READY:
        return SlipState.READY_FOR_PICKUP if for_pickup else SlipState.READY
    return SlipState.WAITS if state is ShipmentState.NOT_SHIPPED else None


def gone(before: SlipState | None) -> SlipState:
    return SlipState.PICKED_UP if before is SlipState.READY_FOR_PICKUP else SlipState.LEFT


def back(before: SlipState | None) -> SlipState:
    """As it was before it left."""
    return SlipState.READY_FOR_PICKUP if before is SlipState.PICKED_UP else SlipState.READY


def with_slip(slips: Slips, number: str, state: SlipState | None) -> Slips:
    """None takes a void one out."""
    others = {one: its for one, its in slips.items() if one != number}
    return others if state is None else {**others, number: state}


Left = Mapping[str, Mapping[int, int]]
"""Units by line that have left, of each slip that has; of one that sends a lost parcel again none: it was ordered once.
"""


def units_left(left: Left, slips: Slips) -> Mapping[int, int] | None:
    """By line, of an order of which something has left; None where some of that had before it was kept what."""
    gone = {number for number, state in slips.items() if state in _GONE} or left.keys()
    if not gone or not gone <= left.keys():
        return None
    units = Counter[int]()
    for number in gone:
        units.update(left[number])
    return units


_GONE = {SlipState.LEFT, SlipState.PICKED_UP}


def written_left(left: Left) -> str | None:
    return _WRITTEN_LEFT.dump_json(left).decode() if left else None


def read_left(written: str | None, of: str) -> Left:
    """Raises Unreadable."""
    return _STORED_LEFT.read(written, of) if written else {}


_WRITTEN_LEFT: TypeAdapter[Left] = TypeAdapter(dict[str, dict[int, int]])
_STORED_LEFT: Stored[dict[str, dict[int, int]]] = Stored(dict[str, dict[int, int]])


def written_slips(slips: Slips) -> str | None:
    return _WRITTEN.dump_json(slips).decode() if slips else None


def read_slips(written: str | None, of: str) -> Slips:
    """Raises Unreadable."""
    return _STORED.read(written, of) if written else {}


_WRITTEN: TypeAdapter[Slips] = TypeAdapter(dict[str, SlipState])
_STORED: Stored[dict[str, SlipState]] = Stored(dict[str, SlipState])


LateParcels = Mapping[str, str | None]
"""What left when its order was cancelled: shipments, with the number of their return once that is open."""


def all_come_back(parcels: LateParcels, return_number: str | None) -> bool:
    """`return_number` is the last that was opened. Of a single parcel that is its own, whoever wrote it down."""
    return return_number is not None and (len(parcels) < 2 or all(parcels.values()))


def written_late_parcels(parcels: LateParcels) -> str | None:
    return _WRITTEN_LATE.dump_json(parcels).decode() if parcels else None


def read_late_parcels(written: str | None, of: str) -> LateParcels:
    """Raises Unreadable."""
    return _STORED_LATE.read(written, of) if written else {}


_WRITTEN_LATE: TypeAdapter[LateParcels] = TypeAdapter(dict[str, str | None])
_STORED_LATE: Stored[dict[str, str | None]] = Stored(dict[str, str | None])
