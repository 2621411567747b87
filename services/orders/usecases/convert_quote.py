"""A quote becomes an order, once: its customer accepts it, or staff place it. Its prices are those of the quote."""

from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.orders.order.content import QuoteOfOrder
from services.orders.quotes import store
from services.orders.quotes.as_order import order_of
from services.orders.quotes.customer import if_known
from services.orders.quotes.events import quote_converted
from services.orders.quotes.model import CUSTOMER, Quote
from services.orders.usecases.place_orders import place_quoted
from services.orders.usecases.save_quote import refuse_stale
from shared.clock import now
from shared.transaction import Tx, announce


class ConvertQuote(NamedTuple):
    """A customer accepts what was sent, which changes no more: that needs no version."""

    quote_id: UUID
    expected_version: int | None
    by: str


async def convert_quote(tx: Tx, command: ConvertQuote) -> Quote:
    """Raises what is refused of an order too, and of one that has become an order, which."""
    quote, at = await store.get_quote(tx, command.quote_id), now()
    quote.refuse_to_convert(at, sent_only=command.by == CUSTOMER)
    refuse_stale(quote, command.expected_version)
    placed = await place_quoted(
        tx,
        order_of(quote, order_id=uuid7(), by=command.by),
        QuoteOfOrder(quote_id=quote.quote_id, number=quote.number),
        customer_id=await if_known(tx, quote.customer_id),
    )
    converted = quote.converted(order_id=placed.order.order_id, order_number=placed.order.number, by=command.by, at=at)
    await store.save_quote(tx, converted)
    announce(tx, quote_converted(converted))
    return converted
