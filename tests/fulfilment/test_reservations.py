"""Goods are set aside before an order is placed: all or nothing, for a while, and for one order alone."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.fulfilment.usecases.expire_reservations import expire_due_reservations
from shared.schemas.fulfilment import ReservationExpired, ReservationReleased, StockReserved
from tests.fulfilment.reservations import ask, expire, naming, reserve, state, told
from tests.fulfilment.warehouse import Warehouse
from tests.support.clock import Clock
from tests.support.orders import placed
from tests.support.service import token


async def test_what_is_reserved_is_nobody_elses_until_it_is_over(warehouse: Warehouse, clock: Clock) -> None:
    await warehouse.stock(LAMP=5, CHAIR=1)
    response = await ask(warehouse, LAMP=2, CHAIR=1, EBOOK=1, more={"expires_in": 600, "reference": "cart 17"})
    body = response.json()
    assert body["expires_at"] == (clock.now() + timedelta(minutes=10)).isoformat().replace("+00:00", "Z")
    assert (body["state"], body["reference"], body["may"]) == ("reserved", "cart 17", ["extend", "release"])
    assert [(one["sku"], one["reserved"], one["tracked"]) for one in body["lines"]] == [
        ("LAMP", 2, True),
        ("CHAIR", 1, True),
        ("EBOOK", 0, False),
    ]
    assert await warehouse.shelf("LAMP") == (5, 2, 0)
    assert (await warehouse.get("/stock/LAMP"))["reserved"] == 2
    order = placed(lines={"LAMP": 5})
    await warehouse.deliver(order)
    assert (await warehouse.slip(order))[1:] == ("not_shipped", [("LAMP", 5, 3)])

    clock.pass_by(minutes=9.9)
    assert await expire(warehouse) == 0
    clock.pass_by(minutes=0.1)
    assert await expire(warehouse) == 1
    # The oldest slip that waits gets the goods.
    assert (await warehouse.slip(order))[1:] == ("ready", [("LAMP", 5, 5)])
    reservation_id = UUID(body["reservation_id"])
    assert await state(warehouse, reservation_id) == ("expired", [("CHAIR", 0), ("EBOOK", 0), ("LAMP", 0)])
    assert await expire(warehouse) == 0
    assert await told(warehouse, reservation_id) == ["StockReserved", "ReservationExpired"]


async def test_all_or_nothing_is_reserved_and_a_refusal_says_what_is_there(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1, CHAIR=5, RUG=0)
    refused = await ask(warehouse, LAMP=2, CHAIR=5, RUG=1)
    assert (refused.status_code, refused.json()["type"]) == (409, "not-enough-stock")
    assert refused.json()["detail"] == "1 of LAMP is available, 2 wanted; no RUG is left, 1 wanted"
    assert [(one["at"], one["limit"]) for one in refused.json()["errors"]] == [
        ("body/lines/0/quantity", "1"),
        ("body/lines/2/quantity", "0"),
    ]
    assert [await warehouse.shelf(sku) for sku in ("LAMP", "CHAIR", "RUG")] == [(1, 0, 0), (5, 0, 0), (0, 0, 0)]

    twice = {"lines": [{"sku": "CHAIR", "quantity": 3}, {"sku": "CHAIR", "quantity": 3}]}
    refused = await warehouse.service.post("/reservations", twice)
    assert refused.json()["detail"] == "2 of CHAIR are available, 3 wanted"

    # Where orders may wait, a storefront may take what there is; where that is denied, it may not.
    await warehouse.service.http.put("/stock/RUG", json={"low_stock_threshold": 0, "backorders": "deny"})
    accepting = {"accept_backorder": True}
    assert (await ask(warehouse, more=accepting, LAMP=2, RUG=1)).json()["detail"] == "no RUG is left, 1 wanted"
    assert await state(warehouse, await reserve(warehouse, more=accepting, LAMP=2)) == ("reserved", [("LAMP", 1)])


async def test_the_same_reservation_sent_twice_is_made_once(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    first, second = [await ask(warehouse, key="cart-17", LAMP=2) for _ in range(2)]
    assert first.json() == second.json()
    assert await warehouse.shelf("LAMP") == (3, 2, 0)


async def test_a_reservation_is_released_and_extended_once(warehouse: Warehouse, clock: Clock) -> None:
    await warehouse.stock(LAMP=2)
    reservation_id = await reserve(warehouse, LAMP=2)
    path = f"/reservations/{reservation_id}"
    earlier = await warehouse.service.post(f"{path}/extend", {"expires_in": 60})
    assert (earlier.status_code, earlier.json()["type"]) == (422, "wrong-date")
    clock.pass_by(minutes=10)
    extended = await warehouse.service.post(f"{path}/extend", {"expires_in": 900})
    assert extended.json()["may"] == ["release"]
    again = await warehouse.service.post(f"{path}/extend", {"expires_in": 1800})
    assert (again.status_code, again.json()["type"]) == (409, "reservation-extended")
    clock.pass_by(minutes=10)
    assert await expire(warehouse) == 0
    for _ in range(2):
        assert (await warehouse.service.http.delete(path)).json()["state"] == "released"
    assert await warehouse.shelf("LAMP") == (2, 0, 0)
    late = await warehouse.service.post(f"{path}/extend", {"expires_in": 7200})
    assert late.json()["detail"] == f"reservation {reservation_id} was released"
    assert await told(warehouse, reservation_id) == ["StockReserved", "ReservationExtended", "ReservationReleased"]


async def test_a_storefront_reserves_and_knows_no_reservations_of_others(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    others = await reserve(warehouse, LAMP=1)
    async with warehouse.service.client(token("orders:place", subject="storefront")) as storefront:
        keys = {"Idempotency-Key": "one"}
        body = {"lines": [{"sku": "LAMP", "quantity": 1}]}
        mine = (await storefront.post("/reservations", json=body, headers=keys)).json()["reservation_id"]
        assert (await storefront.get(f"/reservations/{mine}")).status_code == 200
        assert (await storefront.get(f"/reservations/{others}")).json()["type"] == "reservation-not-found"
        assert (await storefront.delete(f"/reservations/{others}")).status_code == 404
        extend = f"/reservations/{others}/extend"
        assert (
            await storefront.post(extend, json={"expires_in": 3600}, headers={"Idempotency-Key": "2"})
        ).status_code == 404
        assert (await storefront.get("/reservations")).status_code == 403
        assert (await storefront.delete(f"/reservations/{mine}")).json()["state"] == "released"
    listed = await warehouse.get("/reservations?sku=LAMP&state=reserved")
    assert [one["reservation_id"] for one in listed["items"]] == [str(others)]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"lines": []}, "at least 1 item"),
        ({"lines": [{"sku": "LAMP", "quantity": 0}]}, "greater than 0"),
        ({"lines": [{"sku": "LAMP", "quantity": 1}], "expires_in": 86_401}, "less than or equal to 86400"),
        ({"lines": [{"sku": "LAMP", "quantity": 1}], "expires_at": "2020-01-01T00:00:00Z"}, "within the next 24 hours"),
        (
            {"lines": [{"sku": "LAMP", "quantity": 1}], "expires_in": 9, "expires_at": "2030-01-01T00:00:00Z"},
            "either expires_at or expires_in",
        ),
    ],
)
async def test_a_reservation_of_nothing_or_for_ever_is_refused(warehouse: Warehouse, body: Any, why: str) -> None:
    await warehouse.stock(LAMP=1)
    refused = await warehouse.service.post("/reservations", body)
    assert (refused.status_code, why in refused.text) == (422, True), refused.text


async def test_what_a_count_does_not_find_reservations_give_up_before_orders_do(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=6, CHAIR=2)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    older, younger = await reserve(warehouse, LAMP=2), await reserve(warehouse, LAMP=2, CHAIR=2)
    await warehouse.adjust("LAMP", -3)
    assert await state(warehouse, older) == ("reserved", [("LAMP", 1)])
    assert await state(warehouse, younger) == ("reserved", [("CHAIR", 2), ("LAMP", 0)])
    (first, second) = [one for one in await warehouse.service.announced() if isinstance(one, ReservationReleased)]
    assert (first.reservation_id, first.lines[0].quantity, first.not_found_by_count) == (younger, 2, True)
    assert [(one.sku, one.quantity) for one in first.left] == [("CHAIR", 2)]
    assert (second.reservation_id, second.lines[0].quantity) == (older, 1)
    await warehouse.adjust("LAMP", -2)
    assert (await warehouse.slip(order))[1:] == ("not_shipped", [("LAMP", 2, 1)])
    # The order that comes for it gets what is left of it, and waits for the rest behind those who wait.
    await warehouse.receive("LAMP", 2)
    taker = naming(younger, lines={"LAMP": 2, "CHAIR": 2})
    await warehouse.deliver(taker)
    assert (await warehouse.slip(taker))[1:] == ("not_shipped", [("LAMP", 2, 1), ("CHAIR", 2, 2)])


async def test_of_100_rivals_for_10_lamps_10_win_while_reservations_expire(warehouse: Warehouse, clock: Clock) -> None:
    await warehouse.stock(LAMP=10)
    over = [await reserve(warehouse, LAMP=1, more={"expires_in": 1}) for _ in range(10)]
    clock.pass_by(seconds=1)

    async def rival() -> int:
        for _ in range(20):
            status = (await ask(warehouse, LAMP=1)).status_code
            if status == 201:
                break
            await asyncio.sleep(0)
        return status

    statuses, *_ = await asyncio.gather(
        asyncio.gather(*[rival() for _ in range(100)]),
        *[expire_due_reservations(warehouse.service.database) for _ in range(3)],
    )
    if (won := statuses.count(201)) < 10:  # those who gave up before the goods were free
        statuses += [(await ask(warehouse, LAMP=1)).status_code for _ in range(10 - won)]
    assert sorted(statuses)[:10] == [201] * 10
    assert statuses.count(201) == 10
    assert await warehouse.shelf("LAMP") == (10, 10, 0)
    assert {(await state(warehouse, one))[0] for one in over} == {"expired"}
    reserved = [one for one in await warehouse.service.announced() if isinstance(one, StockReserved)]
    assert len(reserved) == 20
    assert len([one for one in await warehouse.service.announced() if isinstance(one, ReservationExpired)]) == 10
