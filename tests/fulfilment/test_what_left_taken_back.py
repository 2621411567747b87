"""The warehouse's books, set back to before goods left: what is known of it is entered, hands do the rest."""

from collections.abc import Sequence
from typing import Any

import pytest

from shared.messaging.take_back import Outcome, Verdict
from shared.schemas.fulfilment import ShipmentShipped, ShipmentUnshipped, StockLevel
from tests.fulfilment.restored import set_back, slips, take_back
from tests.fulfilment.warehouse import Warehouse
from tests.support.clock import Clock
from tests.support.orders import cancelled, placed


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


@pytest.mark.parametrize("dump", ["before the slip", "before it was shipped", "before the cancellation"])
async def test_a_parcel_that_left_before_its_order_was_cancelled_has_left(warehouse: Warehouse, dump: str) -> None:
    order = placed(lines={"LAMP": 2})
    cancellation = cancelled(order)
    await warehouse.stock(LAMP=5)
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.deliver(cancellation)
    before, announced, shelf = await slips(warehouse), await warehouse.events(order), await warehouse.shelf("LAMP")
    created, shipped, too_late, voided = announced
    assert (shelf, before[0]["state"]) == ((3, 0, 0), "shipped")

    await set_back(warehouse)
    await warehouse.stock(LAMP=5)
    unknown, unread = announced, [order, cancellation]
    if dump != "before the slip":
        await take_back(warehouse, [created], [order])
        await warehouse.deliver(order)
        unknown, unread = [shipped, too_late, voided], [cancellation]
    if dump == "before the cancellation":
        await warehouse.ship(order)
        unknown = [too_late, voided]
    verdicts = dict(zip(map(type, unknown), await take_back(warehouse, unknown, unread), strict=True))
    assert Outcome.OPEN not in {verdict.outcome for verdict in verdicts.values()}
    if ShipmentShipped in verdicts:
        said = "it had left when its order was cancelled"
        assert verdicts[ShipmentShipped] == Verdict(Outcome.TAKEN, "BE-000001", said)
        again = dict(zip(map(type, unknown), await take_back(warehouse, unknown, unread), strict=True))
        assert again[ShipmentShipped] == Verdict(Outcome.THERE, "BE-000001", said)
    for event in unread:
        await warehouse.deliver(event)
    assert await warehouse.shelf("LAMP") == shelf
    assert (await warehouse.told(order))[-2:] == ["CancellationTooLate", "SlipsVoided"]
    if dump != "before the cancellation":  # there it was shipped anew, at another time
        assert await slips(warehouse) == before
    await warehouse.check_books()


async def test_where_the_goods_of_a_parcel_that_left_are_not_here_people_are_told(warehouse: Warehouse) -> None:
    order = placed(lines={"LAMP": 2})
    cancellation = cancelled(order)
    await warehouse.stock(LAMP=2)
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.deliver(cancellation)
    announced = await warehouse.events(order)
    await set_back(warehouse)
    await warehouse.stock(LAMP=1)
    verdicts = [verdict.outcome for verdict in await take_back(warehouse, announced, [order, cancellation])]
    assert verdicts == [Outcome.TAKEN, Outcome.OPEN, Outcome.OPEN, Outcome.COMES_AGAIN]


async def test_of_what_was_done_and_undone_the_last_alone_is_told(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.unship(order)
    announced = await warehouse.service.announced()
    await set_back(warehouse)
    verdicts = dict(zip(map(type, announced), await take_back(warehouse, announced, [order]), strict=True))
    assert verdicts[ShipmentShipped].outcome is Outcome.THERE
    assert verdicts[ShipmentUnshipped] == Verdict(
        Outcome.OPEN, "BE-000001", "mark it as not shipped again, if it is marked as shipped here"
    )


async def test_parcels_are_as_they_were_told_last_and_what_has_left_is_delivered_as_it_was(
    warehouse: Warehouse, clock: Clock
) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    path = f"/shipments/{await warehouse.shipment_id(order)}"

    async def post(path: str, body: Any = None) -> Any:
        clock.pass_by(minutes=1)
        answer = await warehouse.service.post(path, body)
        assert answer.is_success, answer.text
        return answer.json()

    mistyped, mistake = [
        (await post(f"{path}/parcels", {"tracking_number": number}))["parcels"][-1]["parcel_id"]
        for number in ("6A12345678901", "1Z999AA10123456784")
    ]
    await post(f"/parcels/{mistyped}/correct", {"tracking_number": "6A12345678905", "weight_g": 1250})
    await post(f"/parcels/{mistake}/remove")
    await post(f"{path}/ship")
    await post(f"{path}/deliver")
    (before,) = await warehouse.shipments(order)
    assert [one["tracking_number"] for one in before["parcels"]] == ["6A12345678905"]
    announced = await warehouse.events(order)
    await set_back(warehouse)
    await warehouse.stock(LAMP=5)

    def by_type(verdicts: Sequence[Verdict]) -> dict[str, tuple[str, str]]:
        return {
            type(event).__name__: (verdict.outcome.value, verdict.why)
            for event, verdict in zip(announced, verdicts, strict=True)
        }

    told = by_type(await take_back(warehouse, announced, [order]))
    assert told["ParcelCorrected"] == ("taken_back", "")
    assert told["ParcelRemoved"] == ("there_already", "")
    why = "it has not left here: mark it as shipped again, and then as delivered"
    assert (told["ShipmentShipped"][0], told["ShipmentDelivered"]) == ("open", ("open", why))
    (here,) = await warehouse.shipments(order)
    assert here["parcels"] == [before["parcels"][0] | {"may": ["correct", "remove"]}]

    await warehouse.deliver(order)
    await warehouse.ship(order)
    told = by_type(await take_back(warehouse, announced, []))
    assert (told["ParcelCorrected"][0], told["ShipmentDelivered"]) == ("there_already", ("taken_back", ""))
    (here,) = await warehouse.shipments(order)
    assert (here["state"], here["delivered_at"]) == ("delivered", before["delivered_at"])
