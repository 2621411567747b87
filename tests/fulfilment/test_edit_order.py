"""An order is edited: its slips have what is ordered now, and nobody who waited before is overtaken."""

import asyncio
from typing import Any

from services.fulfilment.invariants import INVARIANTS
from services.fulfilment.papers.store import find_papers
from services.fulfilment.usecases.edit_order import edit_order
from services.fulfilment.usecases.void_slips import void_slips
from shared.messaging.take_back import Outcome
from shared.schemas.fulfilment import (
    CancellationTooLate,
    SlipBeside,
    SlipChanged,
    SlipCreated,
    UnorderedGoodsLeft,
)
from shared.schemas.orders import LeftAndCredited, OrderPlaced, Shipping
from tests.fulfilment.restored import set_back, slips, take_back
from tests.fulfilment.test_take_off_credits import credited
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import cancelled, edited, held, placed, resumed


async def of(warehouse: Warehouse, order: OrderPlaced) -> list[tuple[str, str, list[tuple[str, int, int]]]]:
    """Its slips that are not void: number, state, lines with what is allocated."""
    async with warehouse.service.reading() as queries:
        assert [await one.violations(queries.connection) for one in INVARIANTS] == [[] for _ in INVARIANTS]
    return [
        (
            one["slip_number"],
            one["state"],
            [(line["sku"], line["quantity"], line["allocated"]) for line in one["lines"]],
        )
        for one in await warehouse.shipments(order)
        if one["state"] != "void"
    ]


async def test_what_is_here_joins_the_slip_and_what_is_off_is_free(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5, CHAIR=2)
    order = placed(lines={"LAMP": 3})
    await warehouse.deliver(order, edited(order, lines={"LAMP": 1, "CHAIR": 2}))
    assert await of(warehouse, order) == [("BE-000001", "ready", [("LAMP", 1, 1), ("CHAIR", 2, 2)])]
    assert (await warehouse.shelf("LAMP"), await warehouse.shelf("CHAIR")) == ((5, 1, 0), (2, 2, 0))
    event = await warehouse.last(order)
    assert isinstance(event, SlipChanged)
    assert (event.edited, [line.quantity for line in event.lines], event.nothing_left_to_ship) == (2, [1, 2], False)
    async with warehouse.service.reading() as queries:
        paper = (await find_papers(queries, [order.order_id]))[order.order_id]
    assert [line.title for line in paper.lines] == ["Lamp", "Chair"]


async def test_what_is_free_goes_to_who_waits_and_what_is_missing_waits_behind_them(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2, CHAIR=0)
    order, other = placed(lines={"LAMP": 2}), placed(lines={"LAMP": 1, "CHAIR": 1}, number="1002")
    await warehouse.deliver(order, other)
    await warehouse.deliver(edited(order, lines={"LAMP": 1, "CHAIR": 1}))
    assert await of(warehouse, order) == [
        ("BE-000001", "ready", [("LAMP", 1, 1)]),
        ("BE-000003", "not_shipped", [("CHAIR", 1, 0)]),
    ]
    created = await warehouse.last(order)
    assert isinstance(created, SlipCreated)
    assert (created.edited, created.beside) == (2, (SlipBeside(slip_number="BE-000001", state="ready"),))
    await warehouse.receive("CHAIR", 1)
    assert (await of(warehouse, other))[0][1:] == ("ready", [("LAMP", 1, 1), ("CHAIR", 1, 1)])


async def test_the_same_edit_twice_an_older_one_and_one_before_the_placement(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 1})
    await warehouse.deliver(edited(order, sequence=3, lines={"LAMP": 3}))
    await warehouse.deliver(order)
    told = await warehouse.told(order)
    await warehouse.deliver(edited(order, sequence=3, lines={"LAMP": 3}), edited(order, sequence=2, lines={"LAMP": 9}))
    assert await of(warehouse, order) == [("BE-000001", "ready", [("LAMP", 3, 3)])]
    assert await warehouse.told(order) == told == ["SlipCreated"]


async def test_all_goods_are_exchanged_and_what_ships_no_more_leaves_no_slip(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1, CHAIR=1)
    order = placed(lines={"LAMP": 1})
    chair = placed(order.order_id, lines={"CHAIR": 1}).lines[0].model_copy(update={"line_no": 2})
    await warehouse.deliver(order, edited(order).model_copy(update={"lines": (chair,)}))
    assert await of(warehouse, order) == [("BE-000002", "ready", [("CHAIR", 1, 1)])]
    await warehouse.deliver(edited(order, sequence=3, lines={"COURSE": 1}, ships=False))
    assert await of(warehouse, order) == []
    assert (await warehouse.last(order)).nothing_left_to_ship
    assert (await warehouse.shelf("LAMP"), await warehouse.shelf("CHAIR")) == ((1, 0, 0), (1, 0, 0))


