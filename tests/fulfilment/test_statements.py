"""How many statements a use case sends: as many for a poll of orders as for one."""

from services.fulfilment.usecases.adjust_stock import AdjustStock, adjust_stock
from services.fulfilment.usecases.allocate_stock import allocate_stock
from services.fulfilment.usecases.hold_shipping import hold_shipping
from services.fulfilment.usecases.mark_shipped import MarkShipped, mark_shipped
from services.fulfilment.usecases.mark_unshipped import MarkUnshipped, mark_unshipped
from services.fulfilment.usecases.receive_many_stocks import ReceiveManyStocks, receive_many_stocks
from services.fulfilment.usecases.receive_stock import ReceiveStock, receive_stock
from services.fulfilment.usecases.resume_shipping import resume_shipping
from services.fulfilment.usecases.track_stock import TrackStock, track_stock
from services.fulfilment.usecases.void_slips import void_slips
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import cancelled, held, placed, resumed


async def test_statements_do_not_grow_with_the_orders_of_a_poll(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=20)
    orders, on_hold, large = (
        [placed(lines={"LAMP": 1}) for _ in range(5)],
        placed(lines={"LAMP": 1}, held=True),
        placed(lines={"LAMP": 25}),
    )

    sent_by = warehouse.service.statements_of
    assert await sent_by(lambda tx: allocate_stock(tx, orders)) == 6
    assert await sent_by(lambda tx: allocate_stock(tx, [on_hold])) == 3
    assert await sent_by(lambda tx: resume_shipping(tx, resumed(on_hold))) == 5
    assert await sent_by(lambda tx: hold_shipping(tx, held(on_hold, sequence=9))) == 2
    assert await sent_by(lambda tx: allocate_stock(tx, [large])) == 7  # and what it waits for

    leaves = await warehouse.shipment_id(orders[0])
    assert await sent_by(lambda tx: mark_shipped(tx, MarkShipped(shipment_id=leaves, by="alice"))) == 9
    back = MarkUnshipped(shipment_id=leaves, by="alice", reason="mistake")
    assert await sent_by(lambda tx: mark_unshipped(tx, back)) == 11

    two = ReceiveStock(sku="LAMP", quantity=2, by="alice")
    found = AdjustStock(sku="LAMP", quantity=1, reason="counted", by="alice")
    all_here = ReceiveManyStocks(received=(("LAMP", 30), ("CHAIR", 1)), by="alice")
    assert await sent_by(lambda tx: receive_stock(tx, two)) == 7
    assert await sent_by(lambda tx: adjust_stock(tx, found)) == 7
    assert await sent_by(lambda tx: receive_many_stocks(tx, all_here)) == 10  # and a slip is ready
    assert (
        await sent_by(
            lambda tx: track_stock(tx, TrackStock(sku="CHAIR", low_stock_threshold=2, version=None, by="alice"))
        )
        == 4
    )

    assert await sent_by(lambda tx: void_slips(tx, [cancelled(order) for order in orders])) == 6
