"""What is credited before it left does not leave, and its stock is free once."""

import asyncio
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.billing import CreditedLine, CreditNoteIssued
from shared.schemas.fulfilment import CancellationTooLate, CreditedGoodsLeft, ShipmentState, SkuQuantity
from shared.schemas.money import Totals
from shared.schemas.orders import OrderPlaced
from tests.fulfilment.warehouse import Warehouse
from tests.support.clock import Clock
from tests.support.orders import cancelled, held, placed, resumed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def credited(
    order: OrderPlaced,
    quantities: dict[int, int],
    *,
    in_full: bool = False,
    no: int = 1,
    at: datetime = NOON,
    restock: Collection[int] = (),
) -> CreditNoteIssued:
    """`quantities` are units by line, `restock` the lines whose units are back."""
    lines = {line.line_no: line for line in order.lines}
    return CreditNoteIssued(
        order_id=order.order_id,
        sequence=1 + no,
        document_id=uuid7(),
        number=f"AV-2026-00000{no}",
        invoice_id=uuid7(),
        invoice_number="FA-2026-000001",
        issued_on=date(2026, 3, 2),
        issued_at=at,
        currency="EUR",
        totals=Totals(net=Decimal(1), vat=Decimal(0), gross=Decimal(1)),
        lines=tuple(
            CreditedLine(
                line_no=line_no, sku=lines[line_no].sku, quantity=units, amount=Decimal(1), restock=line_no in restock
            )
            for line_no, units in quantities.items()
        ),
        credited_in_full=in_full,
        order_credited_in_full=in_full,
        by="bob",
    )


async def test_a_credited_lamp_is_taken_off_its_slip_and_free_again(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2, CHAIR=1)
    order = placed(lines={"LAMP": 2, "CHAIR": 1})
    await warehouse.deliver(order)
    await warehouse.deliver(credited(order, {1: 1}))
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 1, 1), ("CHAIR", 1, 1)])
    assert await warehouse.shelf("LAMP") == (2, 1, 0)
    event = await warehouse.last(order)
    assert (event.state, event.credited) == (ShipmentState.READY, (SkuQuantity(sku="LAMP", quantity=1),))
    assert (event.nothing_left_to_ship, event.order_shipped_in_full) == (False, False)


async def test_an_order_credited_in_full_never_ships(warehouse: Warehouse) -> None:
    await warehouse.stock(CHAIR=10)
    order = placed(lines={"CHAIR": 10})
    await warehouse.deliver(order)
    await warehouse.deliver(credited(order, {1: 10}, in_full=True))
    assert await warehouse.shelf("CHAIR") == (10, 0, 0)
    (shipment,) = await warehouse.shipments(order)
    assert (shipment["state"], shipment["may"]) == ("void", [])
    answer = await warehouse.service.post(f"/shipments/{shipment['shipment_id']}/ship")
    assert (answer.status_code, answer.json()["type"]) == (409, "slip-void")
    assert (await warehouse.last(order)).nothing_left_to_ship


async def test_money_back_alone_leaves_the_slip_unless_it_is_all_the_money(warehouse: Warehouse) -> None:
    order = placed(lines={"CHAIR": 10})
    await warehouse.deliver(order)
    await warehouse.deliver(credited(order, {1: 0}))
    assert await warehouse.told(order) == ["SlipCreated"]
    await warehouse.deliver(credited(order, {1: 0}, in_full=True, no=2))
    assert (await warehouse.slip(order))[1] == "void"


async def test_the_same_credit_twice_is_taken_off_once_and_two_credits_in_any_order_both(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 5})
    await warehouse.deliver(order)
    first, second = credited(order, {1: 1}), credited(order, {1: 2}, no=2)
    await warehouse.deliver(second, first)
    await warehouse.deliver(first)
    await warehouse.deliver(first.model_copy(), second.model_copy())
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 2, 2)])
    assert await warehouse.shelf("LAMP") == (5, 2, 0)


