"""The warehouse's books, set back to before all this: slips and reservations are entered as they were."""

from typing import Any
from uuid import UUID

import pytest

from shared.messaging.take_back import Outcome
from shared.schemas.event import Event
from shared.schemas.fulfilment import ReservationEvent, SkuQuantity, SlipCreated, SlipWaits
from tests.fulfilment.restored import set_back, slips, take_back
from tests.fulfilment.test_take_off_credits import credited
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import cancelled, held, placed, resumed


async def test_slips_are_as_they_were_once_their_orders_are_read_again(warehouse: Warehouse) -> None:
    orders = [placed(number=str(number)) for number in range(3)]
    for order in reversed(orders):
        await warehouse.deliver(order)
    before = await slips(warehouse)
    announced = [event for event in await warehouse.service.announced() if isinstance(event, SlipCreated)]
    await set_back(warehouse)
    verdicts = await take_back(warehouse, announced, orders)
    assert [verdict.outcome for verdict in verdicts] == [Outcome.TAKEN] * 3
    assert await slips(warehouse) == before
    await warehouse.deliver(*orders)
    assert await slips(warehouse) == before
    assert await warehouse.service.announced() == []
    assert {verdict.outcome for verdict in await take_back(warehouse, announced, orders)} == {Outcome.THERE}
    await warehouse.deliver(placed(number="another"))
    assert [slip["slip_no"] for slip in await slips(warehouse)] == [1, 2, 3, 4]


@pytest.mark.parametrize("after", ["nothing", "held", "resumed", "cancelled", "on hold from its start"])
async def test_whatever_was_done_with_the_order_after_its_slip_its_slip_is_as_it_was(
    warehouse: Warehouse, after: str
) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 2}, held=after == "on hold from its start")
    later: dict[str, list[Event]] = {
        "nothing": [],
        "held": [held(order)],
        "resumed": [held(order), resumed(order)],
        "cancelled": [cancelled(order)],
        "on hold from its start": [resumed(order, sequence=2), held(order, sequence=3)],
    }
    read = [order, *later[after]]
    for event in read:
        await warehouse.deliver(event)
    before, announced = await slips(warehouse), await warehouse.service.announced()
    shelf = await warehouse.shelf("LAMP")
    await set_back(warehouse)
    await warehouse.stock(LAMP=5)
    verdicts = await take_back(warehouse, announced, read)
    assert Outcome.OPEN not in {verdict.outcome for verdict in verdicts}
    for event in read:
        await warehouse.deliver(event)
    assert await slips(warehouse) == before
    assert await warehouse.shelf("LAMP") == shelf
    assert "SlipCreated" not in await warehouse.told(order)


@pytest.mark.parametrize("credit_first", [True, False])
async def test_what_was_credited_after_its_slip_is_taken_off_it_whatever_is_read_first(
    warehouse: Warehouse, credit_first: bool
) -> None:
    order = placed(lines={"LAMP": 2})
    credit = credited(order, {1: 2}, in_full=True)
    await warehouse.deliver(order)
    await warehouse.deliver(credit)
    before, announced = await slips(warehouse), await warehouse.service.announced()
    await set_back(warehouse)
    await take_back(warehouse, announced, [order, credit])
    for event in (credit, order) if credit_first else (order, credit):
        await warehouse.deliver(event)
    assert await slips(warehouse) == before


async def test_an_order_that_needed_no_slip_gets_none_whatever_is_read_first(warehouse: Warehouse) -> None:
    order = placed(lines={"LAMP": 2})
    credit = credited(order, {1: 2}, in_full=True)
    await warehouse.deliver(credit)
    await warehouse.deliver(order)
    announced = await warehouse.service.announced()
    await set_back(warehouse)
    (verdict,) = await take_back(warehouse, announced, [order, credit])
    assert verdict.outcome is Outcome.TAKEN
    await warehouse.deliver(order)
    await warehouse.deliver(credit)
    assert (await slips(warehouse), await warehouse.told(order)) == ([], [])
    assert (await take_back(warehouse, announced, []))[0].outcome is Outcome.THERE


