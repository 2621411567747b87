"""A parcel left while its order was being cancelled."""

from typing import Any

from uuid_utils.compat import uuid7

from shared.http.pagination import cursor
from shared.schemas.fulfilment import SkuQuantity, UnorderedGoodsLeft
from shared.schemas.returns import ReturnedLine, ReturnOpened, ReturnOpenedV2, ReturnReason
from tests.returns.parcels import credited_left, parcel_of, shipped, too_late, unshipped
from tests.support.orders import PLACED_AT, cancelled, placed
from tests.support.service import ShopService


async def test_a_return_is_opened_for_a_parcel_that_left_too_early(returns: ShopService) -> None:
    order = placed(lines={"LAMP": 2, "CHAIR": 1})
    await returns.deliver(order, shipped(order), cancelled(order), too_late(order))
    (found,) = await listed(returns)
    told = (
        "number",
        "order_id",
        "order_number",
        "shipment_id",
        "state",
        "reason",
        "document_id",
        "origin",
        "waits_for",
    )
    assert {name: found[name] for name in told} == {
        "number": "RE-000001",
        "order_id": str(order.order_id),
        "order_number": "1001",
        "shipment_id": str(parcel_of(order)),
        "state": "approved",
        "reason": "parcel_left_while_cancelling",
        "document_id": None,
        "origin": "shop",
        "waits_for": "goods",
    }
    assert units(found) == [(1, "LAMP", 2), (2, "CHAIR", 1)]
    assert found["may"] == ["send", "receive", "cancel"]
    (event,) = await returns.announced()
    assert isinstance(event, ReturnOpened)
    assert (event.order_id, event.sequence, event.number) == (order.order_id, 1, "RE-000001")
    assert (event.shipment_id, event.reason) == (parcel_of(order), ReturnReason.PARCEL_LEFT_WHILE_CANCELLING)
    assert event.lines == (SkuQuantity(sku="LAMP", quantity=2), SkuQuantity(sku="CHAIR", quantity=1))
    assert str(event.return_id) == found["return_id"]


async def test_a_return_is_opened_once_however_often_it_is_told(returns: ShopService) -> None:
    order = placed()
    event = too_late(order)
    await returns.deliver(order, event)
    await returns.deliver(event)
    await returns.deliver(event.model_copy(update={"sequence": 9}))
    assert [found["number"] for found in await listed(returns)] == ["RE-000001"]
    assert await returns.announced_types() == ["ReturnOpened"]


async def test_goods_that_had_been_credited_when_they_left_come_back_once_for_each_credit(returns: ShopService) -> None:
    order = placed(lines={"LAMP": 2, "CHAIR": 1})
    first = credited_left(order, {1: 1})
    await returns.deliver(order, shipped(order), first, first.model_copy(update={"sequence": 9}))
    await returns.deliver(credited_left(order, {1: 1, 2: 1}, sequence=10))
    second, one = await listed(returns)
    assert [(one["number"], one["state"], one["reason"]) for one in (one, second)] == [
        ("RE-000001", "approved", "credited_goods_left"),
        ("RE-000002", "approved", "credited_goods_left"),
    ]
    assert units(one) == [(1, "LAMP", 1)]
    assert [line["sku"] for line in second["lines"]] == ["LAMP", "CHAIR"]
    told, _ = await returns.announced()
    assert isinstance(told, ReturnOpenedV2)
    assert (told.number, told.document_id, told.lines) == (
        *("RE-000001", first.document_id),
        (ReturnedLine(line_no=1, sku="LAMP", quantity=1),),
    )


async def test_goods_that_an_edit_had_taken_off_and_that_left_come_back_once(returns: ShopService) -> None:
    order = placed(lines={"LAMP": 3})
    credited = credited_left(order, {1: 2})
    event = UnorderedGoodsLeft(**credited.model_dump(exclude={"document_id"}), edited=2)
    await returns.deliver(order, shipped(order))
    await returns.deliver(event)
    await returns.deliver(event.model_copy(update={"sequence": 9}))
    (opened,) = await listed(returns)
    assert (opened["reason"], [line["quantity"] for line in opened["lines"]]) == ("unordered_goods_left", [2])
    (told,) = await returns.announced()
    assert isinstance(told, ReturnOpenedV2)


