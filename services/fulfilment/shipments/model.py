"""Shipments: what may be done with one now, and why the rest may not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.fulfilment.orders.model import Order
from services.fulfilment.slips.model import Slip
from shared.refused import NotFound, Refused
from shared.schemas.dates import WrongDate
from shared.schemas.fulfilment import ShipmentLine, ShipmentState


class AlreadyShipped(Refused):
    type = "already-shipped"


class NotShipped(Refused):
    type = "not-shipped"


class GoodsMissing(Refused):
    type = "goods-missing"


class SlipIsVoid(Refused):
    type = "slip-void"


class OrderOnHold(Refused):
    type = "order-on-hold"


class OrderIsCancelled(Refused):
    type = "order-cancelled"


class ShipmentNotFound(NotFound):
    type = "shipment-not-found"


Possible = Literal["ship", "unship"]
"""What may be done with a shipment."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """A slip, its order, and what it waits for: units by line."""

    slip: Slip
    order: Order
    missing: Mapping[int, int]

    @property
    def lines(self) -> tuple[ShipmentLine, ...]:
        return self.slip.lines_allocated(self.missing)

    @property
    def may(self) -> tuple[Possible, ...]:
        """What may be done now, by the rules that refuse the rest."""
        refusals: dict[Possible, Refused | None] = {"ship": self._why_not_ship(), "unship": self._why_not_unship()}
        return tuple(name for name, refusal in refusals.items() if refusal is None)

    def when(self, occurred_at: datetime | None, now: datetime) -> datetime:
        """When something is done with it: now, or when it happened, where it is brought over from elsewhere."""
        if occurred_at and occurred_at < self.slip.created_at:
            detail = f"occurred_at {occurred_at.isoformat()} is before slip {self.slip.number} was made"
            raise WrongDate(detail, field="occurred_at")
        return min(occurred_at or now, now)

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

    def _why_not_ship(self) -> Refused | None:
        slip, order = self.slip, self.order
        if slip.state is ShipmentState.SHIPPED:
            return AlreadyShipped(f"slip {slip.number} is shipped already")
        if order.is_cancelled:
            return OrderIsCancelled(f"order {order.number} is cancelled: slip {slip.number} cannot be shipped")
        if slip.state is ShipmentState.VOID:
            return SlipIsVoid(f"slip {slip.number} is void: its goods were credited before they left")
        if order.held:
            return OrderOnHold(f"order {order.number} is on hold: resume it before slip {slip.number} is shipped")
        if slip.state is ShipmentState.NOT_SHIPPED:
            wanted = [
                f"{self.missing[line.line_no]} of {line.sku}" for line in slip.lines if line.line_no in self.missing
            ]
            return GoodsMissing(f"slip {slip.number} waits for goods: {', '.join(wanted)}")
        return None

    def _why_not_unship(self) -> Refused | None:
        slip, order = self.slip, self.order
        if slip.state is not ShipmentState.SHIPPED:
            return NotShipped(f"slip {slip.number} is {slip.state} and has not left")
        if order.is_cancelled:
            return OrderIsCancelled(f"order {order.number} is cancelled: a return was opened for slip {slip.number}")
        return None
