"""Staff change a quote that is a draft; what somebody else saved meanwhile is never overwritten."""

from typing import NamedTuple
from uuid import UUID

from services.orders.products.store import find_products
from services.orders.quotes import store
from services.orders.quotes.customer import customer_of
from services.orders.quotes.model import Quote
from services.orders.quotes.wanted import Prices, QuoteToSave, computed
from services.orders.settings import ShopSettings
from shared.clock import now
from shared.refused import StaleVersion
from shared.stored_settings import get_settings
from shared.transaction import Tx


class SaveQuote(NamedTuple):
    quote_id: UUID
    wanted: QuoteToSave
    expected_version: int
    by: str


async def save_quote(tx: Tx, command: SaveQuote) -> Quote:
    """Its totals are computed anew, of the prices that are given."""
    quote = await store.get_quote(tx, command.quote_id)
    refuse_stale(quote, command.expected_version)
    wanted, before = command.wanted, quote.ordered.content
    prices = Prices(currency=before.currency, prices_include_vat=before.prices_include_vat)
    products = await find_products(tx, {line.sku for line in wanted.lines})
    ordered = computed(wanted, prices, products, await get_settings(tx, ShopSettings))
    saved = quote.saved(
        ordered,
        customer_id=await customer_of(tx, wanted),
        valid_until=wanted.valid_until,
        comment=wanted.comment,
        by=command.by,
        at=now(),
    )
    await store.save_quote(tx, saved)
    return saved


def refuse_stale(quote: Quote, expected_version: int | None) -> None:
    if expected_version not in (None, quote.version):
        raise StaleVersion(
            f"quote {quote} is at version {quote.version}, not {expected_version}",
            brief=f"quote {quote} is not at version {expected_version}",
        )