async def test_on_hold_goods_come_off_at_once_and_what_is_new_waits_for_its_end(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3, CHAIR=1)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order, held(order), edited(order, sequence=3, lines={"LAMP": 1, "CHAIR": 1}))
    assert await of(warehouse, order) == [("BE-000001", "ready", [("LAMP", 1, 1)])]
    await warehouse.deliver(resumed(order, sequence=4))
    assert await of(warehouse, order) == [("BE-000001", "ready", [("LAMP", 1, 1), ("CHAIR", 1, 1)])]
    waiting = placed(lines={"LAMP": 2}, held=True, number="1002")
    await warehouse.deliver(waiting, edited(waiting, number="1002", lines={"LAMP": 1}), resumed(waiting))
    assert (await of(warehouse, waiting))[0][2] == [("LAMP", 1, 1)]


async def test_a_credit_of_before_the_edit_takes_nothing_off_what_is_ordered_now(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=9)
    order = placed(lines={"LAMP": 2})
    before, after = credited(order, {1: 1}), credited(order, {1: 1}, no=2).model_copy(update={"edited": 2})
    await warehouse.deliver(order, before)
    await warehouse.deliver(after)
    await warehouse.deliver(edited(order, lines={"LAMP": 4}))
    assert (await of(warehouse, order))[0][2] == [("LAMP", 3, 3)]
    await warehouse.deliver(
        credited(order, {1: 2}, no=3), credited(order, {1: 1}, no=4).model_copy(update={"edited": 2})
    )
    assert (await of(warehouse, order))[0][2] == [("LAMP", 2, 2)]


