"""Goods are set aside for a while, before they are ordered: all of it or nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.fulfilment.reservations.model import Reservation, lines_of, set_aside, until
from services.fulfilment.reservations.store import insert_reservations
from services.fulfilment.stock.model import Shelf
from services.fulfilment.stock.store import lock_stock, update_stock
from shared.clock import now
from shared.refused import Refused
from shared.schemas.fulfilment import StockReserved
from shared.transaction import Tx, announce


class ReserveStock(NamedTuple):
    """SKUs and quantities. `accept_backorder`: less may be there of what orders may wait for. `reservation_id` is what
    is known otherwise of the order to come.
    """

    wanted: tuple[tuple[str, int], ...]
    by: str
    expires_at: datetime | None = None
    expires_in_s: int | None = None
    reference: str | None = None
    accept_backorder: bool = False
    reservation_id: UUID | None = None


async def reserve_stock(tx: Tx, commands: Sequence[ReserveStock]) -> list[Reservation | Refused]:
    """First come, first served. Refuses with what there is; what is not tracked needs no goods, and is never short."""
    shelf = await lock_stock(tx, {sku for command in commands for sku, _ in command.wanted})
    at, changed = now(), Shelf()
    results = [_reserve(command, shelf, changed, at) for command in commands]
    reserved = [one for one in results if isinstance(one, Reservation)]
    if reserved:
        await update_stock(tx, changed)
        await insert_reservations(tx, reserved)
    for one in reserved:
        announce(
            tx,
            StockReserved(
                reservation_id=one.reservation_id,
                sequence=one.sequence,
                reference=one.reference,
                lines=one.reserved,
                expires_at=one.expires_at,
                reserved_at=one.created_at,
                by=one.created_by,
            ),
        )
    return results


def _reserve(command: ReserveStock, shelf: Shelf, changed: Shelf, at: datetime) -> Reservation | Refused:
    before = {sku: stock.reserved for sku, stock in shelf.items()}
    try:
        expires_at = until(command.expires_at, command.expires_in_s, at)
        changed |= set_aside(command.wanted, shelf, accept_backorder=command.accept_backorder, at=at)
    except Refused as refusal:
        return refusal
    units = {sku: stock.reserved - before[sku] for sku, stock in shelf.items()}
    lines = lines_of(command.wanted, units, shelf)
    return Reservation(command.reservation_id or uuid7(), lines, at, command.by, expires_at, command.reference)
