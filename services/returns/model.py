"""Returns and their states."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.returns.order import PartOfLine
from shared.refused import NotFound
from shared.schemas.returns import ReturnReason
from shared.states import move


class ReturnNotFound(NotFound):
    type = "return-not-found"


class ReturnState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    IN_TRANSIT = "in_transit"
    PARTIALLY_RECEIVED = "partially_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    def to(self, state: "ReturnState") -> "ReturnState":
        return move("a return", self, state, NEXT)


NEXT: dict[ReturnState, set[ReturnState]] = {
    ReturnState.REQUESTED: {ReturnState.APPROVED, ReturnState.DECLINED, ReturnState.CANCELLED},
    ReturnState.APPROVED: {ReturnState.IN_TRANSIT, ReturnState.CANCELLED},
    ReturnState.DECLINED: set(),
    ReturnState.IN_TRANSIT: {ReturnState.PARTIALLY_RECEIVED, ReturnState.RECEIVED, ReturnState.CANCELLED},
    ReturnState.PARTIALLY_RECEIVED: {ReturnState.RECEIVED},
    ReturnState.RECEIVED: {ReturnState.CLOSED},
    ReturnState.CLOSED: set(),
    ReturnState.CANCELLED: set(),
}


OPEN = tuple(state for state in ReturnState if NEXT[state])
"""Something of these is still to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """`order_number` is None until the placement of its order arrives; `document_id` is of goods that were credited."""

    return_id: UUID
    number: str
    order_id: UUID
    order_number: str | None
    shipment_id: UUID
    state: ReturnState
    reason: ReturnReason
    lines: tuple[PartOfLine, ...]
    opened_at: datetime
    document_id: UUID | None = None


def return_number(return_no: int) -> str:
    return f"RE-{return_no:06d}"


def number_of_return(number: str) -> int:
    return int(number.removeprefix("RE-"))
