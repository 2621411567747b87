"""An order: what may be done with it, and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.orders.given_back import GivenBack
from services.orders.order.content import OrderContent
from services.orders.order.standing import Standing
from services.orders.order.states import (
    OrderState,
    Possible,
    refusal_of_cancel,
    refusal_of_customer,
    refusal_of_edit,
    refusal_of_hold,
    refusal_of_shipping_price,
)
from shared.refused import Refused
from shared.schemas.dates import WrongDate
from shared.schemas.order_status import Hold
from shared.schemas.orders import LeftAndCredited, PaymentTerms


@dataclass(frozen=True)
class Order(Standing):
    """An order as it is now, and what its rules allow."""

    @classmethod
    def placed(
        cls,
        content: OrderContent,
        *,
        order_id: UUID,
        number: str,
        reference: str | None,
        placed_at: datetime,
        created_at: datetime,
        terms: PaymentTerms | None = None,
        customer_id: UUID | None = None,
        version: int = 1,
    ) -> "Order":
        """A new order, or one that was announced. Its clock does not run yet."""
        hours = terms.expires_after_h if terms else None
        return cls(
            order_id=order_id,
            number=number,
            reference=reference,
            placed_at=placed_at,
            created_at=created_at,
            currency=content.currency,
            gross=content.totals.gross,
            ships=content.ships,
            pickup=content.is_picked_up,
            customer_id=customer_id,
            version=version,
            ships_unpaid=terms is not None and terms.ships_unpaid,
            expires_after=timedelta(hours=hours) if hours else None,
        )

    @property
    def may(self) -> tuple[Possible, ...]:
        """What may be done now, by the rules that refuse the rest."""
        hold_that_is = "resume" if self.hold is Hold.NONE else "hold"
        names: tuple[Possible, ...] = ("hold", "resume", "edit", "edit_shipping_price", "change_customer", "cancel")
        done = {hold_that_is, "cancel" if self.is_cancelled else hold_that_is}
        return tuple(name for name in names if name not in done and self.refusal_of(name) is None)

    def when(self, occurred_at: datetime | None, now: datetime, *, ends_hold: bool = False) -> datetime:
        """When something is done with it: now, or when it happened, where it is brought over from elsewhere.

        Refuses what would have been before it was placed, or before its hold where it ends that.
        """
        if occurred_at and occurred_at < self.began_at:
            detail = f"occurred_at {occurred_at.isoformat()} is before order {self.number} was placed"
            raise WrongDate(detail, field="occurred_at")
        if ends_hold and self.hold is not Hold.NONE and occurred_at and self.held_at and occurred_at < self.held_at:
            detail = f"occurred_at {occurred_at.isoformat()} is before order {self.number} was put on hold"
            raise WrongDate(detail, field="occurred_at")
        return min(occurred_at or now, now)

    def put_on_hold(self, *, reason: str, by: str, at: datetime) -> "Order":
        """The same order where it is on hold already, with its reason. Its new version is the hold's sequence."""
        if refusal := self.refusal_of("hold"):
            raise refusal
        on_hold = self.hold is not Hold.NONE
        return self if on_hold else self.held(version=self.version + 1, reason=reason, by=by, at=at)

    def resume(self) -> "Order":
        """The same order where it is not on hold."""
        if refusal := self.refusal_of("hold"):
            raise refusal
        return self if self.hold is Hold.NONE else self.resumed(version=self.version + 1)

    def cancel(self, *, reason: str | None, notify_customer: bool, by: str, at: datetime) -> "Order":
        """The same order where it is cancelled already. A hold ends with its order."""
        if self.is_cancelled:
            return self
        if refusal := self.refusal_of("cancel"):
            raise refusal
        return self.cancelled(version=self.version + 1, reason=reason, notify_customer=notify_customer, by=by, at=at)

    def with_custom_status(self, code: str | None) -> "Order":
        """Whatever state it is in; the same order where it has that status already, or none."""
        return self if code == self.custom_status else self.but(version=self.version + 1, custom_status=code)

    # What becomes of it, be it done now or known from what was announced: whether it might be was decided then.

    def held(self, *, version: int, reason: str, by: str, at: datetime) -> "Order":
        """One that is new is held from its first version on."""
        return self.but(
            version=version,
            hold=Hold.REQUESTED,
            hold_sequence=version,
            hold_reason=reason,
            held_at=at,
            held_by=by,
            expires_at=None,
        )

    def resumed(self, *, version: int) -> "Order":
        return self.but(
            version=version, hold=Hold.NONE, hold_sequence=None, hold_reason=None, held_at=None, held_by=None
        )

    def edited_to(self, content: OrderContent, off: tuple[LeftAndCredited, ...], *, version: int) -> "Order":
        """What was credited is not of its content any more. Fulfilment tells anew whether anything is to leave."""
        kind: dict[str, Any] = {"ships": content.ships, "pickup": content.is_picked_up, "gross": content.totals.gross}
        kind |= {"credited": Decimal(0), "credited_units": {}, "given_back": GivenBack(), "left_and_credited": off}
        return self.but(version=version, edited=version, nothing_to_ship=False, **kind)

    def cancelled(self, *, version: int, reason: str | None, notify_customer: bool, by: str, at: datetime) -> "Order":
        return self.but(
            version=version,
            state=self.state.to(OrderState.CANCELLED),
            to_invoice=False,
            hold=Hold.NONE,
            expires_at=None,
            cancelled_at=at,
            cancelled_by=by,
            cancel_reason=reason,
            notify_customer=notify_customer,
        )

    def refusal_of(self, what: Possible) -> Refused | None:
        """Why it may not be, by the rules alone."""
        if what == "cancel":
            return refusal_of_cancel(self.number, self.shipped)
        if what in ("hold", "resume"):
            return refusal_of_hold(self.number, self.status)
        if what == "change_customer":
            return refusal_of_customer(self.number, self.status)
        known = {"left_known": self.left_in_all is not None, "credits_known": self.given_back.gross == self.credited}
        refusal = refusal_of_edit(self.number, self.status, **known)
        if refusal or what == "edit":
            return refusal
        return refusal_of_shipping_price(self.number, self.shipped, paid=self.paid > 0 and self.balance >= 0)
