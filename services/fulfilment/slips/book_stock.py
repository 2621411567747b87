"""Stock changes without a parcel: slips get what they wait for, or wait for what is gone; the ledger says why."""

from collections.abc import Sequence

from services.fulfilment.reservations.take_from_reservations import take_from_reservations
from services.fulfilment.slips.fill_backorders import fill_backorders
from services.fulfilment.slips.take_from_slips import take_from_slips
from services.fulfilment.stock.ledger_store import Origin, insert_entries
from services.fulfilment.stock.model import Shelf
from services.fulfilment.stock.store import update_stock
from shared.transaction import Tx


async def book_stock(tx: Tx, shelf: Shelf, moved: Sequence[tuple[str, int]], origin: Origin) -> None:
    """Write the locked shelf, on which these quantities by SKU are moved already."""
    await take_from_reservations(tx, shelf)
    await take_from_slips(tx, shelf)
    await fill_backorders(tx, shelf)
    await update_stock(tx, shelf)
    await insert_entries(tx, moved, origin)
