"""Contracts of the fulfilment service."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.json_limits import Many
from shared.schemas.event import Contract, Event, OrderEvent
from shared.schemas.values import Actor, Instant, Line, Sku, Text


class ShipmentState(StrEnum):
    """`not_shipped` waits for stock (a backorder); `ready` has all its goods allocated."""

    NOT_SHIPPED = "not_shipped"
    READY = "ready"
    SHIPPED = "shipped"
    VOID = "void"


class StockColour(StrEnum):
    """The stock dot: in stock, at or under the low-stock threshold, nothing left, not tracked."""

    GREEN = "green"
    ORANGE = "orange"
    RED = "red"
    GREY = "grey"


class BackorderPolicy(StrEnum):
    """What is not there may be ordered and is waited for: always, never, or until a moment."""

    ALLOW = "allow"
    DENY = "deny"
    UNTIL = "until"


class ShipmentLine(Contract):
    """`allocated` is what is set aside of `quantity`; what is not tracked needs no allocation.

    `credited` units more were ordered, and are not on the slip (any more) as they were credited before they left.
    """

    line_no: int
    sku: Sku
    quantity: int
    allocated: int
    tracked: bool = True
    credited: int = 0


class LineTitle(Contract):
    """What the order calls one of its lines."""

    line_no: int
    title: Line


class LineQuantity(Contract):
    line_no: int
    sku: Sku
    quantity: int


class SkuQuantity(Contract):
    sku: Sku
    quantity: int


class ShipmentParcel(Contract):
    """How a shipment is sent. `carrier` is the code of one that is known; `link` is where the parcel is tracked.

    `is_return`: it brings goods back, or is there to do so.
    """

    parcel_id: UUID
    carrier: str | None = None
    carrier_name: Line | None = None
    tracking_number: Line | None = None
    link: str | None = None
    weight_g: int | None = None
    is_return: bool = False
    lost: bool = False


class FulfilmentEvent(OrderEvent):
    owner: ClassVar[str] = "fulfilment"
    topic: ClassVar[str] = "fulfilment.events"


class SlipCreated(FulfilmentEvent):
    """A packing slip was made; its stock is allocated, or the slip waits as a backorder (`not_shipped`).

    One that is split off has goods of another slip of the order, `split_from`, of which `SlipSplit` tells. One that
    `replaces` another has what was in a lost parcel of it once more: it was ordered once.
    """

    shipment_id: UUID
    slip_number: str
    state: ShipmentState
    lines: Many[ShipmentLine]
    created_at: Instant
    split_from: UUID | None = None
    replaces: UUID | None = None
    replaces_number: str | None = None


class SlipSplit(FulfilmentEvent):
    """Goods of an open slip went onto a slip of their own, which `SlipCreated` tells of; `lines` are those left."""

    shipment_id: UUID
    slip_number: str
    state: ShipmentState
    lines: Many[ShipmentLine]
    split_off: UUID
    split_off_number: str
    split_at: Instant
    by: Actor


class SlipsMerged(FulfilmentEvent):
    """An open slip has the goods of another one of the order now, which is void; `lines` are all it has."""

    shipment_id: UUID
    slip_number: str
    state: ShipmentState
    lines: Many[ShipmentLine]
    merged: UUID
    merged_number: str
    merged_at: Instant
    by: Actor


class SlipReady(FulfilmentEvent):
    """The last goods a backorder waited for are allocated."""

    shipment_id: UUID
    slip_number: str
    ready_at: Instant | None = None


class SlipWaits(FulfilmentEvent):
    """A slip that was ready waits for stock again: what a count did not find of its goods was taken off it."""

    shipment_id: UUID
    slip_number: str
    missing: Many[SkuQuantity]
    waits_at: Instant


class NothingToShip(FulfilmentEvent):
    """The order needs no parcel: none of its lines ships, or all that do were credited before it got its slip."""

    found_at: Instant | None = None


class SlipReduced(FulfilmentEvent):
    """Goods of an open slip were credited before they left: they are taken off it, and it is void if none are left.

    `lines` are those left. `nothing_left_to_ship`: the order has no goods that are still to leave, and none have left;
    `order_shipped_in_full`: the rest of it has left.
    """

    shipment_id: UUID
    slip_number: str
    state: ShipmentState
    lines: Many[ShipmentLine]
    credited: Many[SkuQuantity]
    nothing_left_to_ship: bool
    order_shipped_in_full: bool
    reduced_at: Instant


class CreditedGoodsLeft(FulfilmentEvent):
    """This parcel left after goods in it had been credited, before fulfilment knew: the customer has both.

    `lines` are the credited units in it.
    """

    shipment_id: UUID
    slip_number: str
    document_id: UUID
    lines: Many[ShipmentLine]
    found_at: Instant


class SlipsVoided(FulfilmentEvent):
    """The order was cancelled: its open slips are void (there may have been none) and their stock is free again."""

    slip_numbers: Many[str]
    released: Many[SkuQuantity]
    voided_at: Instant | None = None


class CancellationTooLate(FulfilmentEvent):
    """The order was cancelled after this parcel had left; returns opens a return for it."""

    shipment_id: UUID
    slip_number: str
    lines: Many[ShipmentLine]
    found_at: Instant | None = None


class ShipmentShipped(FulfilmentEvent):
    """A parcel left, or its goods were handed over to the customer who came for them.

    `order_shipped_in_full` tells whether nothing of the order is still to be shipped; `parcels` are those known then.
    `follows` are the goods of slips that are still open, and `titles` what the order calls both; there are none of an
    order from before they were kept.
    """

    shipment_id: UUID
    slip_number: str
    lines: Many[ShipmentLine]
    shipped_at: Instant
    order_shipped_in_full: bool
    by: Actor
    parcels: Many[ShipmentParcel] = ()
    replaces: UUID | None = None
    follows: Many[LineQuantity] = ()
    titles: Many[LineTitle] = ()


class ShipmentDelivered(FulfilmentEvent):
    """A parcel is with its customer."""

    shipment_id: UUID
    slip_number: str
    delivered_at: Instant
    by: Actor
    parcels: Many[ShipmentParcel] = ()


class ShipmentUndelivered(FulfilmentEvent):
    """A parcel that was marked as delivered is not with its customer after all."""

    shipment_id: UUID
    slip_number: str
    reason: Text
    undelivered_at: Instant
    by: Actor


class ParcelEvent(FulfilmentEvent):
    shipment_id: UUID
    slip_number: str
    parcel: ShipmentParcel
    at: Instant
    by: Actor


class ParcelAdded(ParcelEvent):
    """A shipment is sent as this parcel, or as one more; it may have left already.

    `tell_customer`: who was told that it left is told of this too.
    """

    tell_customer: bool = False


class ParcelCorrected(ParcelEvent):
    """What was said of a parcel was wrong, and is right now. `tell_customer`: whoever was told of it is told again."""

    before: ShipmentParcel
    tell_customer: bool = False


class ParcelLost(ParcelEvent):
    """A parcel is lost, and what was in it is sent again, with the slip that `SlipCreated` tells of next."""

    sent_again: UUID
    sent_again_number: str


class ParcelFound(ParcelEvent):
    """A parcel that was lost is not: the slips that were to send it again are void, and had not left.

    `order_shipped_in_full` tells whether nothing of the order is still to be shipped.
    """

    void_numbers: Many[str]
    order_shipped_in_full: bool


class ParcelRemoved(ParcelEvent):
    """There is no such parcel; it was entered by mistake."""


class PickupReady(FulfilmentEvent):
    """The goods of a slip were made ready for the customer, who comes for them.

    They are so no more once `PickupWithdrawn`, `SlipWaits` or `SlipsVoided` says it, or a `SlipReduced` that leaves the
    slip void. `ShipmentShipped` is their handing over. `recorded_at` is later
    than `ready_at` where that is brought over from elsewhere.
    """

    shipment_id: UUID
    slip_number: str
    ready_at: Instant
    recorded_at: Instant | None = None
    by: Actor


class PickupWithdrawn(FulfilmentEvent):
    """What was ready for pickup is not after all: its goods are here, and still allocated to the slip."""

    shipment_id: UUID
    slip_number: str
    withdrawn_at: Instant
    reason: Text | None = None
    by: Actor


class ShipmentUnshipped(FulfilmentEvent):
    """A parcel was marked as not shipped: its goods are back on the shelf, still allocated to the slip."""

    shipment_id: UUID
    slip_number: str
    lines: Many[ShipmentLine]
    nothing_shipped: bool
    reason: Text | None = None
    unshipped_at: Instant | None = None
    by: Actor
    replaces: UUID | None = None


class FulfilmentHeld(FulfilmentEvent):
    """Fulfilment has applied the hold that `OrderHeld` (or a placement on hold) of `hold_sequence` asked for."""

    hold_sequence: int
    occurred_at: Instant | None = None
    applied_at: Instant | None = None


class StockLevel(Event):
    """The stock of a SKU now, on the compacted topic `stock.levels`. available = on_hand − allocated.

    What a storefront may sell: what is available, and any number where `backorders` is `allow`, or `until` and now is
    before `backorders_until`. An order that is placed for more is never lost, and waits. `backordered` is what orders
    wait for, `reserved` what of the allocated is set aside for reservations; both are null in levels that are older
    than these fields.
    """

    owner: ClassVar[str] = "fulfilment"
    topic: ClassVar[str] = "stock.levels"

    sku: Sku
    on_hand: int
    allocated: int
    available: int
    low_stock_threshold: int
    colour: StockColour
    sequence: int
    backordered: int | None = None
    reserved: int | None = None
    backorders: BackorderPolicy = BackorderPolicy.ALLOW
    backorders_until: Instant | None = None

    @property
    def key(self) -> str:
        return self.sku

    @property
    def aggregate_version(self) -> int:
        return self.sequence


class StockLow(Event):
    """What is available of a SKU came down to its low-stock threshold: told once, until there was more than that again.

    `colour` tells whether anything is left. `sequence` is that of the level.
    """

    owner: ClassVar[str] = "fulfilment"
    topic: ClassVar[str] = "fulfilment.events"

    sku: Sku
    on_hand: int
    available: int
    backordered: int
    low_stock_threshold: int
    colour: StockColour
    sequence: int
    found_at: Instant

    @property
    def key(self) -> str:
        return self.sku

    @property
    def aggregate_version(self) -> int:
        return self.sequence


class ReservationEvent(Event):
    """An event about one reservation of stock; `sequence` grows with each."""

    owner: ClassVar[str] = "fulfilment"
    topic: ClassVar[str] = "fulfilment.events"

    reservation_id: UUID
    sequence: int

    @property
    def key(self) -> str:
        return str(self.reservation_id)

    @property
    def aggregate_version(self) -> int:
        return self.sequence


class StockReserved(ReservationEvent):
    """Goods were set aside until `expires_at`, for whoever places an order with this reservation."""

    reference: Line | None = None
    lines: Many[SkuQuantity]
    expires_at: Instant
    reserved_at: Instant
    by: Actor


class ReservationExtended(ReservationEvent):
    expires_at: Instant
    extended_at: Instant
    by: Actor


class ReservationReleased(ReservationEvent):
    """These goods are set aside no more, before the reservation's time was over.

    `not_found_by_count`: a count found less than was promised; what is `left` is set aside still.
    """

    lines: Many[SkuQuantity]
    left: Many[SkuQuantity] = ()
    not_found_by_count: bool = False
    released_at: Instant
    by: Actor


class ReservationExpired(ReservationEvent):
    """Its time was over, and no order had used it: its goods are free."""

    lines: Many[SkuQuantity]
    expired_at: Instant


class ReservationUsed(ReservationEvent):
    """An order took it over: these goods are on its slip, and the rest is free."""

    order_id: UUID
    lines: Many[SkuQuantity]
    used_at: Instant


EVENTS: tuple[type[Event], ...] = (
    SlipCreated,
    SlipSplit,
    SlipsMerged,
    SlipReady,
    SlipWaits,
    SlipReduced,
    CreditedGoodsLeft,
    NothingToShip,
    SlipsVoided,
    CancellationTooLate,
    ShipmentShipped,
    ShipmentUnshipped,
    ShipmentDelivered,
    ShipmentUndelivered,
    ParcelAdded,
    ParcelCorrected,
    ParcelRemoved,
    ParcelLost,
    ParcelFound,
    PickupReady,
    PickupWithdrawn,
    FulfilmentHeld,
    StockLevel,
    StockLow,
    StockReserved,
    ReservationExtended,
    ReservationReleased,
    ReservationExpired,
    ReservationUsed,
)
