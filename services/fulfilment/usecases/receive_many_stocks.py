"""Goods of many SKUs come in at once: those that are not tracked yet are tracked from now on."""

from typing import NamedTuple

from services.fulfilment.slips.book_stock import book_stock
from services.fulfilment.stock.ledger_store import EntryKind, Origin
from services.fulfilment.stock.schemas import NewReceipts
from services.fulfilment.stock.store import insert_stock, lock_stock
from shared.clock import now
from shared.schemas.values import Actor
from shared.transaction import Tx


class ReceiveManyStocks(NewReceipts):
    by: Actor


class Received(NamedTuple):
    """How much came in, of how many SKUs, and how many of them are new."""

    skus: int
    units: int
    newly_tracked: int


async def receive_many_stocks(tx: Tx, command: ReceiveManyStocks) -> Received:
    skus = {line.sku for line in command.lines}
    new = await insert_stock(tx, skus)
    shelf = await lock_stock(tx, skus)
    for line in command.lines:
        shelf[line.sku].receive(line.quantity)
    origin = Origin(EntryKind.RECEIPT, at=now(), by=command.by, reason=command.reason, reference=command.reference)
    await book_stock(tx, shelf, [(line.sku, line.quantity) for line in command.lines], origin)
    return Received(len(skus), sum(line.quantity for line in command.lines), len(new))
