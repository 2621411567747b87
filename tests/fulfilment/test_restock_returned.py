"""Goods that came back with a return go into stock once, and never more than had left."""

from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from shared.clock import now
from shared.schemas.fulfilment import RestockRefused, ReturnedGoodsRestocked
from shared.schemas.orders import OrderPlaced
from shared.schemas.returns import (
    DisposedUnits,
    Disposition,
    ReceivedUnits,
    ReturnedGoodsDisposed,
    ReturnedGoodsReceived,
    UnitOutcome,
)
from tests.fulfilment.test_take_off_credits import credited
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import PLACED_AT, placed


def disposed(order: OrderPlaced, units: int, *, to: Disposition = Disposition.RESTOCK, **more: Any) -> Any:
    sku = more.pop("sku", "LAMP")
    return ReturnedGoodsDisposed(
        **{
            "order_id": order.order_id,
            "sequence": 6,
            "return_id": UUID(int=7),
            "number": "RE-000007",
            "at": PLACED_AT,
            "by": "bob",
            "decision_id": uuid7(),
            "lines": (DisposedUnits(line_no=1, sku=sku, quantity=units, disposition=to),),
        }
        | more
    )


async def shipped_lamps(warehouse: Warehouse, units: int = 3) -> OrderPlaced:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": units})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    return order


async def test_what_came_back_goes_into_stock_once_for_a_decision(warehouse: Warehouse) -> None:
    order = await shipped_lamps(warehouse)
    decision = disposed(order, 2)
    await warehouse.deliver(decision)
    await warehouse.deliver(decision.model_copy(update={"sequence": 9}))
    assert await warehouse.shelf("LAMP") == (4, 0, 0)
    told = [one for one in await warehouse.service.announced() if isinstance(one, ReturnedGoodsRestocked)]
    assert [(one.decision_id, one.lines[0].quantity, one.by) for one in told] == [(decision.decision_id, 2, "bob")]
    entries = (await warehouse.service.http.get("/stock/LAMP/entries")).json()["items"]
    assert (entries[0]["kind"], entries[0]["quantity"], entries[0]["reference"], entries[0]["by"]) == (
        *("restocked", 2),
        *("RE-000007", "bob"),
    )


async def test_what_is_scrapped_or_in_quarantine_stays_out_of_stock(warehouse: Warehouse) -> None:
    order = await shipped_lamps(warehouse)
    await warehouse.deliver(disposed(order, 1, to=Disposition.SCRAP), disposed(order, 1, to=Disposition.QUARANTINE))
    assert await warehouse.shelf("LAMP") == (2, 0, 0)
    assert "ReturnedGoodsRestocked" not in await warehouse.service.announced_types()


async def test_no_more_goes_into_stock_than_had_left_and_is_not_back(warehouse: Warehouse) -> None:
    order = await shipped_lamps(warehouse)
    await warehouse.deliver(credited(order, {1: 2}, restock=(1,), at=now()))
    assert await warehouse.shelf("LAMP") == (4, 0, 0)
    await warehouse.deliver(disposed(order, 2))
    (refused,) = [one for one in await warehouse.service.announced() if isinstance(one, RestockRefused)]
    assert (refused.problem, refused.detail) == (
        *("more-than-shipped",),
        "1 of line 1 (LAMP) have left and are not back, not 2",
    )
    await warehouse.deliver(disposed(order, 1), disposed(order, 1))
    assert await warehouse.shelf("LAMP") == (5, 0, 0)


async def test_a_credit_puts_nothing_back_that_a_return_has_put_back(warehouse: Warehouse) -> None:
    order = await shipped_lamps(warehouse, 2)
    await warehouse.deliver(disposed(order, 2))
    await warehouse.deliver(credited(order, {1: 2}, restock=(1,), at=now()))
    assert await warehouse.shelf("LAMP") == (5, 0, 0)


