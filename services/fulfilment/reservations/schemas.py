"""What the API takes and answers of reservations."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from services.fulfilment.reservations.model import Possible, Reservation, ReservationState
from shared.json_limits import Many
from shared.schemas.event import Asked, Contract
from shared.schemas.values import Actor, Flag, Instant, Line, Sku

Seconds = Annotated[int, Field(gt=0, le=86_400, strict=True)]


class Lasting(Asked):
    """How long: until a time or for so many seconds, at most 24 hours; 15 minutes where neither is said."""

    expires_at: Instant | None = None
    expires_in: Seconds | None = None

    @model_validator(mode="after")
    def _one_end(self) -> "Lasting":
        if self.expires_at is not None and self.expires_in is not None:
            raise ValueError("give either expires_at or expires_in")
        return self


class LineToReserve(Asked):
    sku: Sku
    quantity: Annotated[int, Field(gt=0, le=100_000_000, strict=True)]


class NewReservation(Lasting):
    """Goods to set aside, all of it or nothing. `reference` is the caller's own, such as a cart's.

    `accept_backorder`: of products for which orders may wait, less may be there; the rest is not set aside.
    """

    lines: Annotated[Many[LineToReserve], Field(min_length=1, max_length=500)]
    reference: Line | None = None
    accept_backorder: Flag = False


class ReservedLineView(Contract):
    """`reserved` of `quantity` are set aside now. What is not tracked needs no goods set aside."""

    sku: Sku
    quantity: int
    reserved: int
    tracked: bool


class ReservationView(Contract):
    """A reservation, with one line a SKU. `order_id` is of the order that took it over; `may` what may be done now.

    `ended_by` is null where its time was over or an order took it over.
    """

    reservation_id: UUID
    state: ReservationState
    reference: Line | None
    lines: tuple[ReservedLineView, ...]
    created_at: datetime
    created_by: Actor
    expires_at: datetime
    extended_at: datetime | None
    ended_at: datetime | None
    ended_by: Actor | None
    order_id: UUID | None
    may: tuple[Possible, ...]


def reservation_view(reservation: Reservation) -> ReservationView:
    return ReservationView.model_validate(reservation, from_attributes=True)
