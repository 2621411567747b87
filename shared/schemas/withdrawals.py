"""Contracts of the withdrawal: a consumer goes back on the contract, as the law has it."""

import json
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from shared.json_limits import Many
from shared.schemas.event import Contract, Event, OrderEvent
from shared.schemas.values import Actor, Day, Email, Instant, Language, Line, Sku, Text


class WithdrawalWay(StrEnum):
    """How it came. Of a letter, staff enter what stands in it."""

    ORDER_PAGE = "order_page"
    PUBLIC_PAGE = "public_page"
    LETTER = "letter"


class WithdrawnLine(Contract):
    """So many units of a line as it was ordered; the rest of it stands."""

    line_no: int
    sku: Sku
    title: Line
    quantity: int


class WithdrawalReceived(Event):
    """A declaration of withdrawal came in, whatever it opens: the evidence of it, and what its receipt says.

    `lines` are what is withdrawn from, null is the whole contract, or what `goods` says in the consumer's own words.
    `order_number` is as the consumer wrote it; `order_id` is null where the order was not known by then. `shown` is the
    declaration as it stood on the page that was confirmed. `received_on` is the day on which a letter came, and `form`
    the form that was filled in: what is sent of it twice is declared once.
    """

    owner: ClassVar[str] = "returns"
    topic: ClassVar[str] = "returns.events"

    withdrawal_id: UUID
    received_at: Instant
    way: WithdrawalWay
    order_id: UUID | None = None
    order_number: Line
    name: Line
    email: Email | None = None
    lines: tuple[WithdrawnLine, ...] | None = None
    goods: Text | None = None
    reason: Text | None = None
    shown: Text | None = None
    received_on: Day | None = None
    language: Language
    form: UUID | None = None
    by: Actor

    @property
    def key(self) -> str:
        return str(self.withdrawal_id)

    @property
    def digest(self) -> bytes:
        """Of all that was declared, the same for whoever has it. What is null is left out: a field may be added."""
        said = self.model_dump(mode="json", exclude_none=True)
        return sha256(json.dumps(said, sort_keys=True).encode()).digest()


class OrderWithdrawn(OrderEvent):
    """An order is withdrawn from, and what that asks of it now: told again where that is something else.

    `cancels`: all of it, and nothing has left. `take_off` has not left, and is to leave no more; what has left comes
    back by a return. A `late` one, after its period, asks for nothing; nor does one of a business.
    """

    owner: ClassVar[str] = "returns"
    topic: ClassVar[str] = "returns.events"

    withdrawal_id: UUID
    received_at: Instant
    at: Instant
    by: Actor
    lines: Many[WithdrawnLine]
    late: bool = False
    cancels: bool = False
    take_off: Many[WithdrawnLine] = ()


EVENTS: tuple[type[Event], ...] = (WithdrawalReceived, OrderWithdrawn)
