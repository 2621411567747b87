"""A warehouse as a few lines of Python have it: whoever came first is served first, and no unit is in two places."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

SKUS = ("LAMP", "CHAIR")


@dataclass
class Slip:
    """`here` is what is allocated of its units, `off` what was credited and is not on it."""

    order: UUID
    number: int
    place: int
    units: Counter[str]
    here: Counter[str] = field(default_factory=Counter)
    off: Counter[str] = field(default_factory=Counter)
    state: str = "open"
    delivered: bool = False
    replaces: "Slip | None" = None
    has_lost_parcel: bool = False

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def stage(self) -> str:
        if not self.is_open:
            return "delivered" if self.delivered else self.state
        return "ready" if self.here == self.units else "not_shipped"


@dataclass
class Warehouse:
    """Each method says whether it may be done, and does it then."""

    on_hand: Counter[str] = field(default_factory=Counter)
    slips: list[Slip] = field(default_factory=list)
    held: set[UUID] = field(default_factory=set)
    cancelled: set[UUID] = field(default_factory=set)
    credited: dict[UUID, Counter[str]] = field(default_factory=dict)
    edited: dict[UUID, Counter[str]] = field(default_factory=dict)

    def queue(self) -> list[Slip]:
        return sorted((slip for slip in self.slips if slip.is_open), key=lambda slip: (slip.place, slip.number))

    def shelf(self, sku: str) -> tuple[int, int, int]:
        allocated = sum(slip.here[sku] for slip in self.queue())
        return self.on_hand[sku], allocated, sum(slip.units[sku] for slip in self.queue()) - allocated

    def fill(self) -> None:
        for slip in self.queue():
            for sku in SKUS:
                on_hand, allocated, _ = self.shelf(sku)
                slip.here[sku] += min(slip.units[sku] - slip.here[sku], on_hand - allocated)

    def place(self, order: UUID, units: Counter[str]) -> bool:
        self.credited[order] = Counter()
        self._new(Slip(order, 0, 0, units))
        return True

    def edit(self, order: UUID, units: Counter[str]) -> bool:
        """What is to be taken off goes at once; on hold, what is new waits for its end."""
        of_order = [slip for slip in self.slips if slip.order == order and slip.state != "void"]
        has_left = any(slip.replaces or not slip.is_open for slip in of_order)
        if order in self.cancelled or has_left or self.credited[order]:
            return False
        self.edited[order] = units
        self.follow_edit(order)
        return True

    def resume(self, order: UUID) -> bool:
        self.held.discard(order)
        if order in self.edited:
            self.follow_edit(order)
        return True

    def follow_edit(self, order: UUID) -> None:
        """The youngest slip gives way first; what is new joins an open slip if all of it is here, else has its own."""
        open_ = [slip for slip in self.slips if slip.order == order and slip.is_open and not slip.replaces]
        on_slips = sum(
            (slip.units for slip in self.slips if slip.order == order and slip.state != "void"), Counter[str]()
        )
        target = self.edited[order] - self.credited[order]
        off = on_slips - target
        for slip in sorted(open_, key=lambda one: -one.number):
            less = slip.units & off
            slip.units, off = slip.units - less, off - less
            slip.here &= slip.units
            if not slip.units:
                slip.state = "void"
        self.fill()
        more = target - on_slips
        open_ = [slip for slip in open_ if slip.is_open]
        if not more or order in self.held:
            return
        if open_ and all(self.on_hand[sku] - self.shelf(sku)[1] >= units for sku, units in more.items()):
            open_[-1].units += more
            open_[-1].here += more
        else:
            self._new(Slip(order, 0, 0, more))

    def receive(self, sku: str, units: int) -> bool:
        self.on_hand[sku] += units
        self.fill()
        return True

    def lose(self, sku: str, units: int) -> bool:
        if units > self.on_hand[sku]:
            return False
        self.on_hand[sku] -= units
        for slip in reversed(self.queue()):
            short = max(self.shelf(sku)[1] - self.on_hand[sku], 0)
            slip.here[sku] -= min(short, slip.here[sku])
        return True

    def ship(self, slip: Slip) -> bool:
        if slip.stage != "ready" or self._rests(slip):
            return False
        self.on_hand -= slip.units
        slip.state, slip.here = "shipped", Counter()
        return True

    def unship(self, slip: Slip) -> bool:
        sent_again = any(one.replaces is slip and one.state != "void" for one in self.slips)
        if slip.state != "shipped" or slip.delivered or slip.order in self.cancelled or sent_again:
            return False
        self.on_hand += slip.units
        slip.state, slip.here = "open", Counter(slip.units)
        self._take_off(slip.order)
        return True

    def deliver(self, slip: Slip) -> bool:
        if slip.state != "shipped" or slip.delivered:
            return False
        slip.delivered = True
        return True

    def undeliver(self, slip: Slip) -> bool:
        was, slip.delivered = slip.delivered, False
        return was

    def split(self, slip: Slip, off: Counter[str]) -> bool:
        """Of a product that is short the units that are here stay."""
        rest = slip.units - off
        if not slip.is_open or self._rests(slip) or not off or not rest or off - slip.units:
            return False
        whole = [sku for sku in SKUS if off[sku] and off[sku] == slip.units[sku]]
        stays = Counter({sku: min(slip.here[sku], rest[sku]) for sku in SKUS})
        new = Slip(slip.order, self._next(), slip.place, off, replaces=slip.replaces)
        new.here = slip.here - stays
        for sku in whole:
            new.off[sku], slip.off[sku] = slip.off[sku], 0
        slip.units, slip.here = rest, +stays
        self.slips.append(new)
        return True

    def merge(self, slip: Slip, other: Slip) -> bool:
        alike = slip.order == other.order and slip is not other and not slip.replaces and not other.replaces
        if not (alike and slip.is_open and other.is_open) or self._rests(slip):
            return False
        older, younger = sorted((slip, other), key=lambda one: one.number)
        older.units += younger.units
        older.here += younger.here
        older.place = min(older.place, younger.place)
        younger.state, younger.units, younger.here = "void", Counter(), Counter()
        return True

    def credit(self, order: UUID, sku: str, units: int) -> bool:
        self.credited[order][sku] += units
        if order not in self.cancelled:
            self._take_off(order)
        return True

    def cancel(self, order: UUID) -> bool:
        self.cancelled.add(order)
        for slip in self.slips:
            if slip.order == order and slip.is_open:
                slip.state, slip.here = "void", Counter()
        self.fill()
        return True

    def send_again(self, slip: Slip) -> bool:
        """All that left with it and may leave once more."""
        of_order = [one for one in self.slips if one.order == slip.order]
        if slip.state != "shipped" or self._rests(slip) or slip.has_lost_parcel:
            return False
        again: Counter[str] = Counter()
        counted: Counter[str] = Counter()
        for sku in SKUS:
            counted[sku] = sum(one.off[sku] for one in of_order)
            ordered = sum(one.off[sku] + one.units[sku] * (one.state != "void") for one in of_order if not one.replaces)
            here = sum(one.units[sku] for one in of_order if one.is_open)
            twice = sum(one.units[sku] for one in of_order if one.replaces is slip and one.state != "void")
            most = min(slip.units[sku] - twice, ordered - self.credited[slip.order][sku] - here)
            again[sku] = max(most, 0)
        if not +again:
            return False
        dealt_with = self.credited[slip.order] - counted
        new = Slip(slip.order, 0, slip.place, +again, replaces=slip)
        new.off = Counter({sku: dealt_with[sku] for sku in new.units})
        self._new(new)
        slip.has_lost_parcel = True
        return True

    def _new(self, slip: Slip) -> None:
        slip.number = self._next()
        slip.place = slip.place or slip.number
        self.slips.append(slip)
        for sku in SKUS:
            on_hand, allocated, _ = self.shelf(sku)
            slip.here[sku] += min(slip.units[sku], on_hand - allocated)
        slip.here = +slip.here

    def _next(self) -> int:
        return len(self.slips) + 1

    def _rests(self, slip: Slip) -> bool:
        return slip.order in self.held or slip.order in self.cancelled

    def _take_off(self, order: UUID) -> None:
        """The youngest gives way first; what it waits for goes before what is here."""
        of_order = [slip for slip in self.slips if slip.order == order]
        for sku in SKUS:
            left = self.credited[order][sku] - sum(slip.off[sku] for slip in of_order)
            for slip in sorted(of_order, key=lambda one: -one.number):
                units = max(min(slip.units[sku], left), 0) if slip.is_open else 0
                slip.units[sku] -= units
                slip.off[sku] += units
                slip.here[sku] = min(slip.here[sku], slip.units[sku])
                left -= units
        for slip in of_order:
            slip.units, slip.here = +slip.units, +slip.here
            if slip.is_open and not slip.units:
                slip.state = "void"
        self.fill()
