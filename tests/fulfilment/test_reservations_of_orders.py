"""What was reserved is taken over by the order that names it, or given back where that wants it no more."""

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.fulfilment import ReservationUsed
from tests.fulfilment.reservations import expire, naming, reserve, state, told
from tests.fulfilment.test_take_off_credits import credited
from tests.fulfilment.warehouse import Warehouse
from tests.support.clock import Clock
from tests.support.orders import cancelled, edited, held, placed, resumed


async def test_an_order_takes_over_what_was_reserved_for_it_once_and_frees_the_rest(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=4, CHAIR=1)
    reservation_id = await reserve(warehouse, LAMP=4, CHAIR=1)
    waiting = placed(lines={"LAMP": 1})
    await warehouse.deliver(waiting)
    first = naming(reservation_id, lines={"LAMP": 3, "RUG": 1})
    second = naming(reservation_id, lines={"LAMP": 3})
    await warehouse.deliver(first, second, first)
    assert (await warehouse.slip(waiting))[1:] == ("ready", [("LAMP", 1, 1)])
    assert (await warehouse.slip(first))[1:] == ("ready", [("LAMP", 3, 3), ("RUG", 1, 0)])
    assert (await warehouse.slip(second))[1:] == ("not_shipped", [("LAMP", 3, 0)])
    assert await warehouse.shelf("CHAIR") == (1, 0, 0)
    (used,) = [one for one in await warehouse.service.announced() if isinstance(one, ReservationUsed)]
    assert (used.order_id, [(one.sku, one.quantity) for one in used.lines]) == (first.order_id, [("LAMP", 3)])
    assert (await warehouse.get(f"/reservations/{reservation_id}"))["order_id"] == str(first.order_id)


async def test_an_order_whose_reservation_is_over_takes_what_there_is(warehouse: Warehouse, clock: Clock) -> None:
    await warehouse.stock(LAMP=3)
    reservation_id = await reserve(warehouse, LAMP=2)
    clock.pass_by(minutes=15)
    await expire(warehouse)
    other, late, unknown = placed(lines={"LAMP": 2}), naming(reservation_id, lines={"LAMP": 2}), naming(uuid7())
    await warehouse.deliver(other, late, unknown)
    assert (await warehouse.slip(late))[1:] == ("not_shipped", [("LAMP", 2, 1)])
    assert await state(warehouse, reservation_id) == ("expired", [("LAMP", 0)])


async def test_an_order_on_hold_takes_it_over_once_it_is_resumed_in_time(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    reservation_id = await reserve(warehouse, LAMP=2)
    order = naming(reservation_id, lines={"LAMP": 2})
    await warehouse.deliver(held(order), order, placed(lines={"LAMP": 1}))
    assert await state(warehouse, reservation_id) == ("reserved", [("LAMP", 2)])
    await warehouse.deliver(resumed(order))
    assert (await warehouse.slip(order))[1:] == ("ready", [("LAMP", 2, 2)])
    assert (await state(warehouse, reservation_id))[0] == "used"


@pytest.mark.parametrize("cancelled_first", [False, True])
async def test_a_cancelled_order_on_hold_gives_back_what_it_has_not_taken_over(
    warehouse: Warehouse, *, cancelled_first: bool
) -> None:
    await warehouse.stock(LAMP=2)
    reservation_id = await reserve(warehouse, LAMP=2)
    order, waiting = naming(reservation_id, lines={"LAMP": 2}), placed(lines={"LAMP": 1})
    await warehouse.deliver(waiting)
    its = [cancelled(order), order] if cancelled_first else [held(order), order, cancelled(order, sequence=3)]
    await warehouse.deliver(*its)
    assert await state(warehouse, reservation_id) == ("released", [("LAMP", 0)])
    assert (await warehouse.slip(waiting))[1:] == ("ready", [("LAMP", 1, 1)])
    assert (await warehouse.get("/stock/LAMP"))["reserved"] == 0
    await warehouse.deliver(*its)
    assert await told(warehouse, reservation_id) == ["StockReserved", "ReservationReleased"]
    await warehouse.check_books()


async def test_a_cancelled_order_leaves_what_another_has_taken_over(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    reservation_id = await reserve(warehouse, LAMP=2)
    taker, late = naming(reservation_id, lines={"LAMP": 2}), naming(reservation_id, lines={"LAMP": 2})
    await warehouse.deliver(taker, held(late), late, cancelled(late, sequence=3))
    assert (await state(warehouse, reservation_id))[0] == "used"
    assert (await warehouse.slip(taker))[1:] == ("ready", [("LAMP", 2, 2)])


async def test_an_order_on_hold_that_wants_nothing_of_it_any_more_gives_it_back(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=4, CHAIR=1)
    off, back, still = [await reserve(warehouse, LAMP=1) for _ in range(3)]
    orders = [naming(one, lines={"LAMP": 1}) for one in (off, back, still)]
    for order in orders:
        await warehouse.deliver(held(order), order)
    await warehouse.deliver(
        edited(orders[0], sequence=3, lines={"CHAIR": 1}),
        credited(orders[1], {1: 1}),
        edited(orders[2], sequence=3, lines={"LAMP": 1, "CHAIR": 1}),
    )
    assert [(await state(warehouse, one))[0] for one in (off, back, still)] == ["released", "released", "reserved"]
    assert await warehouse.shelf("LAMP") == (4, 1, 0)
    await warehouse.deliver(resumed(orders[2], sequence=4))
    assert (await state(warehouse, still))[0] == "used"


async def test_an_order_without_a_parcel_keeps_nothing_reserved(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1)
    reservation_id = await reserve(warehouse, LAMP=1)
    await warehouse.deliver(naming(reservation_id, lines={"EBOOK": 1}, ships=False))
    assert await state(warehouse, reservation_id) == ("used", [("LAMP", 0)])
    assert await warehouse.shelf("LAMP") == (1, 0, 0)
