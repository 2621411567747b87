"""A quote is begun: of what somebody wrote, or as a copy of an order."""

from typing import NamedTuple
from uuid import UUID

from services.orders.order.content import Ordered
from services.orders.order.store import find_orders_with_content
from services.orders.products.store import find_products
from services.orders.quotes import store
from services.orders.quotes.customer import customer_of
from services.orders.quotes.model import Quote
from services.orders.quotes.validity import usual_end
from services.orders.quotes.wanted import Prices, QuoteToSave, computed
from services.orders.settings import ShopSettings
from shared.clock import now
from shared.refused import NotFound, Refused
from shared.stored_settings import get_settings
from shared.transaction import Tx


class QuoteIdReused(Refused):
    type = "quote-id-reused"
    status = 422


class CreateQuote(NamedTuple):
    quote_id: UUID
    wanted: QuoteToSave
    prices: Prices
    by: str


class DuplicateOrder(NamedTuple):
    order_id: UUID
    quote_id: UUID
    by: str


async def create_quote(tx: Tx, command: CreateQuote) -> Quote:
    await refuse_reused(tx, command.quote_id)
    wanted, at = command.wanted, now()
    products = await find_products(tx, {line.sku for line in wanted.lines})
    ordered = computed(wanted, command.prices, products, await get_settings(tx, ShopSettings))
    quote = Quote(
        quote_id=command.quote_id,
        number=await store.draw_number(tx),
        revision=1,
        ordered=ordered,
        valid_until=wanted.valid_until,
        created_at=at,
        created_by=command.by,
    ).saved(
        ordered,
        customer_id=await customer_of(tx, wanted),
        valid_until=wanted.valid_until,
        comment=wanted.comment,
        by=command.by,
        at=at,
    )
    await store.insert_quote(tx, quote)
    return quote


async def duplicate_order(tx: Tx, command: DuplicateOrder) -> Quote:
    """A draft of the same products at the same prices, for the same customer; the order stays as it is."""
    await refuse_reused(tx, command.quote_id)
    found = (await find_orders_with_content(tx, [command.order_id])).get(command.order_id)
    if found is None:
        raise NotFound(f"there is no order {command.order_id}")
    at = now()
    quote = Quote(
        quote_id=command.quote_id,
        number=await store.draw_number(tx),
        revision=1,
        ordered=_of_nothing_else(found.ordered),
        valid_until=await usual_end(tx, at),
        copied_from=found.order.order_id,
        copied_number=found.order.number,
        customer_id=found.order.customer_id,
        created_at=at,
        created_by=command.by,
    )
    await store.insert_quote(tx, quote)
    return quote


def _of_nothing_else(ordered: Ordered) -> Ordered:
    """Without what was of that order alone."""
    of_that_order = {"feedback": None, "gift": False, "reservation_id": None, "quote": None}
    return ordered._replace(content=ordered.content.model_copy(update=of_that_order))


async def refuse_reused(tx: Tx, quote_id: UUID) -> None:
    """Its key has found no answer: whoever chose the id chose it for another quote."""
    if await store.find_quote(tx, quote_id):
        raise QuoteIdReused(f"quote_id {quote_id} was used for another quote")
