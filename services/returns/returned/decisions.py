"""What is decided of a return and carried out by another service, once, and its answer: stock, a credit note, a refund,
an order in exchange.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from services.returns.orders.model import PartOfLine
from shared.schemas.exchanges import Exchange
from shared.schemas.returns import ReturnDecision

OUT_OF_STOCK = "out-of-stock"
NOTHING_LEFT = "nothing-to-credit"
"""Billing has nothing to give back of these units: they were free, or are credited already."""


class DecisionState(StrEnum):
    """`asked` until its owner has carried it out, or says why not."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`terms` are those it was asked for by, as JSON; `document_id` and `number` are of the credit note, the
    refund, or the order that was placed in exchange.

    `problem` and `detail` are why its owner refused. `settled` is what of the order of an exchange is settled by what
    was credited for the return, as of that `settled_sequence` of billing; None until billing has told.
    """

    decision_id: UUID
    kind: ReturnDecision
    state: DecisionState
    lines: tuple[PartOfLine, ...]
    asked_at: datetime
    asked_by: str
    terms: str = "{}"
    answered_at: datetime | None = None
    amount: Decimal | None = None
    currency: str | None = None
    document_id: UUID | None = None
    number: str | None = None
    problem: str | None = None
    detail: str | None = None
    settled: Decimal | None = None
    settled_sequence: int = 0

    @property
    def exchange(self) -> Exchange | None:
        """What the goods are exchanged for."""
        return Exchange.model_validate_json(self.terms) if self.kind is ReturnDecision.EXCHANGE else None

    @property
    def is_out_of_stock(self) -> bool:
        """What goods were to be exchanged for is not there."""
        return self.kind is ReturnDecision.EXCHANGE and self.problem == OUT_OF_STOCK

    @property
    def finds_nothing(self) -> bool:
        """There is nothing to credit of these units, and will not be: that is all that is to be done about them."""
        return self.kind is ReturnDecision.CREDIT and self.problem == NOTHING_LEFT

    @property
    def is_done(self) -> bool:
        return self.state is DecisionState.DONE

    def done(
        self,
        *,
        at: datetime,
        amount: Decimal | None = None,
        currency: str | None = None,
        document_id: UUID | None = None,
        number: str | None = None,
    ) -> "Decision":
        """As its owner says; also where that was refused before, as one may be tried again there."""
        return replace(
            self,
            state=DecisionState.DONE,
            answered_at=at,
            amount=amount,
            currency=currency,
            document_id=document_id,
            number=number,
            problem=None,
            detail=None,
        )

    def fail(self, *, at: datetime, problem: str, detail: str) -> "Decision":
        """It was under way, or seemed to be done, and came to nothing."""
        return replace(self, state=DecisionState.REFUSED, answered_at=at, problem=problem, detail=detail)

    def settle(self, settled: Decimal, sequence: int) -> "Decision":
        """As billing says of an exchange; the same where it has told of that later."""
        if sequence <= self.settled_sequence:
            return self
        return replace(self, settled=settled, settled_sequence=sequence)

    @property
    def takes(self) -> Decimal:
        """What an exchange takes of the money that is credited for its return: all that it costs once it is placed,
        until billing has told. Of one that was cancelled, what its customer was refunded of it before stays there.
        """
        if self.settled is None:
            return (self.is_done and self.amount) or Decimal(0)
        return self.settled

    def refuse(self, *, at: datetime, problem: str, detail: str) -> "Decision":
        """Its owner does not carry it out; what is done stays done."""
        if self.state is DecisionState.DONE:
            return self
        return replace(self, state=DecisionState.REFUSED, answered_at=at, problem=problem, detail=detail)
