"""A customer is told once of each shipment: what left, in which parcels, what follows, and what is sent again."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from services.notifier.queue import store as queue
from services.notifier.queue.model import Attempt, Outcome
from services.notifier.settings import MailSettings
from services.notifier.usecases.record_attempts import record_attempts
from shared.clock import now
from shared.schemas.fulfilment import (
    LineQuantity,
    LineTitle,
    ParcelAdded,
    ParcelCorrected,
    ParcelFound,
    ParcelLost,
    ShipmentDelivered,
    ShipmentLine,
    ShipmentParcel,
    ShipmentShipped,
    ShipmentUndelivered,
    ShipmentUnshipped,
)
from shared.schemas.orders import OrderPlaced
from shared.stored_settings import save_settings
from tests.notifier.conftest import history, read
from tests.notifier.pickups import to_pick_up
from tests.support.clock import Clock
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService

AT = datetime(2026, 3, 2, 15, tzinfo=UTC)
FIRST, SECOND, THIRD = uuid7(), uuid7(), uuid7()
COLISSIMO = ShipmentParcel(
    parcel_id=uuid7(),
    carrier="colissimo",
    carrier_name="Colissimo",
    tracking_number="6A12345678905",
    link="https://www.laposte.fr/outils/suivre-vos-envois?code=6A12345678905",
)
UPS = ShipmentParcel(parcel_id=uuid7(), carrier="ups", carrier_name="UPS", tracking_number="1Z999AA10123456784")

FRENCH = """\
Bonjour Zoé Martin,

Une partie de votre commande 1001 est expédiée. Cet envoi contient :
2 × Lampe de chêne
1 × Chaise

Vos colis :
Colissimo, n° 6A12345678905
Suivre le colis : https://www.laposte.fr/outils/suivre-vos-envois?code=6A12345678905
UPS, n° 1Z999AA10123456784

La suite vous sera envoyée dès que possible :
3 × Table

Arrière-boutique SARL"""
ENGLISH = """\
Hello Zoé Martin,

All of your order 1001 has left now. This shipment contains:
3 × Table

Your parcel:
UPS, 1Z999AA10123456784