async def test_of_each_edit_what_that_one_took_off_comes_back_though_all_is_told_each_time(
    returns: ShopService,
) -> None:
    order = placed(lines={"LAMP": 3, "CHAIR": 1})
    await returns.deliver(order, shipped(order))
    for sequence, left in ((4, {2: 1}), (5, {1: 1, 2: 1}), (6, {1: 2, 2: 1}), (7, {1: 2, 2: 1})):
        told = credited_left(order, left, sequence=sequence).model_dump(exclude={"document_id"})
        await returns.deliver(UnorderedGoodsLeft(**told, edited=sequence))
    assert [[(line["sku"], line["quantity"]) for line in one["lines"]] for one in await listed(returns)] == [
        [("LAMP", 1)],
        [("LAMP", 1)],
        [("CHAIR", 1)],
    ]


async def test_credited_goods_that_had_not_left_after_all_do_not_come_back(returns: ShopService) -> None:
    order = placed(lines={"LAMP": 2})
    await returns.deliver(order, shipped(order), credited_left(order, {1: 1}), unshipped(order, sequence=5))
    assert [one["state"] for one in await listed(returns)] == ["cancelled"]


async def test_a_parcel_of_an_order_not_heard_of_yet_gets_its_return_too(returns: ShopService) -> None:
    order = placed()
    await returns.deliver(too_late(order))
    (found,) = await listed(returns)
    assert (found["number"], found["order_number"]) == ("RE-000001", None)
    await returns.deliver(order)
    (found,) = await listed(returns)
    assert (found["number"], found["order_number"]) == ("RE-000001", "1001")


async def test_a_return_of_what_is_brought_over_is_as_old_as_what_it_follows_from(returns: ShopService) -> None:
    order = placed()
    await returns.deliver(order, too_late(order).model_copy(update={"found_at": PLACED_AT}))
    (event,) = await returns.announced()
    assert isinstance(event, ReturnOpened)
    assert event.opened_at == PLACED_AT
    assert [found["opened_at"] for found in await listed(returns)] == ["2026-03-02T09:30:00Z"]


async def test_two_lines_of_one_product_come_back_together(returns: ShopService) -> None:
    once = placed(lines={"LAMP": 2})
    order = once.model_copy(update={"lines": (*once.lines, once.lines[0].model_copy(update={"line_no": 2}))})
    await returns.deliver(too_late(order))
    (event,) = await returns.announced()
    assert isinstance(event, ReturnOpened)
    assert event.lines == (SkuQuantity(sku="LAMP", quantity=4),)


async def test_returns_are_found_by_order_and_by_state_and_come_in_pages(returns: ShopService) -> None:
    orders = [placed() for _ in range(3)]
    await returns.deliver(*(too_late(order) for order in orders))
    assert [found["number"] for found in await listed(returns)] == ["RE-000003", "RE-000002", "RE-000001"]
    assert [found["number"] for found in await listed(returns, order_id=str(orders[1].order_id))] == ["RE-000002"]
    assert len(await listed(returns, state="approved")) == 3
    assert await listed(returns, state="closed") == []
    first = (await returns.http.get("/returns", params={"limit": 2})).json()
    second = (await returns.http.get("/returns", params={"limit": 2, "after": first["next"]})).json()
    assert [found["number"] for found in second["items"]] == ["RE-000001"]
    assert second["next"] is None


async def test_a_return_is_found_by_its_id(returns: ShopService) -> None:
    order = placed()
    await returns.deliver(order, too_late(order))
    (found,) = await listed(returns)
    assert (await returns.http.get(f"/returns/{found['return_id']}")).json() == found
    assert (await returns.http.get(f"/orders/{order.order_id}")).json()["returns"] == [found]
    assert (await returns.http.get(f"/returns/{uuid7()}")).status_code == 404
    for after in ("nonsense", cursor(1), cursor("x")):
        assert (await returns.http.get("/returns", params={"after": after})).status_code == 422


def units(one: dict[str, Any]) -> list[tuple[int, str, int]]:
    return [(line["line_no"], line["sku"], line["quantity"]) for line in one["lines"]]


async def listed(returns: ShopService, **filters: str) -> list[dict[str, Any]]:
    answer = await returns.http.get("/returns", params=filters)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found
