"""Events of shipments and their parcels: left, delivered, ready for pickup, lost and found."""

from uuid import UUID

from shared.json_limits import Many
from shared.schemas.fulfilment.values import (
    FulfilmentEvent,
    LineQuantity,
    LineTitle,
    ShipmentLine,
    ShipmentParcel,
    TellsWhatFollows,
)
from shared.schemas.values import Actor, Instant, Text


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


class ShipmentUnshipped(TellsWhatFollows):
    """A parcel was marked as not shipped: its goods are back on the shelf, still allocated to the slip."""

    shipment_id: UUID
    slip_number: str
    lines: Many[ShipmentLine]
    nothing_shipped: bool
    reason: Text | None = None
    unshipped_at: Instant | None = None
    by: Actor
    replaces: UUID | None = None


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


class ParcelRemoved(ParcelEvent):
    """There is no such parcel; it was entered by mistake."""


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


class PickupReady(FulfilmentEvent):
    """The goods of a slip were made ready for the customer, who comes for them.

    They are so no more once `PickupWithdrawn`, `SlipWaits` or `SlipsVoided` says it, or a `SlipReduced` that leaves the
    slip void. `ShipmentShipped` is their handing over. `recorded_at` is later
    than `ready_at` where that is brought over from elsewhere. Where the order has other slips, `lines` are the goods of
    this one, `follows` those that are not ready yet, and `titles` what the order calls both.
    """

    shipment_id: UUID
    slip_number: str
    ready_at: Instant
    recorded_at: Instant | None = None
    by: Actor
    lines: Many[LineQuantity] = ()
    follows: Many[LineQuantity] = ()
    titles: Many[LineTitle] = ()


class PickupWithdrawn(FulfilmentEvent):
    """What was ready for pickup is not after all: its goods are here, and still allocated to the slip."""

    shipment_id: UUID
    slip_number: str
    withdrawn_at: Instant
    reason: Text | None = None
    by: Actor