Arrière-boutique SARL"""
TITLES = {1: ("LAMP", "Lampe de chêne"), 2: ("CHAIR", "Chaise"), 3: ("TABLE", "Table")}


def left(order: OrderPlaced, shipment_id: UUID = FIRST, *, sequence: int = 2, **changes: Any) -> ShipmentShipped:
    """Two lamps and a chair in two parcels; three tables follow."""
    lines = [(1, 2), (2, 1)] if shipment_id == FIRST else [(3, 3)]
    facts: dict[str, Any] = {
        "slip_number": "BE-000001",
        "lines": tuple(
            [ShipmentLine(line_no=no, sku=TITLES[no][0], quantity=units, allocated=units) for no, units in lines]
        ),
        "shipped_at": AT,
        "order_shipped_in_full": shipment_id != FIRST,
        "by": "carol",
        "parcels": (COLISSIMO, UPS) if shipment_id == FIRST else (UPS,),
        "follows": (LineQuantity(line_no=3, sku="TABLE", quantity=3),) if shipment_id == FIRST else (),
        "titles": tuple([LineTitle(line_no=no, title=title) for no, (_, title) in TITLES.items()]),
    }
    return ShipmentShipped(order_id=order.order_id, sequence=sequence, shipment_id=shipment_id, **facts | changes)


def not_left(order: OrderPlaced, *, sequence: int = 3) -> ShipmentUnshipped:
    facts = {"slip_number": "BE-000001", "lines": (), "nothing_shipped": True, "by": "carol"}
    return ShipmentUnshipped(order_id=order.order_id, sequence=sequence, shipment_id=FIRST, **facts)


def delivered(order: OrderPlaced, *, sequence: int = 3) -> ShipmentDelivered:
    facts = {"slip_number": "BE-000001", "delivered_at": AT, "by": "carol"}
    return ShipmentDelivered(order_id=order.order_id, sequence=sequence, shipment_id=FIRST, **facts)


def corrected(order: OrderPlaced, *, sequence: int, tell_customer: bool) -> ParcelCorrected:
    right = UPS.model_copy(update={"tracking_number": "1Z999AA10123456785"})
    facts = {"slip_number": "BE-000001", "parcel": right, "before": UPS, "at": AT + timedelta(hours=1), "by": "carol"}
    return ParcelCorrected(
        order_id=order.order_id, sequence=sequence, shipment_id=FIRST, tell_customer=tell_customer, **facts
    )


async def told(notifier: ShopService) -> list[tuple[str, str]]:
    """Kind and state of what was written about shipments, in the order of their names."""
    kinds = ("shipped", "partly_shipped", "sent_again", "delivered")
    return sorted((one.kind, one.state) for one in await history(notifier) if one.kind in kinds)


async def texts(notifier: ShopService, kind: str) -> list[str]:
    found = (await notifier.http.get("/messages", params={"kind": kind})).json()["items"]
    return [(await read(notifier, one["message_id"])).text for one in found]


async def send_all(notifier: ShopService) -> None:
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET next_attempt_at = now() WHERE state = 'queued'")
        claimed = await queue.claim_due_messages(tx, limit=20, lease=timedelta(minutes=1))
        attempts = [Attempt(one.message_id, one.order_id, 0, Outcome.ACCEPTED, now()) for one in claimed]
        await record_attempts(tx, attempts, [])


@pytest.fixture(autouse=True)
def just_then(clock: Clock) -> None:
    clock.at = AT


async def test_one_mail_tells_of_each_shipment_with_its_parcels_and_what_follows(notifier: ShopService) -> None:
    order = placed()
    again = left(order, THIRD, sequence=9, replaces=FIRST)
    await notifier.deliver(order, left(order), left(order, SECOND, sequence=5), again)
    await notifier.deliver(left(order), left(order, SECOND, sequence=5))
    once_each = [("partly_shipped", "queued"), ("sent_again", "queued"), ("shipped", "queued")]
    assert await told(notifier) == once_each
    assert [one.replace("\N{NO-BREAK SPACE}", " ") for one in await texts(notifier, "partly_shipped")] == [FRENCH]
    await send_all(notifier)
    async with notifier.transaction() as tx:  # as after a restored dump, without the ids of what was read
        await tx.execute("DELETE FROM inbox")
    await notifier.deliver(left(order), left(order, SECOND, sequence=5), again)
    assert await told(notifier) == [(kind, "sent") for kind, _ in once_each]


async def test_it_is_told_in_english_with_links_and_escaped_titles(notifier: ShopService) -> None:
    order = placed(language="en")
    titles = (LineTitle(line_no=1, title="Lamp <b>"),)
    await notifier.deliver(order, left(order, SECOND), left(order, titles=titles, sequence=3))
    assert await texts(notifier, "shipped") == [ENGLISH]
    (found,) = (await notifier.http.get("/messages?kind=partly_shipped")).json()["items"]
    html = (await read(notifier, found["message_id"])).html
    assert re.search(f'<a href="{re.escape(COLISSIMO.link)}"[^>]*>Track the parcel</a>', html)
    assert ">Lamp &lt;b&gt;</td>" in html
    assert ">CHAIR</td>" in html  # whose title is not known


async def test_an_order_that_comes_after_its_parcel_is_told_of_it(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(left(order))
    assert await told(notifier) == []
    await notifier.deliver(order)
    assert await told(notifier) == [("partly_shipped", "queued")]


async def test_what_had_not_left_after_all_is_told_once_it_has(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order, left(order), not_left(order))
    assert [(one.state, one.reason) for one in await history(notifier)][1:] == [("not_sent", "taken_back")]
    in_full = left(order, sequence=4, order_shipped_in_full=True, follows=())
    await notifier.deliver(in_full)
    assert await told(notifier) == [("shipped", "queued")]
    await send_all(notifier)
    await notifier.deliver(not_left(order, sequence=5), left(order, sequence=6))
    assert await told(notifier) == [("shipped", "sent")]


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


async def test_what_is_delivered_before_the_mail_left_is_not_told_to_have_left(notifier: ShopService) -> None:
    order, early = placed(), placed()
    await notifier.deliver(order, left(order), delivered(order))
    assert await told(notifier) == [("partly_shipped", "not_sent")]
    assert [one.reason for one in await history(notifier)][1:] == ["handed_over"]
    facts = {"slip_number": "BE-000001", "reason": "at the relay point", "undelivered_at": AT, "by": "carol"}
    not_there = ShipmentUndelivered(order_id=order.order_id, sequence=4, shipment_id=FIRST, **facts)
    await notifier.deliver(not_there)
    assert await told(notifier) == [("partly_shipped", "queued")]
    await send_all(notifier)
    await notifier.deliver(delivered(order, sequence=5), not_there.model_copy(update={"sequence": 6}))
    assert await told(notifier) == [("partly_shipped", "sent")]
    there = delivered(early).model_copy(update={"shipment_id": SECOND})
    await notifier.deliver(left(early, SECOND), there, early)
    assert await told(notifier) == [("partly_shipped", "sent")]


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


async def test_it_waits_as_long_as_whoever_runs_the_shop_has_set(notifier: ShopService) -> None:
    order, other = placed(), placed()
    await notifier.deliver(order, left(order))
    async with notifier.transaction() as tx:
        await save_settings(tx, MailSettings(mails_wait_s=30), expected_version=0, at=AT, by="alice")
    await notifier.deliver(other, left(other, SECOND))
    due = {one.kind: one.next_attempt_at for one in await history(notifier) if one.kind != "order_confirmation"}
    assert due == {"partly_shipped": AT + timedelta(minutes=2), "shipped": AT + timedelta(seconds=30)}


async def test_nothing_follows_what_left_of_a_cancelled_order(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order, left(order), cancelled(order))
    (text,) = await texts(notifier, "partly_shipped")
    assert "2 × Lampe de chêne" in text
    assert "La suite" not in text
    assert await told(notifier) == [("partly_shipped", "queued")]


async def test_nobody_is_told_of_what_they_came_for_or_what_left_long_ago(notifier: ShopService) -> None:
    fetched, old = to_pick_up(), placed()
    await notifier.deliver(fetched, left(fetched), old, left(old, SECOND, shipped_at=AT - timedelta(days=4)))
    assert await told(notifier) == []


async def test_each_kind_is_switched_on_and_off(notifier: ShopService) -> None:
    order, other = placed(), placed()
    await notifier.deliver(order, left(order))
    await send_all(notifier)
    await notifier.deliver(delivered(order))
    assert await told(notifier) == [("partly_shipped", "sent")]
    async with notifier.transaction() as tx:
        settings = MailSettings(mails_partly_shipped=False, mails_delivered=True)
        await save_settings(tx, settings, expected_version=0, at=AT, by="alice")
    await notifier.deliver(other, left(other, THIRD), delivered(order, sequence=4), delivered(order, sequence=5))
    assert await told(notifier) == [("delivered", "queued"), ("partly_shipped", "sent"), ("shipped", "queued")]
    (text,) = await texts(notifier, "delivered")
    assert "est livré" in text
    assert "La suite" not in text
