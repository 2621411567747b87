"""An open slip is split, by lines and quantities or into what is here and what is not; two of them become one again."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.schemas.fulfilment import ShipmentLine, ShipmentState, SlipSplit
from shared.schemas.orders import OrderPlaced
from tests.fulfilment.restored import set_back, take_back
from tests.fulfilment.test_take_off_credits import credited
from tests.fulfilment.warehouse import Warehouse
from tests.support.clock import Clock
from tests.support.orders import cancelled, held, placed


async def slips(warehouse: Warehouse, order: OrderPlaced) -> list[tuple[str, str, list[tuple[str, int, int]]]]:
    """Number, state, and SKU, quantity and allocated of the lines of each."""
    return [
        (
            one["slip_number"],
            one["state"],
            [(line["sku"], line["quantity"], line["allocated"]) for line in one["lines"]],
        )
        for one in await warehouse.shipments(order)
    ]


async def shipment(warehouse: Warehouse, order: OrderPlaced, number: str) -> Any:
    return next(one for one in await warehouse.shipments(order) if one["slip_number"] == number)


async def post(warehouse: Warehouse, order: OrderPlaced, number: str, does: str, body: Any = None) -> Any:
    shipment_id = (await shipment(warehouse, order, number))["shipment_id"]
    return await warehouse.service.post(f"/shipments/{shipment_id}/{does}", body)


async def split(warehouse: Warehouse, order: OrderPlaced, number: str = "BE-000001", **units: int) -> Any:
    """`units` by SKU; all that it waits for without any."""
    line_no = {line.sku: line.line_no for line in order.lines}
    lines = [{"line_no": line_no[sku], "quantity": quantity} for sku, quantity in units.items()]
    return await post(warehouse, order, number, "split", {"lines": lines} if lines else None)


async def merge(warehouse: Warehouse, order: OrderPlaced, number: str, other: str) -> Any:
    other_id = (await shipment(warehouse, order, other))["shipment_id"]
    return await post(warehouse, order, number, "merge", {"other_shipment_id": other_id})


async def test_what_is_here_may_go_and_the_rest_waits_in_its_place(warehouse: Warehouse, clock: Clock) -> None:
    await warehouse.stock(LAMP=3, CHAIR=1)
    first, later = placed(lines={"LAMP": 5, "CHAIR": 1}), placed(lines={"LAMP": 2})
    await warehouse.deliver(first, later)
    answer = await split(warehouse, first)
    assert answer.status_code == 200, answer.text
    assert await slips(warehouse, first) == [
        ("BE-000001", "ready", [("LAMP", 3, 3), ("CHAIR", 1, 1)]),
        ("BE-000003", "not_shipped", [("LAMP", 2, 0)]),
    ]
    assert answer.json()["split_off"]["slip_number"] == "BE-000003"
    told = await warehouse.events(first)
    assert [type(event).__name__ for event in told] == ["SlipCreated", "SlipSplit", "SlipCreated"]
    assert told[1] == SlipSplit(
        order_id=first.order_id,
        sequence=2,
        shipment_id=told[0].shipment_id,
        slip_number="BE-000001",
        state=ShipmentState.READY,
        lines=(
            ShipmentLine(line_no=1, sku="LAMP", quantity=3, allocated=3),
            ShipmentLine(line_no=2, sku="CHAIR", quantity=1, allocated=1),
        ),
        split_off=told[2].shipment_id,
        split_off_number="BE-000003",
        split_at=clock.at,
        by="alice",
    )
    assert told[2].split_from == told[0].shipment_id
    assert (await post(warehouse, first, "BE-000001", "ship")).status_code == 200
    assert (await warehouse.last(first)).order_shipped_in_full is False
    await warehouse.receive("LAMP", 2)  # the promise to the first is as old as its order, whatever number its slip has
    assert (await slips(warehouse, first))[1] == ("BE-000003", "ready", [("LAMP", 2, 2)])
    assert (await warehouse.slip(later))[1] == "not_shipped"
    await warehouse.adjust("LAMP", -1)
    assert (await warehouse.slip(later))[1:] == ("not_shipped", [("LAMP", 2, 0)])
    assert (await slips(warehouse, first))[1] == ("BE-000003", "not_shipped", [("LAMP", 2, 1)])


async def test_lines_and_quantities_go_onto_a_second_slip_and_come_back(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=4, CHAIR=0)
    order = placed(lines={"LAMP": 5, "CHAIR": 2})
    await warehouse.deliver(order)
    assert (await split(warehouse, order, LAMP=3, CHAIR=2)).status_code == 200
    assert await slips(warehouse, order) == [
        ("BE-000001", "ready", [("LAMP", 2, 2)]),
        ("BE-000002", "not_shipped", [("LAMP", 3, 2), ("CHAIR", 2, 0)]),
    ]
    answer = await merge(warehouse, order, "BE-000002", "BE-000001")
    assert answer.json()["slip_number"] == "BE-000001"
    together = ("BE-000001", "not_shipped", [("LAMP", 5, 4), ("CHAIR", 2, 0)])
    assert (await slips(warehouse, order))[0] == together
    void = await shipment(warehouse, order, "BE-000002")
    assert (void["state"], void["merged_into"]) == ("void", "BE-000001")
    refused = (await post(warehouse, order, "BE-000002", "ship")).json()
    assert refused["detail"] == "slip BE-000002 is void: its goods are on slip BE-000001"
    assert await warehouse.told(order) == ["SlipCreated", "SlipSplit", "SlipCreated", "SlipsMerged"]


async def test_a_split_that_cannot_be_says_what_is_right(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=0, CHAIR=3)
    short, whole, other = placed(lines={"LAMP": 2}), placed(lines={"CHAIR": 2}), placed(lines={"CHAIR": 1})
    await warehouse.deliver(short, whole, other)

    async def why(answer: Any) -> tuple[str, str]:
        assert answer.status_code == 409, answer.text
        return answer.json()["type"], answer.json()["detail"]

    all_here = ("nothing-to-split", "all goods of slip BE-000002 are here: say which go onto a slip of their own")
    assert await why(await split(warehouse, whole, "BE-000002")) == all_here
    none_here = ("nothing-to-split", "nothing of slip BE-000001 is here yet: say what goes onto a slip of its own")
    assert await why(await split(warehouse, short, "BE-000001")) == none_here
    too_many = ("not-on-slip", "slip BE-000002 has 2 of CHAIR: at most 2 can go onto another slip")
    assert await why(await split(warehouse, whole, "BE-000002", CHAIR=3)) == too_many
    nothing_left = ("nothing-to-split", "all of slip BE-000002 would go: something has to stay on it")
    assert await why(await split(warehouse, whole, "BE-000002", CHAIR=2)) == nothing_left
    single = ("nothing-to-split", "slip BE-000003 has one unit alone: it cannot be split")
    assert await why(await split(warehouse, other, "BE-000003", CHAIR=1)) == single
    alone = await post(
        warehouse, whole, "BE-000002", "merge", {"other_shipment_id": str(await warehouse.shipment_id(other))}
    )
    assert (await why(alone))[0] == "nothing-to-merge"
    twice = {"lines": [{"line_no": 1, "quantity": 1}, {"line_no": 1, "quantity": 1}]}
    assert (await post(warehouse, whole, "BE-000002", "split", twice)).status_code == 422
    await warehouse.deliver(held(whole))
    assert (await why(await split(warehouse, whole, "BE-000002", CHAIR=1)))[0] == "order-on-hold"
    assert "split" not in (await shipment(warehouse, whole, "BE-000002"))["may"]


async def test_of_two_slips_the_younger_loses_what_is_credited_first(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 5})
    await warehouse.deliver(order)
    await split(warehouse, order, LAMP=2)
    await warehouse.deliver(credited(order, {1: 3}))
    assert (await slips(warehouse, order))[0] == ("BE-000001", "ready", [("LAMP", 2, 2)])
    assert (await shipment(warehouse, order, "BE-000002"))["state"] == "void"
    assert await warehouse.shelf("LAMP") == (5, 2, 0)


async def test_a_credit_does_not_touch_the_slip_that_has_left(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 5})
    await warehouse.deliver(order)
    await split(warehouse, order, LAMP=2)
    await post(warehouse, order, "BE-000002", "ship")
    await warehouse.deliver(credited(order, {1: 4}, at=datetime(2100, 1, 1, tzinfo=UTC)))
    assert [(one[0], one[1]) for one in await slips(warehouse, order)] == [
        ("BE-000001", "void"),
        ("BE-000002", "shipped"),
    ]
    assert (await warehouse.last(order)).order_shipped_in_full is True


async def test_cancelled_while_one_of_two_has_left_the_other_is_void_and_its_goods_free(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 5})
    await warehouse.deliver(order)
    await split(warehouse, order, LAMP=2)
    await post(warehouse, order, "BE-000001", "ship")
    await warehouse.deliver(cancelled(order))
    late, voided = (await warehouse.events(order))[-2:]
    assert [(line.sku, line.quantity) for line in late.lines] == [("LAMP", 3)]
    assert voided.slip_numbers == ("BE-000002",)
    assert await warehouse.shelf("LAMP") == (2, 0, 0)


async def test_a_slip_is_split_or_shipped_and_not_both(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=8)
    orders = [placed(lines={"LAMP": 2}) for _ in range(4)]
    await warehouse.deliver(*orders)
    numbers = [f"BE-00000{number}" for number in range(1, 5)]
    answers = await asyncio.gather(
        *(
            does
            for order, number in zip(orders, numbers, strict=True)
            for does in (split(warehouse, order, number, LAMP=1), post(warehouse, order, number, "ship"))
        )
    )
    for order, parted, left in zip(orders, answers[::2], answers[1::2], strict=True):
        assert left.status_code == 200
        found = await slips(warehouse, order)
        # Either it was split and one half left, or it had left as a whole.
        shipped = sum(lines[0][1] for _, state, lines in found if state == "shipped")
        assert (parted.status_code, len(found), shipped) in [(200, 2, 1), (409, 1, 2)]


@pytest.mark.parametrize("merged", [False, True])
async def test_a_split_and_a_merge_that_the_books_do_not_know_any_more_are_made_again(
    warehouse: Warehouse, merged: bool
) -> None:
    await warehouse.stock(LAMP=3)
    order = placed(lines={"LAMP": 5})
    await warehouse.deliver(order)
    await split(warehouse, order)
    before = await slips(warehouse, order)
    if merged:
        await merge(warehouse, order, "BE-000001", "BE-000002")
        before = await slips(warehouse, order)
    announced = await warehouse.events(order)
    await set_back(warehouse)
    await warehouse.stock(LAMP=3)
    verdicts = await take_back(warehouse, announced, [order])
    assert [verdict.outcome.value for verdict in verdicts] == ["taken_back"] * (3 + merged)
    assert {one.outcome.value for one in await take_back(warehouse, announced, [order])} == {"there_already"}
    await warehouse.deliver(order)
    assert await slips(warehouse, order) == before