async def test_a_shipment_whose_goods_are_back_had_left(warehouse: Warehouse) -> None:
    order = await shipped_lamps(warehouse)
    await warehouse.deliver(disposed(order, 1))
    path = f"/shipments/{await warehouse.shipment_id(order)}/unship"
    answer = await warehouse.service.post(path, {"reason": "still on the dock"})
    assert (answer.status_code, answer.json()["type"]) == (409, "goods-are-back")


def received(order: OrderPlaced, outcome: str = "received", **more: Any) -> ReturnedGoodsReceived:
    units = ReceivedUnits(
        line_no=1, sku="LAMP", quantity=1, outcome=UnitOutcome(outcome), found=more.pop("found", None)
    )
    about = disposed(order, 1, **more).model_dump(exclude={"lines", "decision_id"})
    return ReturnedGoodsReceived(**about, reception_id=uuid7(), lines=(units,), complete=False)


async def unship_refused(warehouse: Warehouse, order: OrderPlaced) -> str | None:
    """Why, where it is: the same that the order's page is told."""
    (shipment,) = await warehouse.shipments(order)
    path = f"/shipments/{shipment['shipment_id']}/unship"
    answer = await warehouse.service.post(path, {"reason": "still on the dock"})
    assert ("unship" in shipment["may"]) == answer.is_success
    return None if answer.is_success else str(answer.json()["type"])


@pytest.mark.parametrize("early", [True, False])
async def test_what_came_with_a_return_had_left_also_where_it_is_not_put_into_stock(
    warehouse: Warehouse, early: bool
) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 3})
    events = [order, received(order)]
    await warehouse.deliver(*(reversed(events) if early else events))
    await warehouse.ship(order)
    await warehouse.deliver(disposed(order, 1, to=Disposition.SCRAP))
    assert await unship_refused(warehouse, order) == "goods-are-back"
    assert await warehouse.shelf("LAMP") == (2, 0, 0)


async def test_what_was_noted_as_received_by_mistake_may_be_on_the_dock_still(warehouse: Warehouse) -> None:
    order = await shipped_lamps(warehouse)
    came = received(order)
    await warehouse.deliver(came, came.model_copy(update={"sequence": 9}), received(order, "lost", sequence=8))
    assert await unship_refused(warehouse, order) == "goods-are-back"
    await warehouse.deliver(received(order, "short", found=UnitOutcome.RECEIVED, sequence=10))
    assert await unship_refused(warehouse, order) is None


async def test_what_a_return_credits_before_it_comes_had_left(warehouse: Warehouse) -> None:
    order = await shipped_lamps(warehouse)
    note = credited(order, {1: 1}).model_copy(update={"return_id": UUID(int=7), "decision_id": uuid7()})
    await warehouse.deliver(note, note.model_copy(update={"sequence": 9}))
    assert await unship_refused(warehouse, order) == "goods-are-back"
    assert await warehouse.shelf("LAMP") == (2, 0, 0)


async def test_a_credit_puts_nothing_back_that_a_return_has_scrapped(warehouse: Warehouse) -> None:
    order = await shipped_lamps(warehouse)
    await warehouse.deliver(received(order), disposed(order, 1, to=Disposition.SCRAP))
    await warehouse.deliver(credited(order, {1: 3}, restock=(1,), at=now()))
    assert await warehouse.shelf("LAMP") == (4, 0, 0)


async def test_what_is_not_tracked_is_done_without_stock(warehouse: Warehouse) -> None:
    order = placed(lines={"GIFT": 1})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.deliver(disposed(order, 1, sku="GIFT"))
    (told,) = [one for one in await warehouse.service.announced() if isinstance(one, ReturnedGoodsRestocked)]
    assert told.lines == ()


async def test_what_has_not_left_does_not_come_back(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 1})
    await warehouse.deliver(disposed(order, 1), order)
    assert await warehouse.shelf("LAMP") == (5, 1, 0)
    assert "RestockRefused" in await warehouse.service.announced_types()
