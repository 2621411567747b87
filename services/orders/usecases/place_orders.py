"""Orders come in, from storefronts and from the topic: verify them, number them, announce them."""

from collections.abc import Iterator, Sequence

from services.orders.order.events import order_placed, snapshot
from services.orders.order.history import Action, Entry, HoldDetail
from services.orders.order.insert_orders import draw_numbers, find_fingerprints, insert_orders
from services.orders.order.model import Order
from services.orders.order.placement import OrderIdReused, Placement, fingerprint_of, verified
from services.orders.order.store import OrderWithContent, find_orders_with_content
from services.orders.products.store import find_products
from services.orders.settings import ShopSettings
from shared.clock import now
from shared.refused import Refused
from shared.schemas.orders import PlaceOrder
from shared.stored_settings import get_settings
from shared.transaction import Tx, announce


async def place_orders(tx: Tx, commands: Sequence[PlaceOrder]) -> list[OrderWithContent | Refused]:
    """Each command's order, or why it is refused. The id makes it once: with the same order it is answered again."""
    fingerprints = await find_fingerprints(tx, {command.order_id for command in commands})
    orders = await find_orders_with_content(tx, fingerprints) if fingerprints else {}
    products = await find_products(tx, {line.sku for command in commands for line in command.lines})
    shop = await get_settings(tx, ShopSettings)

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
        numbers = await draw_numbers(tx, len(placements))
        placed = [
            (placement, placement.order(number, at)) for placement, number in zip(placements, numbers, strict=True)
        ]
        await _write(tx, placed)
        orders |= {order.order_id: OrderWithContent(order, placement.ordered) for placement, order in placed}
    return [refusals.get(position) or orders[command.order_id] for position, command in enumerate(commands)]


async def _write(tx: Tx, placed: Sequence[tuple[Placement, Order]]) -> None:
    entries = [entry for placement, order in placed for entry in _entries(placement.command, order)]
    await insert_orders(tx, [(placement.to_write, order) for placement, order in placed], entries)
    for placement, order in placed:
        command = placement.command
        event = order_placed(
            order, placement.ordered, placement.fingerprint, occurred_at=command.occurred_at, by=command.by
        )
        announce(tx, event, snapshot(order))


def _entries(command: PlaceOrder, order: Order) -> Iterator[Entry]:
    yield Entry(order.order_id, order.began_at, command.by, Action.PLACED)
    if command.hold_reason is not None:
        detail = HoldDetail(reason=command.hold_reason)
        yield Entry(order.order_id, order.held_at or order.created_at, command.by, Action.HOLD_REQUESTED, detail)