async def test_what_was_ready_for_pickup_is_not_once_it_changes(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    pickup = Shipping.model_validate({"method": "Shop", "kind": "pickup"})
    order = placed(lines={"LAMP": 1}).model_copy(update={"shipping": pickup})
    await warehouse.deliver(order)
    path = f"/shipments/{await warehouse.shipment_id(order)}/make-ready-for-pickup"
    assert (await warehouse.service.post(path)).is_success
    await warehouse.deliver(edited(order, lines={"LAMP": 1}))
    assert [one["pickup_ready_at"] for one in await slips(warehouse)] == [None]
    assert (await warehouse.last(order)).state == "ready"


async def test_of_goods_that_had_left_before_the_edit_was_heard_the_shop_is_told(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3, CHAIR=1)
    order = placed(lines={"LAMP": 3})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.deliver(edited(order, lines={"LAMP": 1, "CHAIR": 1}))
    assert (await warehouse.told(order))[2:] == ["UnorderedGoodsLeft", "SlipCreated"]
    left = (await warehouse.events(order))[2]
    assert [(line.sku, line.quantity) for line in left.lines] == [("LAMP", 2)]
    assert (await of(warehouse, order))[1] == ("BE-000002", "ready", [("CHAIR", 1, 1)])


async def test_what_left_and_was_taken_off_comes_back_once_when_the_order_is_cancelled_too(
    warehouse: Warehouse,
) -> None:
    await warehouse.stock(LAMP=3)
    order = placed(lines={"LAMP": 3})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.deliver(edited(order, lines={"LAMP": 1}), cancelled(order, sequence=3))
    told = [one for one in await warehouse.events(order) if isinstance(one, UnorderedGoodsLeft | CancellationTooLate)]
    assert [[line.quantity for line in one.lines] for one in told] == [[2], [1]]


async def test_what_came_back_and_was_credited_is_expected_no_more_and_what_is_added_leaves(
    warehouse: Warehouse,
) -> None:
    await warehouse.stock(LAMP=6)
    order = placed(lines={"LAMP": 3})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    back = (LeftAndCredited(line_no=1, left=3, quantity=1),)
    first = edited(order, lines={"LAMP": 2}).model_copy(update={"left_and_credited": back})
    await warehouse.deliver(first, credited(order, {1: 1}))
    assert (await warehouse.told(order))[2:] == []
    await warehouse.deliver(edited(order, sequence=3, lines={"LAMP": 4}).model_copy(update={"left_and_credited": back}))
    assert [lines for _, _, lines in await of(warehouse, order)] == [[("LAMP", 3, 0)], [("LAMP", 2, 2)]]


async def test_what_was_credited_and_is_taken_back_from_its_parcel_does_not_leave_again(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    order = placed(lines={"LAMP": 3})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    back = (LeftAndCredited(line_no=1, left=3, quantity=1),)
    await warehouse.deliver(edited(order, lines={"LAMP": 2}).model_copy(update={"left_and_credited": back}))
    await warehouse.unship(order)
    assert await of(warehouse, order) == [("BE-000001", "ready", [("LAMP", 2, 2)])]
    await warehouse.ship(order)
    assert await of(warehouse, order) == [("BE-000001", "shipped", [("LAMP", 2, 0)])]


async def test_edits_and_a_cancellation_at_once_leave_the_books_in_order(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=4, CHAIR=2)
    orders = [placed(lines={"LAMP": 1, "CHAIR": 1}, number=str(number)) for number in range(8)]
    await warehouse.deliver(*orders)

    async def change(order: OrderPlaced, sequence: int) -> None:
        lines = {"LAMP": sequence, "CHAIR": 1} if sequence % 2 else {"LAMP": 1}
        async with warehouse.service.transaction(locking=[order.order_id]) as tx:
            await edit_order(tx, edited(order, sequence=sequence, number=order.number, lines=lines))

    async def cancel(order: OrderPlaced) -> None:
        async with warehouse.service.transaction(locking=[order.order_id]) as tx:
            await void_slips(tx, [cancelled(order, sequence=9)])

    changes = [change(order, sequence) for order in orders for sequence in (2, 3)]
    await asyncio.gather(*changes, *(cancel(order) for order in orders[:2]), warehouse.receive("CHAIR", 3))
    for order in orders:
        await of(warehouse, order)


async def test_slips_of_an_edit_are_taken_back_as_they_were(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2, CHAIR=0)
    order = placed(lines={"LAMP": 2})
    read = [order, edited(order, lines={"LAMP": 1, "CHAIR": 1})]
    await warehouse.deliver(*read)
    before, told = await slips(warehouse), await warehouse.service.announced()
    await set_back(warehouse)
    await warehouse.stock(LAMP=2, CHAIR=0)
    verdicts = await take_back(warehouse, [one for one in told if one.key == str(order.order_id)], read)
    assert [one.outcome for one in verdicts] == [Outcome.TAKEN, Outcome.COMES_AGAIN, Outcome.TAKEN]
    await warehouse.deliver(*read)
    assert [(one["slip_no"], one["state"], one["lines"]) for one in await slips(warehouse)] == [
        (one["slip_no"], one["state"], one["lines"]) for one in before
    ]


async def test_what_an_edit_makes_of_slips_and_stock_is_told_before_and_is_what_it_does(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5, CHAIR=1)
    order = placed(lines={"LAMP": 3})
    await warehouse.deliver(order)

    async def preview(**lines: int) -> Any:
        body = [
            {"line_no": no, "sku": sku, "quantity": units} for no, (sku, units) in enumerate(lines.items(), start=1)
        ]
        answer = await warehouse.service.post(f"/orders/{order.order_id}/edit-previews", {"lines": body})
        assert answer.status_code == 200, answer.text
        return answer.json()

    shown = await preview(LAMP=1, CHAIR=1)
    assert shown["slips"] == [
        {
            "slip_number": "BE-000001",
            "off": [{"sku": "LAMP", "quantity": 2}],
            "on": [{"sku": "CHAIR", "quantity": 1}],
            "is_void": False,
            "waits": False,
        }
    ]
    assert (shown["freed"], shown["taken"], shown["short"]) == (
        [{"sku": "LAMP", "quantity": 2}],
        [{"sku": "CHAIR", "quantity": 1}],
        [],
    )
    own = await preview(LAMP=3, CHAIR=2)
    assert [(one["slip_number"], one["waits"]) for one in own["slips"]] == [(None, True)]
    assert (own["taken"], own["short"]) == ([{"sku": "CHAIR", "quantity": 1}], [{"sku": "CHAIR", "quantity": 1}])
    assert await of(warehouse, order) == [("BE-000001", "ready", [("LAMP", 3, 3)])]
    await warehouse.deliver(edited(order, lines={"LAMP": 1, "CHAIR": 1}))
    assert await of(warehouse, order) == [("BE-000001", "ready", [("LAMP", 1, 1), ("CHAIR", 1, 1)])]
    assert (await warehouse.shelf("LAMP"), await warehouse.shelf("CHAIR")) == ((5, 1, 0), (1, 1, 0))
