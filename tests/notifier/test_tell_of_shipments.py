"""A customer is told once of each shipment: what left, what follows, and what is sent again."""

import re
from datetime import timedelta

import pytest

from services.notifier.settings import MailSettings
from shared.schemas.fulfilment import LineTitle, ShipmentUndelivered
from shared.stored_settings import save_settings
from tests.notifier.conftest import history, read
from tests.notifier.pickups import to_pick_up
from tests.notifier.shipments import (
    AT,
    COLISSIMO,
    FIRST,
    SECOND,
    THIRD,
    delivered,
    left,
    not_left,
    send_all,
    texts,
    told,
)
from tests.support.clock import Clock
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService

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
