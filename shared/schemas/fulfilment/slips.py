"""Events of packing slips: made, waiting, divided, reduced and void."""

from uuid import UUID

from shared.json_limits import Many
from shared.schemas.fulfilment.values import (
    FulfilmentEvent,
    ShipmentLine,
    ShipmentState,
    SkuQuantity,
    SlipBeside,
    TellsWhatFollows,
)
from shared.schemas.values import Actor, Instant


class SlipCreated(FulfilmentEvent):
    """A packing slip was made; its stock is allocated, or the slip waits as a backorder (`not_shipped`).

    One that is split off has goods of another slip of the order, `split_from`, of which `SlipSplit` tells. One that
    `replaces` another has what was in a lost parcel of it once more: it was ordered once. One that an edit of the order
    brings has its `sequence` in `edited`, and `beside` the slips that the order has already.
    """

    shipment_id: UUID
    slip_number: str
    state: ShipmentState
    lines: Many[ShipmentLine]
    created_at: Instant
    split_from: UUID | None = None
    replaces: UUID | None = None
    replaces_number: str | None = None
    edited: int | None = None
    beside: Many[SlipBeside] = ()


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


class SlipReduced(TellsWhatFollows):
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


class SlipChanged(TellsWhatFollows):
    """The order was edited: goods came off an open slip, or onto it, and it is void if none are left.

    `lines` are those that it has now; it is not ready for pickup. `edited` is the `sequence` of the `OrderEdited`.
    """

    shipment_id: UUID
    slip_number: str
    state: ShipmentState
    lines: Many[ShipmentLine]
    edited: int
    nothing_left_to_ship: bool
    order_shipped_in_full: bool
    changed_at: Instant


class UnorderedGoodsLeft(FulfilmentEvent):
    """This parcel left before fulfilment knew of an edit by which goods in it are not ordered any more: `lines`."""

    shipment_id: UUID
    slip_number: str
    edited: int
    lines: Many[ShipmentLine]
    found_at: Instant


class CreditedGoodsLeft(FulfilmentEvent):
    """This parcel left after goods in it had been credited, before fulfilment knew: the customer has both.

    `lines` are the credited units in it.
    """

    shipment_id: UUID
    slip_number: str
    document_id: UUID
    lines: Many[ShipmentLine]
    found_at: Instant


class NothingToShip(FulfilmentEvent):
    """The order needs no parcel: none of its lines ships, or all that do were credited before it got its slip."""

    found_at: Instant | None = None


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


class FulfilmentHeld(FulfilmentEvent):
    """Fulfilment has applied the hold that `OrderHeld` (or a placement on hold) of `hold_sequence` asked for."""

    hold_sequence: int
    occurred_at: Instant | None = None
    applied_at: Instant | None = None
