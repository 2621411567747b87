"""What the API takes and answers of stock and its ledger."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from services.fulfilment.stock.change_store import Change
from services.fulfilment.stock.ledger_store import Entry, EntryKind
from services.fulfilment.stock.model import Stock
from shared.clock import now
from shared.http.imports import BroughtOver
from shared.json_limits import Many
from shared.schemas.event import Asked, Contract
from shared.schemas.fulfilment import BackorderPolicy, StockColour
from shared.schemas.values import Actor, Instant, Line, Sku, Text, one_line

MOST = 100_000_000
Location = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), AfterValidator(one_line)]
Units = Annotated[int, Field(gt=0, le=MOST, strict=True)]


def _not_zero(quantity: int) -> int:
    if not quantity:
        raise ValueError("an adjustment of 0 adjusts nothing")
    return quantity


class StockRules(Asked):
    """At the threshold or under it, the stock dot is orange.

    `backorders`: whether more may be ordered than is there; null leaves it as it is. With `until` it needs
    `backorders_until`. `location` is its place on the shelves, such as "A-12-3", by which packing slips are sorted;
    null leaves it as it is, and an empty one takes it off.
    """

    low_stock_threshold: Annotated[int, Field(ge=0, le=MOST, strict=True)]
    backorders: BackorderPolicy | None = None
    backorders_until: Instant | None = None
    location: Location | None = None

    @model_validator(mode="after")
    def _until_says_when(self) -> "StockRules":
        if self.backorders is BackorderPolicy.UNTIL and self.backorders_until is None:
            raise ValueError("backorders until a moment need backorders_until")
        if self.backorders is not BackorderPolicy.UNTIL and self.backorders_until is not None:
            raise ValueError("backorders_until is for backorders that are until a moment")
        return self


class NewReceipt(BroughtOver):
    """Goods that came in. `reference` is the delivery note's or the purchase order's."""

    quantity: Units
    reason: Text | None = None
    reference: Line | None = None


class LineReceived(Asked):
    sku: Sku
    quantity: Units


class NewReceipts(BroughtOver):
    """Goods of many SKUs that came in; those that are not tracked yet are tracked from now on."""

    lines: Annotated[Many[LineReceived], Field(min_length=1, max_length=5000)]
    reason: Text | None = None
    reference: Line | None = None


class NewAdjustment(BroughtOver):
    """A count put right: positive for what was found, negative for what is gone."""

    quantity: Annotated[int, Field(ge=-MOST, le=MOST, strict=True), AfterValidator(_not_zero)]
    reason: Text


class StockView(Contract):
    """A SKU's stock. available = on_hand - allocated; `backordered` is what orders still wait for.

    `reserved` is what of the allocated is set aside for reservations, the rest is for orders.

    `purchasable` is how many may be ordered now, null for any number; `oversold` what orders wait for although it may
    not be ordered. `version` counts the changes of what staff edit, the threshold and the policy of backorders; a sale
    does not change it.
    """

    sku: Sku
    on_hand: int
    allocated: int
    available: int
    backordered: int
    low_stock_threshold: int
    colour: StockColour
    version: int
    backorders: BackorderPolicy
    backorders_until: datetime | None
    purchasable: int | None
    oversold: int
    reserved: int
    location: str | None


class RulesView(Contract):
    low_stock_threshold: int
    backorders: BackorderPolicy
    backorders_until: datetime | None
    location: str | None


class StockChangeView(RulesView):
    """What staff set, since then; `changed` are the fields that differ from `before`, null where it was not tracked."""

    version: int
    at: datetime
    by: Actor
    before: RulesView | None
    changed: tuple[str, ...]


class StockBrief(Contract):
    """What a command answers to callers who may not read stock."""

    sku: Sku
    version: int


class StockCounts(Contract):
    """How many SKUs show each colour of the stock dot; what is not tracked is not counted.

    `oversold` are those of which orders wait for more although it may not be ordered.
    """

    green: int
    orange: int
    red: int
    oversold: int


class ReceiptsView(Contract):
    """How much came in, of how many SKUs, and how many of them are tracked since now."""

    skus: int
    units: int
    newly_tracked: int


class EntryView(Contract):
    """Why stock came (positive) or went (negative), and for which order's parcel, if any."""

    id: int
    kind: EntryKind
    quantity: int
    reason: Text | None
    reference: Line | None
    order_id: UUID | None
    order_number: str | None
    shipment_id: UUID | None
    at: datetime
    by: Actor


def stock_view(stock: Stock) -> StockView:
    at = now()
    return StockView(
        sku=stock.sku,
        on_hand=stock.on_hand,
        allocated=stock.allocated,
        available=stock.available,
        backordered=stock.backordered,
        low_stock_threshold=stock.low_stock_threshold,
        colour=stock.colour,
        version=stock.version,
        backorders=stock.backorders,
        backorders_until=stock.backorders_until,
        purchasable=stock.purchasable(at),
        oversold=stock.oversold(at),
        reserved=stock.reserved,
        location=stock.location,
    )


def change_view(change: Change) -> StockChangeView:
    after, before = change.after.model_dump(), change.before.model_dump() if change.before else None
    return StockChangeView(
        **after,
        version=change.version,
        at=change.at,
        by=change.by,
        before=RulesView(**before) if before else None,
        changed=tuple([name for name in after if before and before[name] != after[name]]),
    )


def entry_view(entry: Entry) -> EntryView:
    return EntryView(**entry._asdict())
