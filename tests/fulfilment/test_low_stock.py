"""That little is left of a product is told once, until there was more again."""

from shared.schemas.fulfilment import StockColour, StockLow
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import cancelled, placed


async def _told(warehouse: Warehouse) -> list[tuple[str, int, StockColour]]:
    return [
        (one.sku, one.available, one.colour) for one in await warehouse.service.announced() if isinstance(one, StockLow)
    ]


async def test_low_stock_is_told_once_and_again_only_after_there_was_more(warehouse: Warehouse) -> None:
    await warehouse.track("LAMP", low_stock_threshold=2)
    await warehouse.receive("LAMP", 2)
    assert await _told(warehouse) == []  # it never was more: nothing has become low
    await warehouse.receive("LAMP", 3)
    orders = [placed(lines={"LAMP": 1}) for _ in range(6)]
    for order in orders:
        await warehouse.deliver(order)
    assert await _told(warehouse) == [("LAMP", 2, StockColour.ORANGE)]
    await warehouse.deliver(*[cancelled(order) for order in orders[:3]])
    assert await warehouse.shelf("LAMP") == (5, 3, 0)
    await warehouse.receive("LAMP", 1)
    assert await _told(warehouse) == [("LAMP", 2, StockColour.ORANGE)]
    await warehouse.deliver(placed(lines={"LAMP": 3}))
    assert await _told(warehouse) == [("LAMP", 2, StockColour.ORANGE), ("LAMP", 0, StockColour.RED)]


async def test_what_is_low_by_a_new_threshold_or_a_count_is_told(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5, CHAIR=5)
    await warehouse.track("LAMP", low_stock_threshold=5)
    await warehouse.track("LAMP", low_stock_threshold=6)
    await warehouse.adjust("CHAIR", -5)
    assert await _told(warehouse) == [("LAMP", 5, StockColour.ORANGE), ("CHAIR", 0, StockColour.RED)]