async def test_a_credit_and_then_a_cancellation_leave_the_stock_as_at_the_start(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await warehouse.deliver(credited(order, {1: 1}))
    await warehouse.deliver(cancelled(order))
    assert await warehouse.shelf("LAMP") == (2, 0, 0)
    assert (await warehouse.last(order)).released == (SkuQuantity(sku="LAMP", quantity=1),)


@pytest.mark.parametrize("on_hold", [False, True])
async def test_what_is_credited_before_the_slip_is_made_never_gets_onto_it(warehouse: Warehouse, on_hold: bool) -> None:
    await warehouse.stock(LAMP=2)
    order, nothing = placed(lines={"LAMP": 2}, held=on_hold), placed(lines={"LAMP": 1}, held=on_hold)
    await warehouse.deliver(credited(order, {1: 1}), credited(nothing, {1: 1}, in_full=True))
    await warehouse.deliver(order, nothing)
    if on_hold:
        await warehouse.deliver(resumed(order), resumed(nothing))
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 1, 1)])
    assert await warehouse.shipments(nothing) == []
    assert (await warehouse.told(nothing))[-1] == "NothingToShip"


async def test_what_a_slip_waits_for_is_taken_off_first_and_the_rest_is_ready(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await warehouse.deliver(credited(order, {1: 1}))
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 1, 1)])
    assert await warehouse.shelf("LAMP") == (1, 1, 0)


async def test_what_is_free_goes_to_those_who_wait(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    first, second = placed(lines={"LAMP": 2}), placed(lines={"LAMP": 1})
    await warehouse.deliver(first, second)
    await warehouse.deliver(held(first), credited(first, {1: 1}))
    assert (await warehouse.slip(second))[1] == "ready"


async def test_goods_credited_after_they_left_change_no_slip_unless_they_had_not_left(
    warehouse: Warehouse, clock: Clock
) -> None:
    await warehouse.stock(LAMP=2)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.deliver(credited(order, {1: 1}))
    assert await warehouse.told(order) == ["SlipCreated", "ShipmentShipped"]
    assert await warehouse.slip(order) == ("BE-000001", "shipped", [("LAMP", 2, 0)])
    await warehouse.unship(order)
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 1, 1)])
    assert await warehouse.shelf("LAMP") == (2, 1, 0)
    assert (await warehouse.told(order))[-2:] == ["ShipmentUnshipped", "SlipReduced"]


async def test_goods_that_left_after_they_were_credited_are_told_of_once(warehouse: Warehouse, clock: Clock) -> None:
    order = placed(lines={"LAMP": 5, "CHAIR": 1})
    await warehouse.deliver(order)
    first, second = credited(order, {1: 2}, at=clock.now()), credited(order, {1: 1, 2: 1}, no=2, at=clock.now())
    clock.pass_by(seconds=1)
    await warehouse.ship(order)
    await warehouse.deliver(first)
    await warehouse.deliver(first, second)
    await warehouse.deliver(credited(order, {1: 1}, no=3, at=clock.now() + timedelta(seconds=1)))
    told = [event for event in await warehouse.events(order) if isinstance(event, CreditedGoodsLeft)]
    assert [[(line.sku, line.quantity) for line in event.lines] for event in told] == [
        [("LAMP", 2)],
        [("LAMP", 1), ("CHAIR", 1)],
    ]
    assert (told[0].slip_number, told[0].document_id) == ("BE-000001", first.document_id)


async def test_all_that_left_after_all_the_money_was_given_back_is_told_of(warehouse: Warehouse, clock: Clock) -> None:
    order = placed(lines={"LAMP": 5})
    await warehouse.deliver(order)
    event = credited(order, {1: 0}, in_full=True, at=clock.now())
    clock.pass_by(seconds=1)
    await warehouse.ship(order)
    await warehouse.deliver(event)
    told = await warehouse.last(order)
    assert [(line.sku, line.quantity) for line in told.lines] == [("LAMP", 5)]
    await warehouse.unship(order)
    assert (await warehouse.told(order))[-2:] == ["ShipmentUnshipped", "SlipReduced"]
    assert (await warehouse.slip(order))[1] == "void"


async def test_credited_goods_that_left_are_not_asked_back_again_when_their_order_is_cancelled(
    warehouse: Warehouse, clock: Clock
) -> None:
    order = placed(lines={"LAMP": 3})
    await warehouse.deliver(order)
    event = credited(order, {1: 1}, at=clock.now())
    clock.pass_by(seconds=1)
    await warehouse.ship(order)
    await warehouse.deliver(event, cancelled(order))
    told = [
        event for event in await warehouse.events(order) if isinstance(event, CreditedGoodsLeft | CancellationTooLate)
    ]
    assert [[(line.sku, line.quantity) for line in event.lines] for event in told] == [[("LAMP", 1)], [("LAMP", 2)]]


