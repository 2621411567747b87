"""Cancelled orders: void slips, free stock, parcels that left too early."""

from shared.schemas.fulfilment import CancellationTooLate, ShipmentLine, SkuQuantity, SlipsVoided
from tests.fulfilment.warehouse import Warehouse
from tests.support.clock import Clock
from tests.support.orders import cancelled, held, placed, resumed


async def test_a_cancelled_order_has_a_void_slip_and_its_goods_are_free(warehouse: Warehouse, clock: Clock) -> None:
    await warehouse.stock(LAMP=3, CHAIR=1)
    order = placed(lines={"LAMP": 2, "CHAIR": 1})
    await warehouse.deliver(order)
    await warehouse.deliver(cancelled(order))
    assert await warehouse.slip(order) == ("BE-000001", "void", [("LAMP", 2, 0), ("CHAIR", 1, 0)])
    assert await warehouse.shelf("LAMP") == (3, 0, 0)
    assert await warehouse.last(order) == SlipsVoided(
        order_id=order.order_id,
        sequence=2,
        slip_numbers=("BE-000001",),
        released=(SkuQuantity(sku="LAMP", quantity=2), SkuQuantity(sku="CHAIR", quantity=1)),
        voided_at=clock.at,
    )


async def test_the_same_cancellation_twice_frees_the_goods_once(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    order, other = placed(lines={"LAMP": 2}), placed(lines={"LAMP": 1})
    cancellation = cancelled(order)
    await warehouse.deliver(order, other)
    await warehouse.deliver(cancellation)
    await warehouse.deliver(cancellation)
    await warehouse.deliver(cancellation.model_copy(), cancelled(other).model_copy(update={"sequence": 9}))
    assert await warehouse.shelf("LAMP") == (3, 0, 0)
    assert await warehouse.told(order) == ["SlipCreated", "SlipsVoided"]
    assert await warehouse.told(other) == ["SlipCreated", "SlipsVoided"]


async def test_an_order_placed_and_cancelled_at_once_leaves_nothing_behind(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order, cancelled(order))
    assert await warehouse.slip(order) == ("BE-000001", "void", [("LAMP", 2, 0)])
    assert await warehouse.shelf("LAMP") == (3, 0, 0)


async def test_a_cancelled_order_waits_for_nothing_and_only_frees_what_it_had(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1)
    order = placed(lines={"LAMP": 3})
    await warehouse.deliver(order)
    await warehouse.deliver(cancelled(order))
    assert await warehouse.shelf("LAMP") == (1, 0, 0)
    assert (await warehouse.last(order)).released == (SkuQuantity(sku="LAMP", quantity=1),)


async def test_cancelling_an_order_without_a_slip_settles_too(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    on_hold, services = placed(held=True), placed(ships=False)
    await warehouse.deliver(on_hold, services)
    await warehouse.deliver(cancelled(on_hold), cancelled(services))
    assert await warehouse.told(on_hold) == ["FulfilmentHeld", "SlipsVoided"]
    assert await warehouse.told(services) == ["NothingToShip", "SlipsVoided"]
    assert (await warehouse.last(services)).slip_numbers == ()


async def test_a_cancelled_order_that_is_resumed_gets_no_slip(warehouse: Warehouse) -> None:
    order = placed(held=True)
    await warehouse.deliver(order)
    await warehouse.deliver(cancelled(order))
    await warehouse.deliver(resumed(order, sequence=3))
    assert await warehouse.shipments(order) == []
    assert await warehouse.told(order) == ["FulfilmentHeld", "SlipsVoided"]


async def test_an_order_on_hold_with_a_slip_is_voided_like_any_other(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order, held(order))
    await warehouse.deliver(cancelled(order, sequence=3))
    assert await warehouse.shelf("LAMP") == (2, 0, 0)


async def test_a_parcel_that_left_stays_shipped_and_the_cancellation_settles(
    warehouse: Warehouse, clock: Clock
) -> None:
    await warehouse.stock(LAMP=3)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.deliver(cancelled(order))
    assert (await warehouse.slip(order))[1] == "shipped"
    assert await warehouse.shelf("LAMP") == (1, 0, 0)
    too_late, voided = (await warehouse.events(order))[-2:]
    assert too_late == CancellationTooLate(
        order_id=order.order_id,
        sequence=3,
        shipment_id=await warehouse.shipment_id(order),
        slip_number="BE-000001",
        lines=(ShipmentLine(line_no=1, sku="LAMP", quantity=2, allocated=0, tracked=True),),
        found_at=clock.at,
    )
    assert voided == SlipsVoided(order_id=order.order_id, sequence=4, slip_numbers=(), released=(), voided_at=clock.at)


async def test_a_parcel_that_left_too_early_is_told_of_once(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.deliver(cancelled(order))
    await warehouse.deliver(cancelled(order))
    assert await warehouse.told(order) == ["SlipCreated", "ShipmentShipped", "CancellationTooLate", "SlipsVoided"]


async def test_an_unknown_order_can_be_cancelled(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(cancelled(order))
    assert await warehouse.told(order) == ["SlipsVoided"]
    assert await warehouse.get(f"/orders/{order.order_id}") == {
        "order_id": str(order.order_id),
        "number": "1001",
        "held": False,
        "cancelled": True,
        "shipments": [],
    }
