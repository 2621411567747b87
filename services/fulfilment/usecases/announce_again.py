"""What is on the shelf is announced again, for a topic that was lost: of each SKU its level now."""

from datetime import datetime

from services.fulfilment.stock.store import is_tracked, lock_next_stock
from shared.messaging.announce_again import MOST, AnnounceAgain, Batch, NotAPlace
from shared.transaction import Tx


async def read_next_levels(tx: Tx, after: str | None, since: datetime | None) -> Batch:
    """The levels of the next SKUs, locked; how old a level is does not matter."""
    if after is not None and not await is_tracked(tx, after):
        raise NotAPlace("after is a SKU whose stock is tracked, as the answer before has it")
    stocks = await lock_next_stock(tx, after=after or "", limit=MOST)
    return Batch([stock.level for stock in stocks], stocks[-1].sku if len(stocks) == MOST else None)


ANNOUNCE_AGAIN = AnnounceAgain(
    read_next_levels,
    {"fulfilment.events": "the sequences in which slips were told of are not kept; its readers have had them"},
)