async def test_what_never_got_onto_a_slip_is_not_taken_off_it_by_the_next_credit(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 5})
    await warehouse.deliver(credited(order, {1: 2}))
    await warehouse.deliver(order)
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 3, 3)])
    await warehouse.deliver(credited(order, {1: 1}, no=2))
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 2, 2)])
    await warehouse.ship(order)
    await warehouse.unship(order)
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 2, 2)])


async def test_goods_of_an_order_that_is_brought_over_are_taken_off_when_they_were_credited(
    warehouse: Warehouse,
) -> None:
    order = placed(lines={"LAMP": 2}, occurred_at=NOON - timedelta(days=1))
    await warehouse.stock(LAMP=2)
    await warehouse.deliver(order)
    await warehouse.deliver(credited(order, {1: 1}))
    assert (await warehouse.last(order)).reduced_at == NOON


async def test_credited_goods_that_are_back_go_into_stock_where_the_credit_says_so(
    warehouse: Warehouse, clock: Clock
) -> None:
    await warehouse.stock(LAMP=5, CHAIR=1)
    order = placed(lines={"LAMP": 3, "CHAIR": 1})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    clock.pass_by(seconds=1)
    back = credited(order, {1: 1, 2: 1}, restock={1}, at=clock.now())
    await warehouse.deliver(back)
    await warehouse.deliver(back, credited(order, {1: 1}, no=2, at=clock.now()))
    await warehouse.deliver(back.model_copy())
    assert (await warehouse.shelf("LAMP"), await warehouse.shelf("CHAIR")) == ((3, 0, 0), (0, 0, 0))
    (entry, *_) = (await warehouse.get("/stock/LAMP/entries"))["items"]
    assert (entry["kind"], entry["quantity"], entry["reference"], entry["by"]) == (
        "restocked",
        1,
        "AV-2026-000001",
        "bob",
    )
    (shipment,) = await warehouse.shipments(order)
    assert "unship" not in shipment["may"]
    answer = await warehouse.service.post(f"/shipments/{shipment['shipment_id']}/unship", {"reason": "on the dock"})
    assert (answer.status_code, answer.json()["type"]) == (409, "goods-are-back")
    await warehouse.deliver(cancelled(order))
    assert [(line.sku, line.quantity) for line in (await warehouse.events(order))[-2].lines] == [
        ("LAMP", 2),
        ("CHAIR", 1),
    ]


@pytest.mark.parametrize("shipped", ["never", "after the credit"])
async def test_what_had_not_left_is_not_put_back_in_stock_a_second_time(
    warehouse: Warehouse, clock: Clock, shipped: str
) -> None:
    await warehouse.stock(LAMP=2)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    back = credited(order, {1: 1}, restock={1}, at=clock.now())
    if shipped == "never":
        await warehouse.deliver(back)
        await warehouse.deliver(cancelled(order))
        assert await warehouse.shelf("LAMP") == (2, 0, 0)
    else:
        clock.pass_by(seconds=1)
        await warehouse.ship(order)
        await warehouse.deliver(back)
        assert await warehouse.shelf("LAMP") == (0, 0, 0)
        assert isinstance(await warehouse.last(order), CreditedGoodsLeft)
        await warehouse.unship(order)
        assert await warehouse.shelf("LAMP") == (2, 1, 0)


async def test_a_credit_and_a_parcel_that_leaves_at_once_come_to_one_end(warehouse: Warehouse, clock: Clock) -> None:
    """Whichever is first, the lamp is out or free, and never both."""
    for _ in range(3):
        order = placed(lines={"LAMP": 1})
        await warehouse.stock(LAMP=1)
        before = await warehouse.shelf("LAMP")
        await warehouse.deliver(order)
        shipment_id = await warehouse.shipment_id(order)
        back = credited(order, {1: 1}, in_full=True, restock={1}, at=clock.now() - timedelta(seconds=1))
        answer, _ = await asyncio.gather(
            warehouse.service.post(f"/shipments/{shipment_id}/ship"), warehouse.deliver(back)
        )
        on_hand, allocated, _ = await warehouse.shelf("LAMP")
        (shipment,) = await warehouse.shipments(order)
        if answer.status_code == 200:
            assert (shipment["state"], on_hand) == ("shipped", before[0] - 1)
            assert isinstance(await warehouse.last(order), CreditedGoodsLeft)
        else:
            assert (answer.json()["type"], shipment["state"], on_hand) == ("slip-void", "void", before[0])
        assert allocated == 0
