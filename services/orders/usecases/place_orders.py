"""Orders come in, from storefronts and from the topic: verify them, number them, announce them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.orders.customers.of_orders import Named, find_or_insert_customers
from services.orders.order.content import QuoteOfOrder
from services.orders.order.events import order_placed, snapshot
from services.orders.order.insert_orders import draw_numbers, find_fingerprints, insert_orders
from services.orders.order.model import Order
from services.orders.order.own_history import placement_entries
from services.orders.order.placement import OrderIdReused, Placement, fingerprint_of, verified
from services.orders.order.store import OrderWithContent, find_orders_with_content
from services.orders.pricing.verification import compute
from services.orders.products.model import Product
from services.orders.products.store import find_products
from services.orders.settings import ShopSettings, TermsSettings
from shared.clock import now
from shared.refused import Refused
from shared.schemas.orders import ExchangeOf, PaymentTerms, PlaceOrder, TotalsToPlace
from shared.stored_settings import get_settings
from shared.transaction import Tx, announce


async def place_orders(tx: Tx, commands: Sequence[PlaceOrder]) -> list[OrderWithContent | Refused]:
    """Each command's order, or why it is refused. The id makes it once: with the same order it is answered again."""
    fingerprints = await find_fingerprints(tx, {command.order_id for command in commands})
    orders = await find_orders_with_content(tx, fingerprints) if fingerprints else {}
    products = await find_products(tx, {line.sku for command in commands for line in command.lines})
    shop, terms = await get_settings(tx, ShopSettings), await get_settings(tx, TermsSettings)

    placements: list[Placement] = []
    refusals: dict[int, Refused] = {}
    at = now()
    for position, command in enumerate(commands):
        fingerprint = fingerprint_of(command)
        try:
            if fingerprints.get(command.order_id, fingerprint) != fingerprint:
                raise OrderIdReused(f"order_id {command.order_id} was used for another order")
            if command.order_id not in fingerprints:
                placements.append(
                    verified(
                        command,
                        fingerprint,
                        products,
                        shop_country=shop.shop_country,
                        at=at,
                        more_rates=shop.more_vat_rates,
                    )
                )
                fingerprints[command.order_id] = fingerprint
        except Refused as refusal:
            refusals[position] = refusal

    if placements:
        orders |= await _place(tx, placements, terms, at)
    return [refusals.get(position) or orders[command.order_id] for position, command in enumerate(commands)]


async def place_quoted(
    tx: Tx, command: PlaceOrder, quote: QuoteOfOrder, *, customer_id: UUID | None
) -> OrderWithContent:
    """The order that a quote becomes, at the prices offered. Raises what is refused of it.

    Where the order names no customer of the storefront, it is that of `customer_id`.
    """
    products = await find_products(tx, {line.sku for line in command.lines})
    shop, terms = await get_settings(tx, ShopSettings), await get_settings(tx, TermsSettings)
    at = now()
    placement = verified(
        command,
        fingerprint_of(command),
        products,
        shop_country=shop.shop_country,
        at=at,
        more_rates=shop.more_vat_rates,
        quote=quote,
    )
    return (await _place(tx, [placement], terms, at, known=customer_id))[command.order_id]


async def _place(
    tx: Tx,
    placements: Sequence[Placement],
    terms: TermsSettings,
    at: datetime,
    *,
    known: UUID | None = None,
    own_terms: PaymentTerms | None = None,
) -> dict[UUID, OrderWithContent]:
    numbers = await draw_numbers(tx, len(placements))
    customers = await find_or_insert_customers(tx, [_named(placement.command) for placement in placements], at)
    placed = [
        (
            placement,
            placement.order(number, at, own_terms or terms.of(placement.command.payment.method), customer_id or known),
        )
        for placement, number, customer_id in zip(placements, numbers, customers, strict=True)
    ]
    await _write(tx, placed)
    return {order.order_id: OrderWithContent(order, placement.content.ordered) for placement, order in placed}


async def place_exchanged(
    tx: Tx, command: PlaceOrder, exchange_of: ExchangeOf, products: Mapping[str, Product], *, customer_id: UUID | None
) -> OrderWithContent:
    """The order that a return is exchanged for, with the totals that its lines come to. Raises what is refused of it.

    It never expires, as goods that come back are to pay for it; one in advance leaves unpaid.
    """
    shop, terms = await get_settings(tx, ShopSettings), await get_settings(tx, TermsSettings)
    at, country, rates = now(), shop.shop_country, shop.more_vat_rates
    totals = compute(command, products, shop_country=country, at=at, more_rates=rates).totals
    sent = TotalsToPlace.model_construct(net=totals.net, vat=totals.vat, gross=totals.gross)
    whole = command.model_copy(update={"totals": sent})
    placement = verified(
        whole,
        fingerprint_of(whole),
        products,
        shop_country=country,
        at=at,
        more_rates=rates,
        exchange_of=exchange_of,
    )
    ships_unpaid = exchange_of.advance or terms.of(command.payment.method).ships_unpaid
    own = PaymentTerms(ships_unpaid=ships_unpaid)
    return (await _place(tx, [placement], terms, at, known=customer_id, own_terms=own))[command.order_id]


def _named(command: PlaceOrder) -> Named:
    return Named(command.customer, command.language, command.by)


async def _write(tx: Tx, placed: Sequence[tuple[Placement, Order]]) -> None:
    entries = [entry for placement, order in placed for entry in placement_entries(order, placement.command.by)]
    await insert_orders(tx, [(placement.content, order) for placement, order in placed], entries)
    for placement, order in placed:
        command, content = placement.command, placement.content
        event = order_placed(
            order, content.ordered, content.fingerprint, occurred_at=command.occurred_at, by=command.by
        )
        announce(tx, event, snapshot(order))
