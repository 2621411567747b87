"""The warehouse's books, set back to before all this: slips get their numbers again, hands do the rest."""

from collections.abc import Sequence
from typing import Any

from services.fulfilment.usecases.take_back import TAKE_BACK
from shared.messaging.take_back import Outcome, Verdict
from shared.schemas.event import Event
from shared.schemas.fulfilment import ShipmentShipped, SlipCreated, StockLevel
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import placed
from tests.support.service import empty


async def set_back(warehouse: Warehouse) -> None:
    await empty(warehouse.service.database)
    warehouse.service._positions.clear()


async def take_back(warehouse: Warehouse, events: Sequence[Event], needed: Sequence[Event]) -> Sequence[Verdict]:
    async with warehouse.service.database.transaction(taking_back=True) as tx:
        return await TAKE_BACK.take(tx, events, needed, False)


async def slips(warehouse: Warehouse) -> list[dict[str, Any]]:
    async with warehouse.service.reading() as queries:
        rows = await queries.fetch("SELECT order_id, shipment_id, slip_no FROM shipments ORDER BY slip_no")
    return [dict(row) for row in rows]


async def test_slips_are_made_under_their_numbers_as_their_orders_are_read_again(warehouse: Warehouse) -> None:
    orders = [placed(number=str(number)) for number in range(3)]
    for order in reversed(orders):
        await warehouse.deliver(order)
    before = await slips(warehouse)
    announced = [event for event in await warehouse.service.announced() if isinstance(event, SlipCreated)]
    await set_back(warehouse)
    verdicts = await take_back(warehouse, announced, orders)
    assert [verdict.outcome for verdict in verdicts] == [Outcome.TAKEN] * 3
    await warehouse.deliver(*orders)
    assert await slips(warehouse) == before
    again = [event for event in await warehouse.service.announced() if isinstance(event, SlipCreated)]
    known = {event.shipment_id: event.sequence for event in announced}
    assert all(event.sequence > known[event.shipment_id] for event in again)
    assert {verdict.outcome for verdict in await take_back(warehouse, announced, orders)} == {Outcome.THERE}
    await warehouse.deliver(placed(number="another"))
    assert [slip["slip_no"] for slip in await slips(warehouse)] == [1, 2, 3, 4]


async def test_what_people_did_with_goods_is_to_be_done_again(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    announced = await warehouse.service.announced()
    await set_back(warehouse)
    await warehouse.stock(LAMP=5)
    verdicts = dict(zip(map(type, announced), await take_back(warehouse, announced, [order]), strict=True))
    assert verdicts[ShipmentShipped] == Verdict(Outcome.OPEN, "BE-000001", "mark it as shipped again")
    assert verdicts[StockLevel] == Verdict(Outcome.OPEN, "LAMP", "3 were on hand, which here is 5: count it")
    await warehouse.deliver(order)
    await warehouse.ship(order)
    assert (await warehouse.shelf("LAMP"))[0] == 3


async def test_a_slip_whose_order_is_not_read_again_is_open_and_its_number_is_not_given_again(
    warehouse: Warehouse,
) -> None:
    await warehouse.deliver(placed(number="1"))
    announced = await warehouse.service.announced()
    await set_back(warehouse)
    (verdict,) = [one for one in await take_back(warehouse, announced, []) if one.about == "BE-000001"]
    assert verdict.outcome is Outcome.OPEN
    await warehouse.deliver(placed(number="2"))
    assert [slip["slip_no"] for slip in await slips(warehouse)] == [2]
