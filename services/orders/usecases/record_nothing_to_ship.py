"""Fulfilment found that an order needs no parcel; that it does not is known from its lines, so this is only told."""

from collections.abc import Sequence

from services.orders.history import Entry, add_history
from services.orders.views import Action
from shared.clock import now
from shared.schemas.fulfilment import NothingToShip
from shared.transaction import Tx


async def record_nothing_to_ship(tx: Tx, events: Sequence[NothingToShip]) -> None:
    at = now()
    await add_history(tx, [Entry(event.order_id, at, "fulfilment", Action.NOTHING_TO_SHIP) for event in events])
