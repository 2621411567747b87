"""Stock: what is on hand, and what of it is allocated to orders."""

from dataclasses import dataclass
from datetime import datetime

from shared.refused import NotFound, Refused
from shared.schemas.event import Contract
from shared.schemas.fulfilment import BackorderPolicy, StockColour, StockLevel, StockLow


class NotEnoughStock(Refused):
    type = "not-enough-stock"
    field = "quantity"


class NotTracked(NotFound):
    type = "not-tracked"


class Rules(Contract):
    """What staff set of a product's stock."""

    low_stock_threshold: int
    backorders: BackorderPolicy
    backorders_until: datetime | None
    location: str | None


@dataclass(slots=True)
class Stock:
    """The stock of a SKU, locked by whoever changes it. available = on_hand - allocated.

    `low_told`: that little is left was told, or there never was more. `reserved` is what of the allocated is set aside
    for reservations. `location` is its place on the shelves, by which slips are picked.
    """

    sku: str
    on_hand: int
    allocated: int
    backordered: int
    low_stock_threshold: int
    version: int
    sequence: int
    backorders: BackorderPolicy
    backorders_until: datetime | None
    low_told: bool
    reserved: int
    location: str | None

    @property
    def available(self) -> int:
        return self.on_hand - self.allocated

    @property
    def rules(self) -> Rules:
        return Rules(
            low_stock_threshold=self.low_stock_threshold,
            backorders=self.backorders,
            backorders_until=self.backorders_until,
            location=self.location,
        )

    @property
    def colour(self) -> StockColour:
        return colour(self.available, self.low_stock_threshold)

    @property
    def level(self) -> StockLevel:
        return StockLevel(
            sku=self.sku,
            on_hand=self.on_hand,
            allocated=self.allocated,
            available=self.available,
            low_stock_threshold=self.low_stock_threshold,
            colour=self.colour,
            sequence=self.sequence,
            backordered=self.backordered,
            reserved=self.reserved,
            backorders=self.backorders,
            backorders_until=self.backorders_until,
        )

    def may_wait(self, at: datetime) -> bool:
        """Whether orders may be placed for more than is available, and wait for it."""
        if self.backorders_until is not None:
            return at < self.backorders_until
        return self.backorders == BackorderPolicy.ALLOW

    def purchasable(self, at: datetime) -> int | None:
        """How many may be ordered; None for any number."""
        return None if self.may_wait(at) else self.available

    def oversold(self, at: datetime) -> int:
        """What orders wait for although nobody was to order it."""
        return 0 if self.may_wait(at) else self.backordered

    def newly_low(self, at: datetime) -> StockLow | None:
        """To be told, once, until there is more than the threshold again."""
        was_told, self.low_told = self.low_told, self.available <= self.low_stock_threshold
        if was_told or not self.low_told:
            return None
        return StockLow(
            sku=self.sku,
            on_hand=self.on_hand,
            available=self.available,
            backordered=self.backordered,
            low_stock_threshold=self.low_stock_threshold,
            colour=self.colour,
            sequence=self.sequence,
            found_at=at,
        )

    def allocate(self, wanted: int) -> int:
        """Allocate what is available, up to what is wanted; the rest is backordered. Returns what is missing."""
        taken = min(wanted, self.available)
        self.allocated += taken
        self.backordered += wanted - taken
        return wanted - taken

    def release(self, quantity: int, *, missing: int) -> int:
        """A line of a slip is not needed any more; returns what was allocated to it."""
        self.allocated -= quantity - missing
        self.backordered -= missing
        return quantity - missing

    def fill(self, missing: int) -> int:
        """Allocate what is available to a backorder; returns what is still missing."""
        taken = min(missing, self.available)
        self.allocated += taken
        self.backordered -= taken
        return missing - taken

    def reserve(self, quantity: int) -> None:
        """Set aside what is available, before it is ordered."""
        self.allocated += quantity
        self.reserved += quantity

    def unreserve(self, quantity: int) -> None:
        self.allocated -= quantity
        self.reserved -= quantity

    def receive(self, quantity: int) -> None:
        self.on_hand += quantity

    def adjust(self, quantity: int) -> None:
        """A count is the truth, also about what was promised: see `short`. Refuses to count less than nothing."""
        if self.on_hand + quantity < 0:
            detail = f"{self.on_hand} of {self.sku} are on hand: at most {self.on_hand} can be taken off"
            brief = f"fewer of {self.sku} are on hand than {-quantity}"
            raise NotEnoughStock(detail, brief=brief, limit=self.on_hand)
        self.on_hand += quantity

    @property
    def short(self) -> int:
        """How much more is allocated to orders than is here, until slips have given that up."""
        return max(self.allocated - self.on_hand, 0)

    def give_up(self, quantity: int) -> None:
        """What was allocated to a line of a slip is not here: the slip waits for it again."""
        self.allocated -= quantity
        self.backordered += quantity

    def move_allocated(self, quantity: int) -> None:
        """Goods that are allocated leave with a parcel (negative), or are back from one that had not left."""
        self.on_hand += quantity
        self.allocated += quantity


Shelf = dict[str, Stock]
"""Locked stock by SKU. A SKU that is not on it is not tracked."""


def colour(available: int, low_stock_threshold: int) -> StockColour:
    """The stock dot of a SKU that is tracked."""
    if available <= 0:
        return StockColour.RED
    return StockColour.ORANGE if available <= low_stock_threshold else StockColour.GREEN
