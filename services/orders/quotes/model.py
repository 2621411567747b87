"""A quote: an order-to-be, as one version of it. It is changed as a draft, sent, and answered or over once.

What is locked stays as it was: whoever wants it otherwise opens the next version.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from services.orders.order.content import Ordered
from services.orders.quotes.settings import Paper
from shared.refused import Refused
from shared.states import move

Possible = Literal["edit", "send", "convert", "decline", "revise", "cancel"]
"""What may be done with a quote."""

LAST_SECOND = timedelta(seconds=1)
"""`valid_until` is the last second in which it may be accepted."""
CUSTOMER = "customer"
"""Who acts by the link of a mail; the token of the page that it leads to has this subject."""


class QuoteState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    CONVERTED = "converted"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    def to(self, state: "QuoteState", *, quote: str) -> "QuoteState":
        return move(f"quote {quote}", self, state, NEXT)


NEXT: dict[QuoteState, set[QuoteState]] = {
    # Whoever repeats an order on the phone needs no mail before.
    QuoteState.DRAFT: {QuoteState.SENT, QuoteState.CONVERTED, QuoteState.CANCELLED},
    QuoteState.SENT: {QuoteState.CONVERTED, QuoteState.DECLINED, QuoteState.EXPIRED, QuoteState.CANCELLED},
    QuoteState.CONVERTED: set(),
    QuoteState.DECLINED: set(),
    QuoteState.EXPIRED: set(),
    QuoteState.CANCELLED: set(),
}


class QuoteConverted(Refused):
    type = "quote-converted"


class QuoteExpired(Refused):
    type = "quote-expired"


class QuoteReplaced(Refused):
    type = "quote-replaced"


class QuoteLocked(Refused):
    type = "quote-locked"


@dataclass(frozen=True, kw_only=True)
class Quote:
    """`number` names all its versions, `revision` counts them; `version` grows with every change of this one.

    `copied_from` is the order that it was made of, `customer_id` the customer of the shop's that it is for, as far as
    that is known: a guest's has none. `ended_at` is when it was converted, declined, cancelled or expired,
    and `answer` what was written then. `next_id` is the version after it, and `follows_decline`: the one before it was
    declined. `paper` is None until it is sent, and of one that was before papers were kept.
    """

    quote_id: UUID
    number: str
    revision: int
    ordered: Ordered
    valid_until: datetime
    created_at: datetime
    created_by: str
    version: int = 1
    state: QuoteState = QuoteState.DRAFT
    comment: str | None = None
    copied_from: UUID | None = None
    copied_number: str | None = None
    customer_id: UUID | None = None
    follows_decline: bool = False
    saved_at: datetime | None = None
    saved_by: str | None = None
    sent_at: datetime | None = None
    sent_by: str | None = None
    seen_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    answer: str | None = None
    order_id: UUID | None = None
    order_number: str | None = None
    next_id: UUID | None = None
    paper: Paper | None = None

    def __str__(self) -> str:
        return self.number if self.revision == 1 else f"{self.number}, version {self.revision}"

    def is_over(self, at: datetime) -> bool:
        return at >= self.valid_until + LAST_SECOND

    def possible(self, at: datetime) -> tuple[Possible, ...]:
        match self.state:
            case QuoteState.DRAFT:
                return ("edit", "cancel") if self.is_over(at) else ("edit", "send", "convert", "cancel")
            case QuoteState.SENT:
                return ("revise", "cancel") if self.is_over(at) else ("convert", "decline", "revise", "cancel")
            case QuoteState.CONVERTED:
                return ()
        return () if self.next_id else ("revise",)

    def saved(
        self,
        ordered: Ordered,
        *,
        customer_id: UUID | None,
        valid_until: datetime,
        comment: str | None,
        by: str,
        at: datetime,
    ) -> "Quote":
        """Raises what keeps it from being changed."""
        self._refuse_unless(QuoteState.DRAFT)
        _refuse_past(valid_until, at)
        return self._but(
            ordered=ordered,
            customer_id=customer_id,
            valid_until=valid_until,
            comment=comment,
            saved_at=at,
            saved_by=by,
        )

    def sent(self, paper: Paper, *, by: str, at: datetime) -> "Quote":
        self._refuse_unless(QuoteState.DRAFT)
        self._refuse_over(at)
        return self._but(state=self.state.to(QuoteState.SENT, quote=str(self)), sent_at=at, sent_by=by, paper=paper)

    def seen(self, at: datetime) -> "Quote":
        """The first time counts; whoever edits it is not stopped by that."""
        return replace(self, seen_at=at) if self.seen_at is None and self.sent_at is not None else self

    def refuse_to_convert(self, at: datetime, *, sent_only: bool) -> None:
        """Raises why it becomes no order now; of one that has become one, which."""
        self._refuse_unless(QuoteState.SENT, *(() if sent_only else (QuoteState.DRAFT,)))
        self._refuse_over(at)

    def converted(self, *, order_id: UUID, order_number: str, by: str, at: datetime) -> "Quote":
        ended = self._ended(QuoteState.CONVERTED, by=by, at=at, answer=None)
        return replace(ended, order_id=order_id, order_number=order_number)

    def declined(self, *, answer: str | None, next_id: UUID, by: str, at: datetime) -> "Quote":
        self._refuse_unless(QuoteState.SENT)
        self._refuse_over(at)
        return replace(self._ended(QuoteState.DECLINED, by=by, at=at, answer=answer), next_id=next_id)

    def expired(self, *, by: str, at: datetime) -> "Quote":
        """The same where it is answered by now, or still valid."""
        if self.state is not QuoteState.SENT or not self.is_over(at):
            return self
        return self._ended(QuoteState.EXPIRED, by=by, at=at, answer=None)

    def cancelled(self, *, reason: str | None, by: str, at: datetime) -> "Quote":
        self._refuse_unless(QuoteState.DRAFT, QuoteState.SENT)
        return self._ended(QuoteState.CANCELLED, by=by, at=at, answer=reason)

    def replaced(self, *, next_id: UUID, by: str, at: datetime) -> "Quote":
        """Locked in favour of the next version; what the customer has of it is answered no more."""
        if self.state is QuoteState.CONVERTED or self.next_id:
            self._refuse_unless()
        if self.state is QuoteState.DRAFT:
            raise QuoteLocked(f"quote {self} is a draft: change it as it is")
        if self.state is QuoteState.SENT:
            return replace(self._ended(QuoteState.CANCELLED, by=by, at=at, answer=None), next_id=next_id)
        return self._but(next_id=next_id)

    def following(self, *, quote_id: UUID, valid_until: datetime, by: str, at: datetime) -> "Quote":
        """The next version: a draft of the same."""
        return Quote(
            quote_id=quote_id,
            number=self.number,
            revision=self.revision + 1,
            ordered=self.ordered,
            valid_until=valid_until,
            comment=self.comment,
            copied_from=self.copied_from,
            copied_number=self.copied_number,
            customer_id=self.customer_id,
            follows_decline=self.state is QuoteState.DECLINED,
            created_at=at,
            created_by=by,
        )

    def _ended(self, state: QuoteState, *, by: str, at: datetime, answer: str | None) -> "Quote":
        return self._but(state=self.state.to(state, quote=str(self)), ended_at=at, ended_by=by, answer=answer)

    def _but(self, **changes: object) -> "Quote":
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]

    def _refuse_unless(self, *states: QuoteState) -> None:
        if self.state in states:
            return
        if self.state is QuoteState.CONVERTED:
            raise QuoteConverted(f"quote {self} has become order {self.order_number}")
        if self.state is QuoteState.EXPIRED and not self.next_id:
            raise QuoteExpired(f"quote {self} was valid until {self.valid_until.isoformat()}")
        if self.next_id:
            raise QuoteReplaced(f"quote {self} is {self.state}, and version {self.revision + 1} is in its place")
        raise QuoteLocked(f"quote {self} is {self.state}")

    def _refuse_over(self, at: datetime) -> None:
        if self.is_over(at):
            raise QuoteExpired(f"quote {self} was valid until {self.valid_until.isoformat()}", field="valid_until")


def _refuse_past(valid_until: datetime, at: datetime) -> None:
    if at >= valid_until + LAST_SECOND:
        raise QuoteExpired(f"valid_until {valid_until.isoformat()} is over already", field="valid_until")
