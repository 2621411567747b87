"""A customer is told of the parcels of a shipment: added, corrected, or lost, before its mail left and after."""

from datetime import timedelta

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.fulfilment import ParcelAdded, ParcelFound, ParcelLost
from tests.notifier.shipments import AT, COLISSIMO, FIRST, SECOND, UPS, corrected, left, not_left, send_all, texts, told
from tests.support.clock import Clock
from tests.support.orders import placed
from tests.support.service import ShopService


@pytest.fixture(autouse=True)
def just_then(clock: Clock) -> None:
    clock.at = AT


async def test_a_parcel_entered_soon_is_in_the_first_mail_and_a_later_one_is_told_if_asked(
    notifier: ShopService,
) -> None:
    order = placed()
    facts = {"shipment_id": FIRST, "slip_number": "BE-000001", "at": AT, "by": "carol"}
    added = ParcelAdded(order_id=order.order_id, sequence=3, parcel=UPS, **facts)
    await notifier.deliver(order, left(order, parcels=()), added)
    (text,) = await texts(notifier, "partly_shipped")
    assert "1Z999AA10123456784" in text
    await send_all(notifier)
    await notifier.deliver(corrected(order, sequence=4, tell_customer=False))
    assert await told(notifier) == [("partly_shipped", "sent")]
    await notifier.deliver(corrected(order, sequence=5, tell_customer=True))
    newest, first = await texts(notifier, "partly_shipped")
    assert "1Z999AA10123456784" in first
    assert "1Z999AA10123456785" in newest
    assert "suivi à jour" in newest
    message = (await notifier.http.get("/messages?kind=partly_shipped")).json()["items"][0]
    assert (message["asked_by"], message["subject"]) == ("carol", "Suivi mis à jour de votre commande 1001")
    one_more = COLISSIMO.model_copy(update={"parcel_id": uuid7()})
    late = facts | {"at": AT + timedelta(hours=2), "tell_customer": True}
    await notifier.deliver(ParcelAdded(order_id=order.order_id, sequence=6, parcel=one_more, **late))
    assert "6A12345678905" in (await texts(notifier, "partly_shipped"))[0]
    assert len(await told(notifier)) == 3


async def test_a_parcel_lost_before_the_mail_left_is_left_out_until_it_is_found(notifier: ShopService) -> None:
    order = placed()
    facts = {"shipment_id": FIRST, "slip_number": "BE-000001", "at": AT, "by": "carol"}
    again = {"sent_again": SECOND, "sent_again_number": "BE-000002"}
    gone = UPS.model_copy(update={"lost": True})
    lost = ParcelLost(order_id=order.order_id, sequence=3, parcel=gone, **again, **facts)
    await notifier.deliver(order, left(order), lost)
    (text,) = await texts(notifier, "partly_shipped")
    assert "6A12345678905" in text
    assert "1Z999AA10123456784" not in text
    back = {"void_numbers": ("BE-000002",), "order_shipped_in_full": False}
    await notifier.deliver(ParcelFound(order_id=order.order_id, sequence=4, parcel=UPS, **back, **facts))
    assert "1Z999AA10123456784" in (await texts(notifier, "partly_shipped"))[0]


async def test_what_is_corrected_before_it_leaves_again_is_told_once_it_does(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order, left(order, parcels=(UPS,)))
    await send_all(notifier)
    right = corrected(order, sequence=4, tell_customer=True)
    await notifier.deliver(not_left(order), right)
    assert await told(notifier) == [("partly_shipped", "sent")]
    await notifier.deliver(left(order, sequence=5, parcels=(right.parcel,)))
    newest, _ = await texts(notifier, "partly_shipped")
    assert "1Z999AA10123456785" in newest
    assert "suivi à jour" in newest
    message = (await notifier.http.get("/messages?kind=partly_shipped")).json()["items"][0]
    assert message["asked_by"] == "carol"
    await send_all(notifier)
    await notifier.deliver(not_left(order, sequence=6), left(order, sequence=7, parcels=(right.parcel,)))
    assert await told(notifier) == [("partly_shipped", "sent")] * 2


async def test_what_is_corrected_before_it_leaves_is_told_right_the_first_time(notifier: ShopService) -> None:
    order = placed()
    right = corrected(order, sequence=2, tell_customer=True)
    await notifier.deliver(order, right, left(order, sequence=3, parcels=(right.parcel,)))
    (text,) = await texts(notifier, "partly_shipped")
    assert "1Z999AA10123456785" in text
    assert "suivi à jour" not in text
