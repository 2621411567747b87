"""Stock: what is on hand, what of it is set aside for orders, and who gets what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.fulfilment.model import Wanted
from shared.refused import NotFound, Refused
from shared.schemas.fulfilment import ShipmentLine, StockColour


class NotEnoughStock(Refused):
    type = "not-enough-stock"


class NotTracked(NotFound):
    type = "not-tracked"


class EntryKind(StrEnum):
    """Why stock came or went: goods in, a count put right, a parcel left, a parcel that had not left after all."""

    RECEIPT = "receipt"
    ADJUSTMENT = "adjustment"
    SHIPPED = "shipped"
    UNSHIPPED = "unshipped"


class Backorder(NamedTuple):
    """How much of a slip's line is missing."""

    sku: str
    slip_no: int
    line_no: int
    shipment_id: UUID
    missing: int


@dataclass(slots=True)
class Stock:
    """The stock of a SKU, locked by whoever changes it. available = on_hand - allocated."""

    sku: str
    on_hand: int
    allocated: int
    backordered: int
    low_stock_threshold: int
    version: int
    sequence: int

    @property
    def available(self) -> int:
        return self.on_hand - self.allocated

    @property
    def colour(self) -> StockColour:
        return colour(self.available, self.low_stock_threshold)

    def allocate(self, wanted: int) -> int:
        """Set aside what there is, up to what is wanted; the rest is backordered. Returns what is missing."""
        taken = min(wanted, self.available)
        self.allocated += taken
        self.backordered += wanted - taken
        return wanted - taken

    def release(self, quantity: int, *, missing: int) -> int:
        """A line of a slip is not needed any more; returns what was set aside for it."""
        self.allocated -= quantity - missing
        self.backordered -= missing
        return quantity - missing

    def fill(self, missing: int) -> int:
        """Set aside what there is for somebody who waits; returns what is still missing."""
        taken = min(missing, self.available)
        self.allocated += taken
        self.backordered -= taken
        return missing - taken

    def receive(self, quantity: int) -> None:
        self.on_hand += quantity

    def adjust(self, quantity: int) -> None:
        if self.available + quantity < 0:
            raise NotEnoughStock(
                f"{self.on_hand} of {self.sku} are on hand and {self.allocated} of them allocated to orders:"
                f" at most {self.available} can be taken off"
            )
        self.on_hand += quantity

    def move_allocated(self, quantity: int) -> None:
        """Goods that are set aside leave with a parcel (negative), or are back from one that had not left."""
        self.on_hand += quantity
        self.allocated += quantity


Shelf = dict[str, Stock]
"""Locked stock by SKU. A SKU that is not on it is not tracked."""


def colour(available: int, low_stock_threshold: int) -> StockColour:
    """The stock dot of a SKU that is tracked."""
    if available <= 0:
        return StockColour.RED
    return StockColour.ORANGE if available <= low_stock_threshold else StockColour.GREEN


def allocate(shelf: Shelf, wanted: Sequence[Wanted]) -> tuple[ShipmentLine, ...]:
    """Set aside what there is for each line.

    A line that is short takes what is left rather than nothing: it came first, and a later and smaller order must not
    overtake it.
    """
    return tuple([_allocate(shelf.get(line.sku), line) for line in wanted])


def fill(shelf: Shelf, waiting: Sequence[Backorder]) -> list[Backorder]:
    """Give what is available to those who wait, in their order; returns those who got something."""
    after = [backorder._replace(missing=shelf[backorder.sku].fill(backorder.missing)) for backorder in waiting]
    return [new for old, new in zip(waiting, after, strict=True) if new != old]


def _allocate(stock: Stock | None, line: Wanted) -> ShipmentLine:
    allocated = line.quantity - stock.allocate(line.quantity) if stock else 0
    return ShipmentLine(
        line_no=line.line_no, sku=line.sku, quantity=line.quantity, allocated=allocated, tracked=stock is not None
    )
