"""Events of goods that came back with a return and were to go into stock, and of what they are exchanged for."""

from uuid import UUID

from shared.json_limits import Many
from shared.schemas.exchanges import Exchange
from shared.schemas.fulfilment.values import FulfilmentEvent, LineQuantity
from shared.schemas.values import Actor, Instant, Line, Text


class RestockEvent(FulfilmentEvent):
    """What came of a decision that returns made, `decision_id`; `number` is of the return, `by` who decided it."""

    decision_id: UUID
    return_id: UUID
    number: Line
    by: Actor


class ReturnedGoodsRestocked(RestockEvent):
    """Goods that came back are in stock again: `lines` are those whose stock is tracked."""

    lines: Many[LineQuantity]
    restocked_at: Instant


class RestockRefused(RestockEvent):
    """They do not go into stock: `problem` is the type of the refusal, `detail` is for people."""

    problem: Line
    detail: Text
    refused_at: Instant


class ExchangeEvent(FulfilmentEvent):
    """What came of a decision to exchange goods of a return, `number`; `by` is who decided it."""

    decision_id: UUID
    return_id: UUID
    number: Line
    by: Actor


class ExchangeReserved(ExchangeEvent):
    """What the goods are exchanged for is set aside, for the order that is to be placed of it, until `expires_at`.

    The reservation has the id of the decision.
    """

    exchange: Exchange
    reserved_at: Instant
    expires_at: Instant


class ExchangeNotInStock(ExchangeEvent):
    """It is not there, and nobody may order it now: `problem` is the type of the refusal, `detail` is for people."""

    problem: Line
    detail: Text
    refused_at: Instant
