"""Shipments: what may be done with one now, and why the rest may not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from services.fulfilment.orders.model import Order
from services.fulfilment.shipments.parcels import Parcel, refusal_of_parcel
from services.fulfilment.shipments.refusals import (
    AlreadyDelivered,
    AlreadyReadyForPickup,
    AlreadySentAgain,
    AlreadyShipped,
    GoodsAreBack,
    GoodsMissing,
    HandedOver,
    NotDelivered,
    NotForPickup,
    NothingToMerge,
    NothingToSplit,
    NotReadyForPickup,
    NotShipped,
    OrderIsCancelled,
    OrderOnHold,
    SlipIsVoid,
)
from services.fulfilment.slips.model import Slip, slip_number
from shared.refused import Refused
from shared.schemas.dates import WrongDate
from shared.schemas.fulfilment import ShipmentLine, ShipmentState

Possible = Literal[
    "make_ready_for_pickup",
    "withdraw_from_pickup",
    "ship",
    "unship",
    "deliver",
    "undeliver",
    "split",
    "merge",
    "add_parcel",
]
"""What may be done with a shipment; to ship what is picked up is to hand it over."""


class ShipmentStage(StrEnum):
    """How far a shipment is: as its slip is, and then with its customer."""

    NOT_SHIPPED = "not_shipped"
    READY = "ready"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    VOID = "void"


class PickupState(StrEnum):
    """How far what a customer comes for is."""

    NOT_READY = "not_ready"
    READY_FOR_PICKUP = "ready_for_pickup"
    PICKED_UP = "picked_up"


@dataclass(frozen=True, slots=True)
class Shipment:
    """A slip, its order, and what it waits for: units by line.

    `open_beside`: how many other open slips the order has that it could be merged with; `sent_again`: the number of the
    slip that sends some of it again. Of one that has parcels, `beside` are all other slips of its order.
    """

    slip: Slip
    order: Order
    missing: Mapping[int, int]
    open_beside: int = 0
    parcels: tuple[Parcel, ...] = ()
    sent_again: int | None = None
    beside: tuple[Slip, ...] = ()

    @property
    def lines(self) -> tuple[ShipmentLine, ...]:
        return self.slip.lines_allocated(self.missing)

    @property
    def stage(self) -> ShipmentStage:
        return ShipmentStage.DELIVERED if self.slip.is_delivered else ShipmentStage(self.slip.state)

    @property
    def may(self) -> tuple[Possible, ...]:
        """What may be done now, by the rules that refuse the rest."""
        return tuple(name for name, refusal in self._refusals().items() if refusal is None)

    @property
    def why_not(self) -> dict[Possible, Refused]:
        """Of what may not be done now, what a command would be refused with."""
        return {name: refusal for name, refusal in self._refusals().items() if refusal is not None}

    @property
    def pickup(self) -> PickupState | None:
        """None for a parcel, for what is void, and where it is not known that the customer comes for it."""
        if not self.order.pickup or self.slip.state is ShipmentState.VOID:
            return None
        if self.slip.state is ShipmentState.SHIPPED:
            return PickupState.PICKED_UP
        return PickupState.READY_FOR_PICKUP if self.slip.is_ready_for_pickup else PickupState.NOT_READY

    def when(self, name: Possible, occurred_at: datetime | None, now: datetime) -> datetime:
        """When that is done with it: now, or when it happened, where it is brought over from elsewhere.

        Refuses what may not be done, and what would have happened before what was done with it last.
        """
        if refusal := self._refusals()[name]:
            raise refusal
        at, last = max(self._so_far())
        if occurred_at and occurred_at < at:
            detail = f"occurred_at {occurred_at.isoformat()} is before slip {self.slip.number} was {last}"
            raise WrongDate(detail, field="occurred_at")
        return min(occurred_at or now, now)

    def make_ready_for_pickup(self, *, at: datetime, by: str) -> "Shipment":
        """The goods wait for the customer. Refuses what is no pickup or is ready, and what may not be handed over.

        Of an order whose placement did not say whether it is picked up, this says it.
        """
        if refusal := self._why_not_make_ready():
            raise refusal
        return replace(self, slip=self.slip.ready_for_pickup(at=at, by=by), order=replace(self.order, pickup=True))

    def withdraw_from_pickup(self) -> "Shipment":
        """The goods do not wait for the customer after all; also while the order is on hold."""
        if refusal := self._why_not_withdraw():
            raise refusal
        return replace(self, slip=self.slip.not_ready_for_pickup())

    def ship(self, *, at: datetime, by: str) -> "Shipment":
        """The parcel has left. Refuses a slip that is not ready or has left, and an order on hold or cancelled."""
        if refusal := self._why_not_ship():
            raise refusal
        return replace(self, slip=self.slip.ship(at=at, by=by))

    def unship(self) -> "Shipment":
        """The parcel had not left after all. Refuses one of a cancelled order: it comes back as a return."""
        if refusal := self._why_not_unship():
            raise refusal
        return replace(self, slip=self.slip.to(ShipmentState.READY))

    def deliver(self, *, at: datetime, by: str) -> "Shipment":
        """The parcel is with its customer, also while the order is on hold or cancelled. Refuses what has not left."""
        if refusal := self._why_not_deliver():
            raise refusal
        return replace(self, slip=self.slip.deliver(at=at, by=by))

    def undeliver(self) -> "Shipment":
        """The parcel is not with its customer after all."""
        if refusal := self._why_not_undeliver():
            raise refusal
        return replace(self, slip=self.slip.not_delivered())

    def _so_far(self) -> Iterator[tuple[datetime, str]]:
        """What was done with it and stands, and when."""
        slip = self.slip
        yield slip.created_at, "made"
        if slip.pickup_ready_at:
            yield slip.pickup_ready_at, "made ready for pickup"
        if slip.shipped_at:
            yield slip.shipped_at, "handed over" if self.order.pickup else "shipped"
        if slip.delivered_at:
            yield slip.delivered_at, "delivered"

    def _refusals(self) -> dict[Possible, Refused | None]:
        return {
            "make_ready_for_pickup": self._why_not_make_ready(),
            "withdraw_from_pickup": self._why_not_withdraw(),
            "ship": self._why_not_ship(),
            "unship": self._why_not_unship(),
            "deliver": self._why_not_deliver(),
            "undeliver": self._why_not_undeliver(),
            "split": self._why_not_split(),
            "merge": self._why_not_merge(),
            "add_parcel": refusal_of_parcel(self.slip, self.parcels),
        }

    def _why_not_make_ready(self) -> Refused | None:
        slip, order = self.slip, self.order
        if order.pickup is False:
            return NotForPickup(f"order {order.number} is sent to its customer, who does not come for it")
        if slip.is_ready_for_pickup:
            return AlreadyReadyForPickup(f"slip {slip.number} is ready for pickup already")
        return self._why_it_stays("made ready for pickup")

    def _why_not_withdraw(self) -> Refused | None:
        if not self.slip.is_ready_for_pickup:
            return NotReadyForPickup(f"slip {self.slip.number} is not ready for pickup")
        return None

    def _why_not_ship(self) -> Refused | None:
        return self._why_it_stays("handed over" if self.order.pickup else "shipped")

    def _why_it_stays(self, done: str) -> Refused | None:
        """Why neither of what is `done` with goods that leave can be done with it now."""
        slip = self.slip
        if refusal := self._why_it_is_as_it_is(done):
            return refusal
        if slip.state is ShipmentState.NOT_SHIPPED:
            wanted = [
                f"{self.missing[line.line_no]} of {line.sku}" for line in slip.lines if line.line_no in self.missing
            ]
            waits = f"slip {slip.number} waits for goods"
            return GoodsMissing(f"{waits}: {', '.join(wanted)}", brief=waits)
        return None

    def _why_it_is_as_it_is(self, done: str) -> Refused | None:
        """Why nothing is `done` with it: it is not open, or its order on hold."""
        slip, order = self.slip, self.order
        if slip.state is ShipmentState.SHIPPED:
            return AlreadyShipped(f"slip {slip.number} is {'handed over' if order.pickup else 'shipped'} already")
        if order.is_cancelled:
            return OrderIsCancelled(f"order {order.number} is cancelled: slip {slip.number} cannot be {done}")
        if slip.state is ShipmentState.VOID:
            became = f"on slip {slip_number(slip.merged_into)}" if slip.merged_into else "credited before they left"
            return SlipIsVoid(f"slip {slip.number} is void: its goods {'are' if slip.merged_into else 'were'} {became}")
        if order.held:
            return OrderOnHold(f"order {order.number} is on hold: resume it before slip {slip.number} is {done}")
        return None

    def _why_not_deliver(self) -> Refused | None:
        slip = self.slip
        if slip.state is not ShipmentState.SHIPPED:
            return NotShipped(f"slip {slip.number} is {slip.state} and has not left")
        if self.order.pickup:
            return HandedOver(f"slip {slip.number} is handed over: its customer has it")
        return AlreadyDelivered(f"slip {slip.number} is delivered already") if slip.is_delivered else None

    def _why_not_undeliver(self) -> Refused | None:
        return None if self.slip.is_delivered else NotDelivered(f"slip {self.slip.number} is not delivered")

    def _why_not_split(self) -> Refused | None:
        if refusal := self._why_not_parted("split"):
            return refusal
        if sum(line.quantity for line in self.slip.lines) < 2:
            return NothingToSplit(f"slip {self.slip.number} has one unit alone: it cannot be split")
        return None

    def _why_not_merge(self) -> Refused | None:
        if refusal := self._why_not_parted("merged"):
            return refusal
        if not self.open_beside or self.slip.replaces:
            return NothingToMerge(
                f"order {self.order.number} has no other open slip to merge slip {self.slip.number} with"
            )
        return None

    def _why_not_parted(self, done: str) -> Refused | None:
        if self.slip.is_ready_for_pickup:
            detail = f"slip {self.slip.number} is ready for pickup: take that back before it is {done}"
            return AlreadyReadyForPickup(detail)
        return self._why_it_is_as_it_is(done)

    def _why_not_unship(self) -> Refused | None:
        slip, order = self.slip, self.order
        if slip.state is not ShipmentState.SHIPPED:
            return NotShipped(f"slip {slip.number} is {slip.state} and has not left")
        if slip.is_delivered:
            return AlreadyDelivered(f"slip {slip.number} is delivered: it had left")
        if self.sent_again:
            again = slip_number(self.sent_again)
            return AlreadySentAgain(f"goods of slip {slip.number} are sent again with slip {again}: it had left")
        if order.is_cancelled:
            return OrderIsCancelled(f"order {order.number} is cancelled: a return was opened for slip {slip.number}")
        if any(order.is_back(line.line_no) for line in slip.lines):
            return GoodsAreBack(f"goods of slip {slip.number} came back, or were credited by a return: it had left")
        return None
