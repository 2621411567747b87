"""An order that was placed in exchange for what comes back of another, and what of that settles it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from shared.refused import Refused
from shared.schemas.billing import SettledPart
from shared.schemas.orders import OrderPlaced

METHOD = "exchange"
"""By which means one order gives back what the other one receives."""
ZERO = Decimal(0)


class SettlesExchange(Refused):
    type = "settles-exchange"


@dataclass(frozen=True, slots=True)
class Settlement:
    """A refund of the original order, and a payment of the same amount of the one in exchange."""

    refund_id: UUID
    entry_id: UUID
    order_id: UUID
    original_id: UUID
    amount: Decimal
    settled_at: datetime
    ended_at: datetime | None = None

    def end(self, at: datetime) -> "Settlement":
        return replace(self, ended_at=at)

    @property
    def told(self) -> SettledPart:
        return SettledPart(
            refund_id=self.refund_id,
            entry_id=self.entry_id,
            amount=self.amount,
            settled_at=self.settled_at,
            ended_at=self.ended_at,
        )


@dataclass(frozen=True, slots=True)
class Exchange:
    """`order_id` was placed for what comes back of `original_id`. It has `ended` once it is cancelled."""

    order_id: UUID
    number: str
    gross: Decimal
    original_id: UUID
    return_id: UUID
    return_number: str
    ended: bool = False

    @classmethod
    def of(cls, event: OrderPlaced) -> "Exchange":
        of = event.exchange_of
        assert of
        return cls(event.order_id, event.number, event.totals.gross, of.order_id, of.return_id, of.number)

    def end(self) -> "Exchange":
        return replace(self, ended=True)


def standing(settlements: Sequence[Settlement]) -> list[Settlement]:
    return [one for one in settlements if one.ended_at is None]


def settled(settlements: Sequence[Settlement]) -> Decimal:
    return sum((one.amount for one in standing(settlements)), ZERO)


def refuse_half(halves: Collection[UUID], one: UUID, what: str) -> None:
    """What settles an exchange is taken back with its other half alone: by cancelling the order."""
    if one in halves:
        raise SettlesExchange(f"{what} settles an exchange: it stands until the order in exchange is cancelled")
