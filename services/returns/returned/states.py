"""The states of a return, what waits for whom, and what may be done with it."""

from enum import StrEnum

from shared.states import move


class ReturnState(StrEnum):
    """`expired`: nothing came by its day; what comes later all the same is received."""

    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    IN_TRANSIT = "in_transit"
    PARTIALLY_RECEIVED = "partially_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    def to(self, state: "ReturnState") -> "ReturnState":
        return move("a return", self, state, NEXT)

    @property
    def words(self) -> str:
        return self.replace("_", " ")


NEXT: dict[ReturnState, set[ReturnState]] = {
    ReturnState.REQUESTED: {ReturnState.APPROVED, ReturnState.DECLINED, ReturnState.CANCELLED},
    ReturnState.APPROVED: {
        ReturnState.IN_TRANSIT,
        ReturnState.PARTIALLY_RECEIVED,
        ReturnState.RECEIVED,
        ReturnState.CANCELLED,
        ReturnState.EXPIRED,
    },
    ReturnState.DECLINED: set(),
    ReturnState.IN_TRANSIT: {ReturnState.PARTIALLY_RECEIVED, ReturnState.RECEIVED, ReturnState.CANCELLED},
    ReturnState.PARTIALLY_RECEIVED: {ReturnState.RECEIVED},
    ReturnState.RECEIVED: {ReturnState.CLOSED},
    ReturnState.CLOSED: set(),
    ReturnState.CANCELLED: set(),
    ReturnState.EXPIRED: {
        ReturnState.APPROVED,
        ReturnState.PARTIALLY_RECEIVED,
        ReturnState.RECEIVED,
        ReturnState.CANCELLED,
    },
}

OPEN = (
    ReturnState.REQUESTED,
    ReturnState.APPROVED,
    ReturnState.IN_TRANSIT,
    ReturnState.PARTIALLY_RECEIVED,
    ReturnState.RECEIVED,
)
"""Something of these is still to be done."""

UNDER_WAY = frozenset(
    {ReturnState.APPROVED, ReturnState.IN_TRANSIT, ReturnState.PARTIALLY_RECEIVED, ReturnState.EXPIRED}
)
"""Goods of these may come."""

EXCHANGED_WHILE = frozenset(
    {ReturnState.APPROVED, ReturnState.IN_TRANSIT, ReturnState.PARTIALLY_RECEIVED, ReturnState.RECEIVED}
)
"""Other articles may be given for the goods of these."""

NOTHING_CAME = frozenset({ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.IN_TRANSIT, ReturnState.EXPIRED})
"""Nothing of these was received, and something may be."""


class WaitsFor(StrEnum):
    """What a return waits for next. `owner`: the service that carries out what was decided is still to answer."""

    DECISION = "decision"
    GOODS = "goods"
    DISPOSITION = "disposition"
    CREDIT = "credit"
    OWNER = "owner"
    REFUND = "refund"
    CLOSING = "closing"


class PossibleWithReturn(StrEnum):
    """Commands about a return, as the last parts of their addresses name them."""

    CHANGE = "change"
    APPROVE = "approve"
    DECLINE = "decline"
    SEND = "send"
    RECEIVE = "receive"
    DISPOSE = "dispose"
    CREDIT = "credit"
    REFUND = "refund"
    EXCHANGE = "exchange"
    CANCEL = "cancel"
    CLOSE = "close"


class Step(StrEnum):
    """What was done with a return."""

    REQUESTED = "requested"
    CHANGED = "changed"
    APPROVED = "approved"
    DECLINED = "declined"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    DISPOSED = "disposed"
    CREDIT = "credit"
    REFUND = "refund"
    EXCHANGE = "exchange"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    CLOSED = "closed"
