"""What the API takes and answers of shipments and their orders."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, field_validator, model_validator

from services.fulfilment.carriers.model import CarrierName, CheckDigit, normalised
from services.fulfilment.orders.model import Order
from services.fulfilment.shipments.lost import PossibleWithParcel, may_with
from services.fulfilment.shipments.model import PickupState, Possible, Shipment, ShipmentStage
from services.fulfilment.shipments.parcels import Parcel
from services.fulfilment.slips.model import slip_number
from shared.http.imports import BroughtOver
from shared.schemas.event import Asked, Contract
from shared.schemas.fulfilment import ShipmentLine
from shared.schemas.values import Actor, Flag, Line, Text


class Departure(BroughtOver):
    """Needs nothing; an import says when it was."""


class UnshipReason(BroughtOver):
    reason: Text


class Withdrawal(BroughtOver):
    """Needs nothing."""

    reason: Text | None = None


def _tracking_number(text: str) -> str:
    number = normalised(text)
    if not re.fullmatch(r"[0-9A-Z]{1,50}", number):
        raise ValueError("a tracking number has up to 50 letters and digits")
    return number


class PartOfSlip(Asked):
    """So many units of a line."""

    line_no: Annotated[int, Field(gt=0, le=100_000, strict=True)]
    quantity: Annotated[int, Field(gt=0, le=100_000_000, strict=True)]


class Parts(Asked):
    """What goes onto a slip of its own; without lines all that the slip waits for."""

    lines: Annotated[tuple[PartOfSlip, ...], Field(min_length=1, max_length=1000)] | None = None

    @field_validator("lines")
    @classmethod
    def _once_each(cls, lines: tuple[PartOfSlip, ...] | None) -> tuple[PartOfSlip, ...] | None:
        if lines and len({line.line_no for line in lines}) < len(lines):
            raise ValueError("name each line once")
        return lines

    @property
    def units(self) -> dict[int, int] | None:
        return None if self.lines is None else {line.line_no: line.quantity for line in self.lines}


class Merging(Asked):
    """The open slip of the same order whose goods come together with those of this one."""

    other_shipment_id: UUID


class PickupView(Contract):
    """How far what the customer comes for is; since when it is ready for them, and who made it so."""

    state: PickupState
    ready_at: datetime | None
    ready_by: Actor | None


class ParcelToSend(Asked):
    """How a shipment is sent. `carrier` is a code of `GET /carriers`, or a name; without it the number may tell it.

    `tell_customer`: who was told already that it left is written to again.
    """

    carrier: CarrierName | None = None
    tracking_number: Annotated[Line, AfterValidator(_tracking_number)] | None = None
    weight_g: Annotated[int, Field(gt=0, le=10_000_000, strict=True)] | None = None
    is_return: Flag = False
    tell_customer: Flag = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.carrier or self.tracking_number or self.weight_g):
            raise ValueError("give a parcel its tracking number, its carrier or its weight")
        return self


class ParcelCorrection(ParcelToSend):
    """All that is to be said of it; the carrier stays where none is named."""


class ParcelView(Contract):
    """A parcel. A wrong check digit warns of a number that is mistyped; `link` is where it is tracked."""

    model_config = ConfigDict(from_attributes=True)

    parcel_id: UUID
    carrier: str | None
    carrier_name: Line | None
    tracking_number: Line | None
    check_digit: CheckDigit | None
    link: str | None
    weight_g: int | None
    is_return: bool
    added_at: datetime
    added_by: Actor
    changed_at: datetime | None
    changed_by: Actor | None
    lost_at: datetime | None = None
    lost_by: Actor | None = None
    may: tuple[PossibleWithParcel, ...] = ()


class WhyNot(Contract):
    """What a command would be refused with now: the type and the detail of its problem."""

    command: Possible
    type: str
    detail: str


class ShipmentView(Contract):
    """A shipment and its slip. `allocated` of a line is what is set aside for it while the slip is open.

    `pickup` is null for a parcel; what is picked up is `shipped` once it is handed over. `may` names what may be done
    with it now, and `why_not` says of the rest why not. `merged_into`: the slip that has the goods of a void one.
    `replaces`: it has what was in a lost parcel of that shipment; `sent_again`: the slip with which some of it is.
    """

    shipment_id: UUID
    slip_number: str
    order_id: UUID
    order_number: str
    state: ShipmentStage
    lines: tuple[ShipmentLine, ...]
    created_at: datetime
    shipped_at: datetime | None
    shipped_by: Actor | None
    delivered_at: datetime | None = None
    delivered_by: Actor | None = None
    pickup: PickupView | None = None
    merged_into: str | None = None
    replaces: UUID | None = None
    sent_again: str | None = None
    parcels: tuple[ParcelView, ...] = ()
    may: tuple[Possible, ...]
    why_not: tuple[WhyNot, ...] = ()


class ShipmentBrief(Contract):
    """What a command answers to callers who may not read shipments."""

    shipment_id: UUID
    slip_number: str
    state: ShipmentStage


class PartedView(Contract):
    """A slip and what was split off it."""

    shipment: ShipmentView
    split_off: ShipmentView


class PartedBrief(Contract):
    shipment: ShipmentBrief
    split_off: ShipmentBrief


class OrderView(Contract):
    """What fulfilment knows of an order; its number is null until its placement has arrived."""

    order_id: UUID
    number: str | None
    held: bool
    cancelled: bool
    shipments: tuple[ShipmentView, ...]


def shipment_view(shipment: Shipment) -> ShipmentView:
    slip, order = shipment.slip, shipment.order
    assert order.number is not None, "an order gets its slip once it is placed"
    return ShipmentView(
        shipment_id=slip.shipment_id,
        slip_number=slip.number,
        order_id=slip.order_id,
        order_number=order.number,
        state=shipment.stage,
        lines=shipment.lines,
        created_at=slip.created_at,
        shipped_at=slip.shipped_at,
        shipped_by=slip.shipped_by,
        delivered_at=slip.delivered_at,
        delivered_by=slip.delivered_by,
        pickup=shipment.pickup
        and PickupView(state=shipment.pickup, ready_at=slip.pickup_ready_at, ready_by=slip.pickup_ready_by),
        merged_into=slip.merged_into and slip_number(slip.merged_into),
        replaces=slip.replaces,
        sent_again=shipment.sent_again and slip_number(shipment.sent_again),
        parcels=tuple([_parcel_view(shipment, one) for one in shipment.parcels]),
        may=shipment.may,
        why_not=tuple(
            [WhyNot(command=name, type=one.type, detail=one.detail) for name, one in shipment.why_not.items()]
        ),
    )


def _parcel_view(shipment: Shipment, parcel: Parcel) -> ParcelView:
    return ParcelView.model_validate(parcel).model_copy(update={"may": may_with(shipment, parcel)})


def order_view(order: Order, shipments: Iterable[Shipment]) -> OrderView:
    return OrderView(
        order_id=order.order_id,
        number=order.number,
        held=order.held,
        cancelled=order.is_cancelled,
        shipments=tuple([shipment_view(shipment) for shipment in shipments]),
    )


def parted_view(parted: tuple[Shipment, Shipment]) -> PartedView:
    stays, split_off = parted
    return PartedView(shipment=shipment_view(stays), split_off=shipment_view(split_off))
