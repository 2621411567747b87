"""What is told of an order in exchange, and what was told made again."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from services.billing.exchanges.model import Exchange, Settlement, settled
from shared.money import to_cent
from shared.schemas.billing import ExchangeSettled


def exchange_settled(
    exchange: Exchange,
    settlements: Sequence[Settlement],
    *,
    sequence: int,
    due: Decimal,
    currency: str,
    at: datetime,
    by: str,
    again: bool = False,
) -> ExchangeSettled:
    """`sequence` is of the order that the goods came from, and `settlements` are all of it."""
    own = [one for one in settlements if one.order_id == exchange.order_id]
    return ExchangeSettled(
        order_id=exchange.original_id,
        sequence=sequence,
        again=again,
        decision_id=exchange.order_id,
        return_id=exchange.return_id,
        return_number=exchange.return_number,
        exchange_order_id=exchange.order_id,
        exchange_order_number=exchange.number,
        gross=exchange.gross,
        currency=currency,
        settled=to_cent(settled(own), currency),
        due=due,
        parts=tuple(one.told for one in own),
        ended=exchange.ended,
        told_at=at,
        by=by,
    )


def exchange_as_told(event: ExchangeSettled) -> tuple[Exchange, list[Settlement]]:
    exchange = Exchange(
        order_id=event.exchange_order_id,
        number=event.exchange_order_number,
        gross=event.gross,
        original_id=event.order_id,
        return_id=event.return_id,
        return_number=event.return_number,
        ended=event.ended,
    )
    ids = (exchange.order_id, exchange.original_id)
    return exchange, [
        Settlement(one.refund_id, one.entry_id, *ids, one.amount, one.settled_at, one.ended_at) for one in event.parts
    ]
