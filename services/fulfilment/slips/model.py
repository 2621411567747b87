"""Packing slips: their states, their lines, and what is allocated to each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.fulfilment.orders.model import Wanted
from shared.schemas.fulfilment import ShipmentLine, ShipmentState
from shared.states import move

NEXT: dict[ShipmentState, set[ShipmentState]] = {
    ShipmentState.NOT_SHIPPED: {ShipmentState.READY, ShipmentState.VOID},
    ShipmentState.READY: {ShipmentState.NOT_SHIPPED, ShipmentState.SHIPPED, ShipmentState.VOID},
    ShipmentState.SHIPPED: {ShipmentState.READY},
    ShipmentState.VOID: set(),
}

OPEN = frozenset({ShipmentState.NOT_SHIPPED, ShipmentState.READY})
HERE_OR_LEFT = frozenset({ShipmentState.READY, ShipmentState.SHIPPED})
"""All goods of the slip are here, or were."""


class SlipLine(Wanted):
    """A line of a slip. What was not tracked when the slip was made needs no stock, even if it is tracked later.

    `credited` units were taken off, or never got onto it, as they were credited before they left; `quantity` is what is
    left, or on a void slip what was there.
    """

    tracked: bool


@dataclass(frozen=True, slots=True)
class Slip:
    """A packing slip, one a shipment; the lower its `place` in the queue for missing goods, the earlier it is served.

    Of a slip that is void as it was merged, `merged_into` is the number of the one that has its goods.
    One that `replaces` a shipment has what was in a lost parcel of that, which was ordered once.
    `pickup_ready_at` and `…_by` say when its goods were made ready for the customer, and by whom; they stay once they
    have left, and go where they are missing again.
    """

    shipment_id: UUID
    slip_no: int
    place: int
    order_id: UUID
    state: ShipmentState
    lines: tuple[SlipLine, ...]
    created_at: datetime
    shipped_at: datetime | None = None
    shipped_by: str | None = None
    pickup_ready_at: datetime | None = None
    pickup_ready_by: str | None = None
    merged_into: int | None = None
    delivered_at: datetime | None = None
    delivered_by: str | None = None
    replaces: UUID | None = None
    replaced_parcel: UUID | None = None

    @property
    def number(self) -> str:
        return slip_number(self.slip_no)

    @property
    def skus(self) -> list[str]:
        """Those that are tracked, once each."""
        return list({line.sku for line in self.lines if line.tracked})

    @property
    def is_ready_for_pickup(self) -> bool:
        return self.state is ShipmentState.READY and self.pickup_ready_at is not None

    def to(self, state: ShipmentState) -> "Slip":
        following = move(f"slip {self.number}", self.state, state, NEXT)
        moved = replace(self.not_delivered(), state=following, shipped_at=None, shipped_by=None)
        return moved if state in HERE_OR_LEFT else moved.not_ready_for_pickup()

    def ship(self, *, at: datetime, by: str) -> "Slip":
        return replace(self.to(ShipmentState.SHIPPED), shipped_at=at, shipped_by=by)

    @property
    def is_delivered(self) -> bool:
        return self.state is ShipmentState.SHIPPED and self.delivered_at is not None

    def deliver(self, *, at: datetime, by: str) -> "Slip":
        return replace(self, delivered_at=at, delivered_by=by)

    def not_delivered(self) -> "Slip":
        return replace(self, delivered_at=None, delivered_by=None)

    def ready_for_pickup(self, *, at: datetime, by: str) -> "Slip":
        return replace(self, pickup_ready_at=at, pickup_ready_by=by)

    def not_ready_for_pickup(self) -> "Slip":
        return replace(self, pickup_ready_at=None, pickup_ready_by=None)

    def without_credited(self, off: Mapping[int, int], *, missing: Mapping[int, int]) -> "Slip":
        """Without credited units by line; void where nothing is left. `missing` is what it waits for then."""
        taken = [line.model_copy(update=_less(line, off.get(line.line_no, 0))) for line in self.lines]
        left = tuple([line for line in taken if line.quantity])
        if not left:
            lines = tuple([line.model_copy(update={"credited": line.credited + line.quantity}) for line in self.lines])
            return replace(self.to(ShipmentState.VOID), lines=lines)
        return self._with(left, missing)

    def without(self, off: Mapping[int, int], *, missing: Mapping[int, int]) -> "Slip":
        """Without units by line that are not ordered any more; void where nothing is left, as it was."""
        lines = [line.model_copy(update={"quantity": line.quantity - off.get(line.line_no, 0)}) for line in self.lines]
        left = tuple([line for line in lines if line.quantity])
        kept = self._with(left, missing) if left else self.to(ShipmentState.VOID)
        return kept.not_ready_for_pickup()

    def with_more(self, lines: Sequence[SlipLine], *, missing: Mapping[int, int]) -> "Slip":
        """With units that are here; whoever made it ready for pickup has not seen them."""
        more = {line.line_no: line for line in lines}
        grown = [
            line.model_copy(update={"quantity": line.quantity + add.quantity, "credited": line.credited + add.credited})
            if (add := more.pop(line.line_no, None))
            else line
            for line in self.lines
        ]
        together = tuple(sorted([*grown, *more.values()], key=lambda line: line.line_no))
        return self._with(together, missing).not_ready_for_pickup()

    def with_lines(self, lines: tuple[SlipLine, ...]) -> "Slip":
        return self if lines == self.lines else replace(self, lines=lines)

    def as_delivered(self, *, pickup: bool) -> "Slip":
        """The customer does not come any more for what is sent."""
        return self if pickup or self.state not in OPEN else self.not_ready_for_pickup()

    def part(self, off: Mapping[int, int], *, missing: Mapping[int, int]) -> "Slip":
        """What stays once units by line are split off; `missing` is what it waits for then."""
        lines = [line.model_copy(update={"quantity": line.quantity - off.get(line.line_no, 0)}) for line in self.lines]
        return self._with(tuple([line for line in lines if line.quantity]), missing)

    def split_off(self, off: Mapping[int, int], *, missing: Mapping[int, int]) -> tuple[ShipmentLine, ...]:
        """What `part` leaves out. What was taken off a line is counted where the line stays, or goes as a whole."""
        return tuple(
            [
                ShipmentLine(
                    line_no=line.line_no,
                    sku=line.sku,
                    quantity=units,
                    allocated=units - missing.get(line.line_no, 0) if line.tracked else 0,
                    tracked=line.tracked,
                    credited=line.credited if units == line.quantity else 0,
                )
                for line in self.lines
                if (units := off.get(line.line_no, 0))
            ]
        )

    def take_in(self, other: "Slip", *, missing: Mapping[int, int]) -> "Slip":
        """With the goods of another slip of its order; `missing` is what it waits for then."""
        more = {line.line_no: line for line in other.lines}
        lines = [
            line.model_copy(update={"quantity": line.quantity + more.pop(line.line_no).quantity})
            if line.line_no in more
            else line
            for line in self.lines
        ]
        added = [line.model_copy(update={"credited": 0}) for line in more.values()]
        together = tuple(sorted([*lines, *added], key=lambda line: line.line_no))
        return replace(self._with(together, missing), place=min(self.place, other.place))

    def merge_into(self, other: "Slip") -> "Slip":
        """Void: its goods are on the other."""
        return replace(self.to(ShipmentState.VOID), merged_into=other.slip_no)

    def _with(self, lines: tuple[SlipLine, ...], missing: Mapping[int, int]) -> "Slip":
        state = ShipmentState.NOT_SHIPPED if any(missing.values()) else ShipmentState.READY
        return replace(self if self.state is state else self.to(state), lines=lines)

    def lines_allocated(self, missing: Mapping[int, int]) -> tuple[ShipmentLine, ...]:
        """The lines with what is allocated to each while the slip is open; `missing` is by line."""
        is_open = self.state in OPEN
        return tuple(
            ShipmentLine(
                **dict(line),
                allocated=line.quantity - missing.get(line.line_no, 0) if line.tracked and is_open else 0,
            )
            for line in self.lines
        )


def slip_number(slip_no: int) -> str:
    return f"BE-{slip_no:06d}"


def number_of_slip(number: str) -> int:
    return int(number.removeprefix("BE-"))


def _less(line: SlipLine, units: int) -> dict[str, int]:
    return {"quantity": line.quantity - units, "credited": line.credited + units}
