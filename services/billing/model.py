"""What billing knows of an order, and when the order may be invoiced."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from shared.refused import NotFound, Refused
from shared.schemas.billing import Invoicing, InvoicingHeld
from shared.schemas.orders import Customer, OrderCancelled, OrderEdited, OrderHeld, OrderPlaced, OrderResumed
from shared.states import move


class OrderNotFound(NotFound):
    type = "order-not-found"


class OrderIsCancelled(Refused):
    type = "order-cancelled"


class OrderOnHold(Refused):
    type = "order-on-hold"


class AlreadyInvoiced(Refused):
    type = "already-invoiced"


class OrderState(StrEnum):
    """`expected`: a hold or resumption arrived before the placement; `waiting`: for the first invoice."""

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


class Contact(NamedTuple):
    """Whom mails about an order are for."""

    name: str
    email: str | None

    @classmethod
    def of(cls, customer: Customer) -> "Contact":
        return cls(customer.name, customer.email)


@dataclass(frozen=True, slots=True)
class Order:
    """An order as billing knows it.

    `applied` is the order's version of the last event applied, `version` the number of events billing announced of it.
    `placed` is the placement, until the invoice is made of it; `invoicing` is when, by the setting of that time.
    `edited` is the version of its last edit, and `edit` what it is since then, while that waits: for the placement, or,
    invoiced, for the end of a hold. `contact` is whom it is for, once staff changed that or edited it.
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
    placed_on: date | None = None
    invoicing: Invoicing = Invoicing.ON_PLACEMENT
    edited: int = 0
    edit: OrderPlaced | None = None
    contact: Contact | None = None

    @property
    def waits_for_invoice(self) -> bool:
        """It is charged what is ordered: no invoice says so yet, or that of before its edit says otherwise."""
        return self.state in (OrderState.EXPECTED, OrderState.WAITING) or self.edit_waits

    @property
    def edit_waits(self) -> bool:
        """Its invoice is to be replaced, and is not while it is on hold."""
        return self.state is OrderState.INVOICED and self.edit is not None

    @property
    def may_be_invoiced(self) -> bool:
        return self.state is OrderState.WAITING and not self.held

    def is_to_be_invoiced(self, *, paid: bool) -> bool:
        """Whether its invoice is made now without anybody saying so; `paid`: nothing of it is due."""
        by_itself = self.invoicing is Invoicing.ON_PLACEMENT or (self.invoicing is Invoicing.ON_PAYMENT and paid)
        return self.may_be_invoiced and by_itself

    @property
    def refusal_of_invoice(self) -> Refused | None:
        """Why nobody makes its invoice by hand; None where that may be."""
        match self.state:
            case OrderState.EXPECTED:
                return OrderNotFound(f"order {self.order_id} is not placed yet")
            case OrderState.CANCELLED:
                return OrderIsCancelled(f"order {self.number} is cancelled and gets no invoice")
            case OrderState.INVOICED:
                return AlreadyInvoiced(f"order {self.number} has its invoice already")
        return OrderOnHold(f"order {self.number} is on hold and gets no invoice") if self.held else None

    def place(self, event: OrderPlaced, invoicing: Invoicing) -> "Order":
        """Takes number and amounts once; a hold or cancellation that arrived before the placement remains in force.

        What is brought over from elsewhere was invoiced there: it is invoiced at once, so that it can be credited.
        """
        if self.number is not None:
            return self
        invoicing = Invoicing.ON_PLACEMENT if event.occurred_at else invoicing
        content = self.edit or event
        known = replace(
            self, number=event.number, currency=event.currency, gross=content.totals.gross, invoicing=invoicing
        )
        if event.sequence > self.applied:
            known = replace(known, held=event.held, applied=event.sequence)
        waiting = self.state.to(OrderState.WAITING)
        return replace(known, state=waiting, placed=content, placed_on=event.placed_at.date(), edit=None)

    def edited_to(self, event: OrderEdited) -> "Order":
        """The same where a newer edit is known, or it is cancelled. An invoice that it has is to be replaced then."""
        if event.sequence <= self.edited or self.state is OrderState.CANCELLED:
            return self
        edited = replace(self, edited=event.sequence, contact=Contact.of(event.customer))
        match self.state:
            case OrderState.WAITING:
                return replace(edited, placed=event.as_placed, gross=event.totals.gross)
            case OrderState.EXPECTED:
                return replace(edited, edit=event.as_placed)
        return replace(edited, edit=event.as_placed, gross=event.totals.gross)

    def for_customer(self, customer: Customer) -> "Order":
        """They are reminded, and what is still to be invoiced is to them; an invoice that it has stays as it is."""
        placed, edit = (
            content and content.model_copy(update={"customer": customer}) for content in (self.placed, self.edit)
        )
        return replace(self, placed=placed, edit=edit, contact=Contact.of(customer))

    def replace_invoice(self) -> "Order":
        return replace(self, edit=None)

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
            edit=None,
        )

    def announce(self, events: int = 1) -> "Order":
        """The version after this many events, which are announced with it."""
        return replace(self, version=self.version + events)


def invoicing_held(order: Order, event: OrderHeld | OrderPlaced, *, at: datetime) -> InvoicingHeld:
    """That the order is held here, by this event."""
    return InvoicingHeld(
        order_id=order.order_id,
        sequence=order.version,
        hold_sequence=event.sequence,
        occurred_at=event.occurred_at,
        applied_at=at,
    )
