"""What billing knows of an order, and when it may be invoiced."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from shared.refused import NotFound, Refused
from shared.schemas.orders import OrderCancelled, OrderHeld, OrderPlaced, OrderResumed
from shared.states import move


class OrderNotFound(NotFound):
    type = "order-not-found"


class DocumentNotFound(NotFound):
    type = "document-not-found"


class NotInvoiced(Refused):
    type = "not-invoiced"


class OrderIsCancelled(Refused):
    type = "order-cancelled"


class OrderState(StrEnum):
    """`expected`: something is known of the order, but its placement has not arrived; `waiting` for its invoice."""

    EXPECTED = "expected"
    WAITING = "waiting"
    INVOICED = "invoiced"
    CANCELLED = "cancelled"

    def to(self, state: "OrderState") -> "OrderState":
        return move("an order", self, state, NEXT)


NEXT: dict[OrderState, set[OrderState]] = {
    OrderState.EXPECTED: {OrderState.WAITING, OrderState.CANCELLED},
    OrderState.WAITING: {OrderState.INVOICED, OrderState.CANCELLED},
    OrderState.INVOICED: {OrderState.CANCELLED},
    OrderState.CANCELLED: set(),
}


class CreditState(StrEnum):
    """How much of an invoice was given back."""

    NOT_CREDITED = "not_credited"
    PARTIALLY_CREDITED = "partially_credited"
    CREDITED = "credited"


@dataclass(frozen=True, slots=True)
class Order:
    """What billing knows of an order.

    `applied` is the version of the order that was last applied here, `version` counts what billing announced of it.
    `placed` is the placement, kept only while its invoice waits.
    """

    order_id: UUID
    state: OrderState = OrderState.EXPECTED
    held: bool = False
    applied: int = -1
    version: int = 0
    number: str | None = None
    currency: str | None = None
    gross: Decimal | None = None
    placed: OrderPlaced | None = None

    @property
    def may_be_invoiced(self) -> bool:
        return self.state is OrderState.WAITING and not self.held

    def place(self, event: OrderPlaced) -> "Order":
        """Take the facts once; a hold that came before stands, and so does a cancellation, which has brought them."""
        if self.number is not None:
            return self
        known = replace(self, number=event.number, currency=event.currency, gross=event.totals.gross)
        if event.sequence > self.applied:
            known = replace(known, held=event.held, applied=event.sequence)
        return replace(known, state=self.state.to(OrderState.WAITING), placed=event)

    def hold(self, event: OrderHeld) -> "Order":
        return replace(self, held=True, applied=event.sequence)

    def resume(self, event: OrderResumed) -> "Order":
        return replace(self, held=False, applied=event.sequence)

    def invoice(self) -> "Order":
        return replace(self, state=self.state.to(OrderState.INVOICED), placed=None)

    def cancel(self, event: OrderCancelled) -> "Order":
        return replace(
            self,
            state=self.state.to(OrderState.CANCELLED),
            applied=max(self.applied, event.sequence),
            number=event.number,
            currency=event.currency,
            gross=event.gross,
            placed=None,
        )

    def announce(self) -> "Order":
        """The next version, for the event that is announced with it."""
        return replace(self, version=self.version + 1)


def credit_state(credits: int, *, in_full: bool) -> CreditState:
    if in_full:
        return CreditState.CREDITED
    return CreditState.PARTIALLY_CREDITED if credits else CreditState.NOT_CREDITED