async def test_where_goods_are_not_here_any_more_the_order_is_told_that_its_slip_waits(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    announced = await warehouse.service.announced()
    await set_back(warehouse)
    await warehouse.stock(LAMP=1)
    await take_back(warehouse, announced, [order])
    assert await warehouse.slip(order) == ("BE-000001", "not_shipped", [("LAMP", 2, 1)])
    waits = await warehouse.last(order)
    assert isinstance(waits, SlipWaits)
    assert (waits.sequence, waits.missing) == (2, (SkuQuantity(sku="LAMP", quantity=1),))
    await warehouse.receive("LAMP", 1)
    assert await warehouse.told(order) == ["SlipWaits", "SlipReady"]


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


async def test_reservations_are_as_they_were_announced(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)

    async def reserve(units: int) -> str:
        body = {"lines": [{"sku": "LAMP", "quantity": units}]}
        return str((await warehouse.service.post("/reservations", body)).json()["reservation_id"])

    async def state(reservation_id: str) -> tuple[str, int]:
        found = await warehouse.get(f"/reservations/{reservation_id}")
        return found["state"], found["lines"][0]["reserved"]

    known, ended, lasting = await reserve(1), await reserve(1), await reserve(2)
    before = await warehouse.service.announced()
    assert (await warehouse.service.post(f"/reservations/{lasting}/extend", {"expires_in": 3600})).status_code == 200
    for one in (known, ended):
        await warehouse.service.http.delete(f"/reservations/{one}")
    announced = [one for one in await warehouse.service.announced() if isinstance(one, ReservationEvent)]

    # A dump of when only the first of them was made; its releases and the rest are not known.
    async with warehouse.service.transaction() as tx:
        await tx.execute("DELETE FROM reservation_lines WHERE reservation_id <> $1", UUID(known))
        await tx.execute("DELETE FROM reservations WHERE reservation_id <> $1", UUID(known))
        await tx.execute("UPDATE reservations SET state = 'reserved', ended_at = NULL, ended_by = NULL, sequence = 1")
        await tx.execute("UPDATE reservation_lines SET reserved = 1")
        await tx.execute("UPDATE stock SET allocated = 1, reserved = 1")
    unknown = [one for one in announced if str(one.reservation_id) != known or one not in before]
    for _ in range(2):
        verdicts = await take_back(warehouse, unknown, [])
        assert {verdict.outcome for verdict in verdicts} <= {Outcome.TAKEN, Outcome.THERE}
    assert [await state(one) for one in (known, lasting)] == [("released", 0), ("reserved", 2)]
    assert (await warehouse.service.http.get(f"/reservations/{ended}")).status_code == 404
    assert await warehouse.shelf("LAMP") == (5, 2, 0)
    assert (await warehouse.get(f"/reservations/{lasting}"))["may"] == ["release"]


async def test_slips_that_were_merged_and_split_in_turns_are_as_they_were_with_their_parcels(
    warehouse: Warehouse,
) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 4})
    await warehouse.deliver(order)
    ids: list[str] = []

    async def post(number: int, does: str, body: Any = None) -> None:
        answer = await warehouse.service.post(f"/shipments/{ids[number]}/{does}", body)
        assert answer.is_success, answer.text
        ids[:] = [one["shipment_id"] for one in await warehouse.shipments(order)]

    ids.append(str(await warehouse.shipment_id(order)))
    await post(0, "split", {"lines": [{"line_no": 1, "quantity": 3}]})
    await post(1, "parcels", {"tracking_number": "6A12345678905"})
    await post(0, "merge", {"other_shipment_id": ids[1]})
    await post(0, "split", {"lines": [{"line_no": 1, "quantity": 2}]})
    await post(2, "merge", {"other_shipment_id": ids[0]})
    before, announced = await warehouse.shipments(order), await warehouse.events(order)
    assert [(one["state"], len(one["parcels"])) for one in before] == [("ready", 1), ("void", 0), ("void", 0)]
    await set_back(warehouse)
    await warehouse.stock(LAMP=3)
    verdicts = await take_back(warehouse, announced, [order])
    assert {verdict.outcome for verdict in verdicts} == {Outcome.TAKEN}
    assert await warehouse.told(order) == ["SlipWaits"]
    await warehouse.receive("LAMP", 2)
    await warehouse.deliver(order)
    assert await warehouse.shipments(order) == before
    await warehouse.check_books()
