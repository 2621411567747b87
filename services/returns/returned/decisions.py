"""What is decided of a return and carried out by another service, once: stock, a credit note, a refund; its answer."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from services.returns.orders.model import PartOfLine
from shared.schemas.returns import ReturnDecision


class DecisionState(StrEnum):
    """`asked` until its owner has carried it out, or says why not."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`terms` are those it was asked for by, as JSON; `document_id` and `number` are of the credit note, or the refund.

    `problem` and `detail` are why its owner refused.
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

    def refuse(self, *, at: datetime, problem: str, detail: str) -> "Decision":
        """Its owner does not carry it out; what is done stays done."""
        if self.state is DecisionState.DONE:
            return self
        return replace(self, state=DecisionState.REFUSED, answered_at=at, problem=problem, detail=detail)
