"""What fulfilment knows of an order: its state, whether it is held, what waits for its resumption, what is credited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.refused import NotFound
from shared.schemas.billing import CreditNoteIssued
from shared.schemas.event import Contract
from shared.schemas.orders import DeliveryKind, LeftAndCredited, OrderEdited, OrderPlaced
from shared.schemas.values import Instant, Sku
from shared.states import move


class OrderNotFound(NotFound):
    type = "order-not-found"


class OrderState(StrEnum):
    """`expected`: known, but not placed yet; `waiting`: placed on hold; `taken`: has its slip, or needs none."""

    EXPECTED = "expected"
    WAITING = "waiting"
    TAKEN = "taken"
    CANCELLED = "cancelled"

    def to(self, state: "OrderState") -> "OrderState":
        return move("an order", self, state, NEXT)


NEXT: dict[OrderState, set[OrderState]] = {
    OrderState.EXPECTED: {OrderState.WAITING, OrderState.TAKEN, OrderState.CANCELLED},
    OrderState.WAITING: {OrderState.TAKEN, OrderState.CANCELLED},
    OrderState.TAKEN: {OrderState.CANCELLED},
    OrderState.CANCELLED: set(),
}


class Wanted(Contract):
    """A line of an order that needs a parcel; `credited` units more were ordered, and do not leave."""

    line_no: int
    sku: Sku
    quantity: int
    credited: int = 0


class Credit(Contract):
    """What a credit note gives back of the goods: units by line, or all there is of the order.

    It is not known of the first credits when they were issued. `restocked` are units by line that had left, were back
    and are in stock again. `edited` is the version of the order's last edit by then: after a later one it counts no
    more. With a `return_id` it gives back nothing: a return has put units back, by the decision `document_id`.
    """

    document_id: UUID
    quantities: dict[int, int]
    in_full: bool
    issued_at: Instant | None = None
    restocked: dict[int, int] = {}
    edited: int = 0
    return_id: UUID | None = None


class CameBack(Contract):
    """Units by line that a return says had left: they came, or are credited for it. What was noted by mistake is less
    than none. `told_by` is the reception, or the credit note of what is `credited`.
    """

    told_by: UUID
    return_id: UUID
    quantities: dict[int, int]
    credited: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What fulfilment knows of an order.

    `last_sequence` is that of the newest event that said whether the order is held: an older one is stale. `pickup`:
    the customer comes for it; None where that is not known, as it was placed before that was kept. `reservation_id` is
    what it takes over with its slip, while it waits for that. `edited` is the version of its last edit, 0 where there
    is none, and `wanted` the lines that need a parcel since then; what of them had left and was credited before it, and
    is not among them, is `left_and_credited`. `came_back` had left, whether it is in stock again or not.
    """

    order_id: UUID
    number: str | None = None
    state: OrderState = OrderState.EXPECTED
    held: bool = False
    last_sequence: int = -1
    waiting: tuple[Wanted, ...] | None = None
    credits: tuple[Credit, ...] = ()
    pickup: bool | None = None
    reservation_id: UUID | None = None
    edited: int = 0
    wanted: tuple[Wanted, ...] | None = None
    left_and_credited: tuple[LeftAndCredited, ...] = ()
    came_back: tuple[CameBack, ...] = ()

    @property
    def is_cancelled(self) -> bool:
        return self.state is OrderState.CANCELLED

    def place(self, event: OrderPlaced) -> "Order":
        """A hold or resumption that is newer than the placement counts more than what the placement says."""
        order = self if self._is_stale(event.sequence) else replace(self, held=event.held, last_sequence=event.sequence)
        waiting = self.wanted_of(event) if order.held else None
        state = self.state.to(OrderState.WAITING if order.held else OrderState.TAKEN)
        return replace(
            order,
            number=event.number,
            state=state,
            waiting=waiting,
            pickup=self.pickup if self.edited else is_picked_up(event),
            reservation_id=event.reservation_id if order.held else None,
        )

    def wanted_of(self, event: OrderPlaced) -> tuple[Wanted, ...]:
        """What needs a parcel of an order that is placed; its edit may have come before."""
        return parcel_lines(event) if self.wanted is None else self.wanted

    def edit(self, event: OrderEdited) -> "Order":
        """The same order where a newer edit is known, or it is cancelled. Its slips follow."""
        if event.sequence <= self.edited or self.is_cancelled:
            return self
        now = event.as_placed
        wanted = parcel_lines(now)
        waiting = wanted if self.state is OrderState.WAITING else self.waiting
        return replace(
            self,
            edited=event.sequence,
            wanted=wanted,
            waiting=waiting,
            pickup=is_picked_up(now),
            left_and_credited=event.left_and_credited,
        )

    def hold(self, sequence: int) -> "Order":
        """The same order where a newer event said otherwise, or it is cancelled."""
        return self if self._is_stale(sequence) else replace(self, held=True, last_sequence=sequence)

    def resume(self, sequence: int) -> "Order":
        """The same order where a newer event said otherwise, or it is cancelled; one that waited is taken now."""
        if self._is_stale(sequence):
            return self
        state = self.state.to(OrderState.TAKEN) if self.state is OrderState.WAITING else self.state
        return replace(self, state=state, held=False, last_sequence=sequence, waiting=None, reservation_id=None)

    def cancel(self, number: str) -> "Order":
        return replace(
            self, number=number, state=self.state.to(OrderState.CANCELLED), waiting=None, reservation_id=None
        )

    def without_reservation(self) -> "Order":
        return replace(self, reservation_id=None)

    def credit(self, event: CreditNoteIssued) -> "Order":
        """The same order where that credit note is known, or gives back money alone."""
        in_full = event.credited_in_full if event.order_credited_in_full is None else event.order_credited_in_full
        # The units of a return had left: what is still to leave stays as it is.
        quantities = {line.line_no: line.quantity for line in event.lines if line.quantity and not event.return_id}
        known = any(credit.document_id == event.document_id for credit in self.credits)
        if known or not (quantities or in_full):
            return self
        credit = Credit(
            document_id=event.document_id,
            quantities=quantities,
            in_full=in_full,
            issued_at=event.issued_at,
            edited=event.edited or 0,
        )
        return replace(self, credits=(*self.credits, credit))

    def credited(self, line_no: int) -> int | None:
        """How many units of a line are credited; None for all of them, however many."""
        standing = [credit for credit in self.credits if credit.edited >= self.edited]
        if any(credit.in_full for credit in standing):
            return None
        return sum(credit.quantities.get(line_no, 0) for credit in standing)

    def restocked(self, line_no: int) -> int:
        """How many units of a line had left, were credited, and are back in stock."""
        return sum(credit.restocked.get(line_no, 0) for credit in self.credits)

    def with_restocked(self, document_id: UUID, units: Mapping[int, int]) -> "Order":
        """What a credit that is known has put back."""
        credits = [
            one.model_copy(update={"restocked": dict(units)}) if one.document_id == document_id else one
            for one in self.credits
        ]
        return replace(self, credits=tuple(credits))

    def with_returned(self, decision_id: UUID, return_id: UUID, units: Mapping[int, int], at: datetime) -> "Order":
        """What came back with a return and was put back."""
        back = Credit(
            document_id=decision_id,
            quantities={},
            in_full=False,
            issued_at=at,
            restocked=dict(units),
            return_id=return_id,
        )
        return replace(self, credits=(*self.credits, back))

    def with_back(self, back: CameBack) -> "Order":
        """The same order where that is known."""
        if any(one.told_by == back.told_by for one in self.came_back):
            return self
        return replace(self, came_back=(*self.came_back, back))

    def is_back(self, line_no: int) -> bool:
        """Whether units of a line had left for certain: they are in stock again, or a return says so."""
        came = sum(one.quantities.get(line_no, 0) for one in self.came_back)
        return came > 0 or self.restocked(line_no) > 0

    def in_returns(self, line_no: int) -> int:
        """How many units of a line came with returns, which have not put them into stock: they say what becomes of
        them.
        """
        came = sum(one.quantities.get(line_no, 0) for one in self.came_back if not one.credited)
        return max(came - sum(one.restocked.get(line_no, 0) for one in self.credits if one.return_id), 0)

    def has_carried_out(self, decision_id: UUID) -> bool:
        return any(credit.document_id == decision_id for credit in self.credits)

    def still_wanted(self, lines: Sequence[Wanted]) -> tuple[Wanted, ...]:
        """Of lines that have no slip yet, what was not credited before."""
        off = [(line, _at_most(self.credited(line.line_no), line.quantity)) for line in lines]
        return tuple(
            [
                line.model_copy(update={"quantity": line.quantity - units, "credited": units})
                for line, units in off
                if units < line.quantity
            ]
        )

    def credited_before(self, at: datetime) -> "Order":
        """With those credits alone that were issued before."""
        return replace(self, credits=tuple([one for one in self.credits if one.issued_at and one.issued_at < at]))

    def _is_stale(self, sequence: int) -> bool:
        return sequence <= self.last_sequence or self.is_cancelled


def parcel_lines(event: OrderPlaced) -> tuple[Wanted, ...]:
    return tuple(
        Wanted(line_no=line.line_no, sku=line.sku, quantity=line.quantity) for line in event.lines if line.ships
    )


def is_picked_up(event: OrderPlaced) -> bool:
    return event.shipping is not None and event.shipping.kind is DeliveryKind.PICKUP


def _at_most(credited: int | None, quantity: int) -> int:
    return quantity if credited is None else min(credited, quantity)
