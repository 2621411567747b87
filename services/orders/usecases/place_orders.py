"""Orders come in, from storefronts and from the topic: verify them, number them, tell everybody."""

from collections.abc import Sequence
from uuid import UUID

from services.orders import settings, store
from services.orders.history import Entry, add_history
from services.orders.placement import OrderIdReused, Placement, event_of, fingerprint_of, place, view_of
from services.orders.products import find_products
from services.orders.views import Action, OrderView
from shared.clock import now
from shared.refused import Refused
from shared.schemas.orders import PlaceOrder
from shared.transaction import Tx, announce


async def place_orders(tx: Tx, commands: Sequence[PlaceOrder]) -> list[OrderView | Refused]:
    """Each command's order, or why it is refused. The id makes it once: with the same order it is answered again."""
    order_ids = {command.order_id for command in commands}
    fingerprints = await store.find_fingerprints(tx, order_ids)
    known = set(fingerprints)
    products = await find_products(tx, {line.sku for command in commands for line in command.lines})

    new: dict[UUID, Placement] = {}
    refusals: dict[int, Refused] = {}
    at = now()
    for position, command in enumerate(commands):
        fingerprint = fingerprint_of(command)
        try:
            if fingerprints.get(command.order_id, fingerprint) != fingerprint:
                raise OrderIdReused(f"order_id {command.order_id} was used for another order")
            if command.order_id not in fingerprints:
                country = settings.SHOP.shop_country
                new[command.order_id] = place(command, fingerprint, products, shop_country=country, at=at)
                fingerprints[command.order_id] = fingerprint
        except Refused as refusal:
            refusals[position] = refusal

    views = await _write(tx, list(new.values()))
    if known:
        views |= {order_id: order.view for order_id, order in (await store.find_orders(tx, known)).items()}
    return [refusals.get(position) or views[command.order_id] for position, command in enumerate(commands)]


async def _write(tx: Tx, placements: Sequence[Placement]) -> dict[UUID, OrderView]:
    if not placements:
        return {}
    numbers = await store.insert_orders(tx, placements)
    await add_history(tx, [entry for placement in placements for entry in _history(placement)])
    views = {}
    for placement in placements:
        order_id = placement.command.order_id
        announce(tx, event_of(placement, numbers[order_id]))
        views[order_id] = view_of(placement, numbers[order_id])
    return views


def _history(placement: Placement) -> list[Entry]:
    command = placement.command
    entries = [Entry(command.order_id, placement.created_at, command.by, Action.PLACED)]
    if command.hold_reason is not None:
        reason = {"reason": command.hold_reason}
        entries.append(Entry(command.order_id, placement.created_at, command.by, Action.HOLD_REQUESTED, reason))
    return entries
