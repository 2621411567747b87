"""Parcels of a shipment: their carriers and numbers, entered, corrected and removed."""

from typing import Any

import pytest

from shared.schemas.fulfilment import ParcelAdded, ParcelCorrected
from tests.fulfilment.test_split_shipments import merge, post, shipment, split
from tests.fulfilment.test_take_off_credits import credited
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import held, placed


async def parcels(warehouse: Warehouse, order: Any, number: str = "BE-000001") -> list[Any]:
    return [one for one in (await shipment(warehouse, order, number))["parcels"]]


async def add(warehouse: Warehouse, order: Any, number: str = "BE-000001", **said: Any) -> Any:
    return await post(warehouse, order, number, "parcels", said)


async def test_two_parcels_by_two_carriers_are_entered_and_told_when_they_leave(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    added = await add(warehouse, order, tracking_number="6a 1234 5678 905", weight_g=1250)
    assert added.status_code == 201, added.text
    await add(warehouse, order, tracking_number="1Z999AA10123456784", carrier="UPS")
    one, other = await parcels(warehouse, order)
    assert (one["carrier"], one["carrier_name"], one["tracking_number"]) == (
        "colissimo",
        "Colissimo, La Poste",
        "6A12345678905",
    )
    assert one["link"] == "https://www.laposte.fr/outils/suivre-vos-envois?code=6A12345678905"
    assert (one["check_digit"], one["weight_g"], one["is_return"], one["added_by"]) == ("right", 1250, False, "alice")
    assert (other["carrier"], other["link"]) == ("ups", "https://www.ups.com/track?tracknum=1Z999AA10123456784")
    told = await warehouse.last(order)
    assert isinstance(told, ParcelAdded)
    assert (told.parcel.carrier_name, told.by) == ("UPS", "alice")
    await warehouse.ship(order)
    left = [parcel.tracking_number for parcel in (await warehouse.last(order)).parcels]
    assert left == ["6A12345678905", "1Z999AA10123456784"]


async def test_a_wrong_check_digit_warns_and_a_chosen_carrier_stays(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    await add(warehouse, order, tracking_number="6A12345678901", carrier="colissimo")
    (wrong,) = await parcels(warehouse, order)
    assert wrong["check_digit"] == "wrong"
    # The number is like another carrier's now: the one that was chosen stays.
    body = {"tracking_number": "1Z999AA10123456784", "tell_customer": True}
    corrected = await warehouse.service.post(f"/parcels/{wrong['parcel_id']}/correct", body)
    (right,) = corrected.json()["parcels"]
    assert (right["carrier"], right["tracking_number"]) == ("colissimo", "1Z999AA10123456784")
    told = await warehouse.last(order)
    assert isinstance(told, ParcelCorrected)
    assert (told.before.tracking_number, told.tell_customer) == ("6A12345678901", True)
    again = await warehouse.service.post(f"/parcels/{wrong['parcel_id']}/correct", body | {"tell_customer": False})
    assert again.status_code == 200
    assert await warehouse.told(order) == ["SlipCreated", "ParcelAdded", "ParcelCorrected"]
    removed = await warehouse.service.post(f"/parcels/{wrong['parcel_id']}/remove")
    assert removed.json()["parcels"] == []
    assert (await warehouse.told(order))[-1] == "ParcelRemoved"
    gone = await warehouse.service.post(f"/parcels/{wrong['parcel_id']}/correct", body)
    assert (gone.status_code, gone.json()["type"]) == (404, "parcel-not-found")


async def test_a_number_that_may_be_two_carriers_names_none_and_one_nobody_knows_is_kept_as_it_is(
    warehouse: Warehouse,
) -> None:
    order = placed()
    await warehouse.deliver(order)
    await add(warehouse, order, tracking_number="333333333651")
    await add(warehouse, order, tracking_number="77-1", carrier="Le coursier du quartier")
    unclear, own = await parcels(warehouse, order)
    assert (unclear["carrier"], unclear["carrier_name"], unclear["link"]) == (None, None, None)
    assert (own["carrier"], own["carrier_name"], own["link"]) == (None, "Le coursier du quartier", None)
    await add(warehouse, order, tracking_number="6A12345678901")  # it is like Colissimo's, and wrong
    assert (await parcels(warehouse, order))[2]["check_digit"] == "wrong"


async def test_parcels_that_cannot_be_are_refused(warehouse: Warehouse) -> None:
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    nothing = await add(warehouse, order)
    assert nothing.status_code == 422
    assert "give a parcel its tracking number, its carrier or its weight" in nothing.text
    assert (await add(warehouse, order, weight_g=0)).status_code == 422
    assert (await add(warehouse, order, tracking_number="...")).status_code == 422
    turned = await add(warehouse, order, weight_g=500, carrier="ty\u202erres")
    assert (turned.status_code, turned.json()["errors"][0]["detail"]) == (
        422,
        "hidden marks that turn the direction of text are not allowed",
    )
    await add(warehouse, order, tracking_number="6A12345678905")
    twice = (await add(warehouse, order, tracking_number="6A 1234 5678 905")).json()
    assert twice["detail"] == "another parcel of slip BE-000001 has the number 6A12345678905"
    await warehouse.deliver(held(order))
    assert (await add(warehouse, order, tracking_number="6A12345678912")).status_code == 201  # it moves nothing
    await warehouse.deliver(credited(order, {1: 2}))
    assert (await add(warehouse, order, weight_g=500)).json()["type"] == "slip-void"
    void = (await parcels(warehouse, order))[0]
    assert void["may"] == ["remove"]
    wrong = await warehouse.service.post(f"/parcels/{void['parcel_id']}/correct", {"weight_g": 500})
    assert wrong.json()["type"] == "slip-void"


async def test_parcels_stay_with_their_slip_and_go_with_it_where_it_is_merged(warehouse: Warehouse) -> None:
    order = placed(lines={"LAMP": 3})
    await warehouse.deliver(order)
    await split(warehouse, order, LAMP=1)
    await add(warehouse, order, "BE-000002", weight_g=700)
    assert await parcels(warehouse, order) == []
    await merge(warehouse, order, "BE-000001", "BE-000002")
    (only,) = await parcels(warehouse, order)
    assert only["weight_g"] == 700


async def test_parcels_of_slips_that_were_merged_are_corrected_also_where_both_have_one_number(
    warehouse: Warehouse,
) -> None:
    order = placed(lines={"LAMP": 3})
    await warehouse.deliver(order)
    await split(warehouse, order, LAMP=1)
    for slip in ("BE-000001", "BE-000002"):
        await add(warehouse, order, slip, tracking_number="6A12345678905")
    await add(warehouse, order, "BE-000002", tracking_number="6A12345678912")
    await merge(warehouse, order, "BE-000001", "BE-000002")
    one, other, third = [f"/parcels/{parcel['parcel_id']}/correct" for parcel in await parcels(warehouse, order)]
    weighed = {"tracking_number": "6A12345678905", "weight_g": 500}
    for path in (one, other):
        assert (await warehouse.service.post(path, weighed)).status_code == 200
    assert (await warehouse.service.post(third, weighed)).json()["type"] == "tracking-number-taken"
    assert (await warehouse.service.post(other, {"tracking_number": "6A12345678929"})).status_code == 200
    assert (await warehouse.service.post(other, weighed)).json()["type"] == "tracking-number-taken"


async def test_slips_are_not_merged_that_have_more_parcels_together_than_a_shipment_may_have(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = placed(lines={"LAMP": 3})
    await warehouse.deliver(order)
    await split(warehouse, order, LAMP=1)
    for slip in ("BE-000001", "BE-000001", "BE-000002"):
        await add(warehouse, order, slip, weight_g=500)
    monkeypatch.setattr("services.fulfilment.shipments.parting.MOST", 2)
    refused = (await merge(warehouse, order, "BE-000001", "BE-000002")).json()
    words = "slips BE-000001 and BE-000002 have 3 parcels together: no shipment has more than 2"
    assert (refused["type"], refused["detail"]) == ("too-many-parcels", words)
    monkeypatch.undo()
    assert (await merge(warehouse, order, "BE-000001", "BE-000002")).status_code == 200
    # As of slips that were merged before that was refused.
    monkeypatch.setattr("services.fulfilment.shipments.parcels.MOST", 1)
    (first, *_) = await parcels(warehouse, order)
    corrected = await warehouse.service.post(f"/parcels/{first['parcel_id']}/correct", {"weight_g": 700})
    assert corrected.status_code == 200
