"""Goods of many SKUs come in at once: those that are not tracked yet are tracked from now on."""

from typing import NamedTuple

from services.fulfilment.slips.book_stock import book_stock
from services.fulfilment.stock.ledger_store import EntryKind, Origin
from services.fulfilment.stock.store import insert_stock, lock_stock
from shared.clock import now
from shared.schemas.dates import Happened
from shared.schemas.event import Contract
from shared.schemas.values import Actor, Line, Sku, Text
from shared.transaction import Tx


class ReceiveManyStocks(Contract):
    """`received` are quantities by SKU; `reference` is the delivery note's or the purchase order's."""

    received: tuple[tuple[Sku, int], ...]
    reason: Text | None = None
    reference: Line | None = None
    by: Actor
    occurred_at: Happened | None = None


class Received(NamedTuple):
    """How much came in, of how many SKUs, and how many of them are new."""

    skus: int
    units: int
    newly_tracked: int


async def receive_many_stocks(tx: Tx, command: ReceiveManyStocks) -> Received:
    skus = {sku for sku, _ in command.received}
    new = await insert_stock(tx, skus)
    shelf = await lock_stock(tx, skus)
    for sku, quantity in command.received:
        shelf[sku].receive(quantity)
    origin = Origin(
        EntryKind.RECEIPT,
        at=command.occurred_at or now(),
        by=command.by,
        reason=command.reason,
        reference=command.reference,
    )
    await book_stock(tx, shelf, command.received, origin)
    return Received(len(skus), sum(quantity for _, quantity in command.received), len(new))
