"""A customer is told once that the order is ready for pickup."""

from datetime import timedelta

from uuid_utils.compat import uuid7

from services.notifier.settings import MailSettings
from shared.clock import now
from shared.schemas.fulfilment import (
    ShipmentState,
)
from shared.schemas.notifier import MessageSentV2
from shared.stored_settings import save_settings
from tests.notifier.conftest import Deliver, MailServer, read
from tests.notifier.pickups import NOON, in_part, message_of, ready, reduced, to_pick_up, told, withdrawn
from tests.support.orders import CUSTOMER, cancelled
from tests.support.service import ShopService
from tests.support.waiting import until

FRENCH = """\
Bonjour Zoé Martin,

Votre commande 1001 est prête\xa0: vous pouvez venir la retirer.

Lieu\xa0: Comptoir de Nantes

Merci d’apporter ce message ou le numéro de votre commande.

Arrière-boutique SARL"""
IN_PART = """\
Bonjour Zoé Martin,

Une partie de votre commande 1001 est prête, vous pouvez venir la retirer :
2 × Lampe de chêne

Le reste n’est pas encore prêt. Nous vous écrirons dès qu’il le sera :
1 × Chaise

Lieu : Comptoir de Nantes

Merci d’apporter ce message ou le numéro de votre commande.

Arrière-boutique SARL"""
ENGLISH = """\
Hello Zoé Martin,

Your order 1001 is ready for pickup.

Place: Comptoir de Nantes
Where to find us:
2 quai de la Fosse
44000 Nantes

Please bring this message or the number of your order.

Arrière-boutique SARL"""


async def test_the_customer_is_told_in_french_that_the_order_is_ready(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order))
    message = await message_of(notifier)
    assert (message["subject"], message["recipient"]) == ("Votre commande 1001 est prête au retrait", "zoe@example.org")
    assert message["text"] == FRENCH
    assert "<b>1001</b> est prête" in message["html"]


async def test_the_customer_is_told_in_english_where_the_shop_is(
    notifier: ShopService,
) -> None:
    address = MailSettings(pickup_address="2 quai de la Fosse\n44000 Nantes")
    async with notifier.database.transaction() as tx:
        await save_settings(tx, address, expected_version=0, at=NOON, by="alice")
    order = to_pick_up(language="en")
    await notifier.deliver(order, ready(order))
    message = await message_of(notifier)
    assert message["subject"] == "Your order 1001 is ready for pickup"
    assert message["text"] == ENGLISH


async def test_the_customer_is_told_once(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order), ready(order, sequence=3))
    await notifier.deliver(ready(order))
    assert await told(notifier) == [("queued", None)]


async def test_each_slip_is_told_once_with_its_goods_and_what_is_not_ready_yet(notifier: ShopService) -> None:
    order, other = to_pick_up(), {"shipment_id": uuid7(), "slip_number": "BE-000002"}
    rest = in_part(
        order, sequence=4, lines=in_part(order).follows, follows=(), ready_at=NOON + timedelta(hours=1), **other
    )
    await notifier.deliver(order, in_part(order), rest, in_part(order, sequence=5))
    assert await told(notifier) == [("queued", None)] * 2
    newest, first = (await notifier.http.get("/messages?kind=pickup_ready")).json()["items"]
    assert (await read(notifier, first["message_id"])).text.replace("\N{NO-BREAK SPACE}", " ") == IN_PART
    text = (await read(notifier, newest["message_id"])).text
    assert "1 × Chaise" in text
    assert "Le reste" not in text
    await notifier.deliver(withdrawn(order))
    assert sorted(await told(notifier)) == [("not_sent", "withdrawn"), ("queued", None)]


async def test_slips_that_were_ready_before_their_order_came_are_each_told(notifier: ShopService) -> None:
    order, other = to_pick_up(language="en"), {"shipment_id": uuid7(), "slip_number": "BE-000002"}
    await notifier.deliver(in_part(order), ready(order, sequence=3, **other), withdrawn(order, **other), order)
    assert (await message_of(notifier))["subject"] == "Part of your order 1001 is ready for pickup"


async def test_what_the_version_before_remembered_and_told_of_an_order_goes_on(notifier: ShopService) -> None:
    early, over = to_pick_up(), to_pick_up()
    await notifier.deliver(over, ready(over))
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET about = order_id")
        await tx.execute("INSERT INTO pickups (order_id, ready_at) VALUES ($1, $2)", early.order_id, NOON)
    await notifier.deliver(early, withdrawn(over))
    assert sorted(await told(notifier)) == [("not_sent", "withdrawn"), ("queued", None)]


async def test_a_shop_that_switched_it_off_tells_nobody(notifier: ShopService) -> None:
    async with notifier.transaction() as tx:
        await save_settings(tx, MailSettings(mails_pickup_ready=False), expected_version=0, at=NOON, by="alice")
    order = to_pick_up()
    await notifier.deliver(order, ready(order), withdrawn(order))
    assert await told(notifier) == []


async def test_an_order_that_comes_after_it_is_ready_is_told_of_with_its_confirmation(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(ready(order))
    assert await told(notifier) == []
    await notifier.deliver(order)
    assert await told(notifier) == [("queued", None)]
    await notifier.deliver(order.model_copy())
    assert await told(notifier) == [("queued", None)]


async def test_what_is_made_ready_again_before_anything_was_told_is_told(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order), withdrawn(order), ready(order, sequence=4))
    assert sorted(await told(notifier)) == [("not_sent", "withdrawn"), ("queued", None)]


async def test_what_is_left_of_a_credited_pickup_is_told_of(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order), reduced(order, ShipmentState.READY))
    assert await told(notifier) == [("queued", None)]


async def test_nobody_is_told_of_a_cancelled_order(notifier: ShopService) -> None:
    first, second = to_pick_up(), to_pick_up()
    await notifier.deliver(first, second, ready(first), cancelled(first), cancelled(second), ready(second))
    assert await told(notifier) == [("not_sent", "order_cancelled")] * 2


async def test_a_customer_without_an_address_cannot_be_told(notifier: ShopService) -> None:
    order = to_pick_up(customer=CUSTOMER.model_copy(update={"email": None}))
    await notifier.deliver(order, ready(order))
    assert await told(notifier) == [("not_sent", "no_address")]


async def test_nobody_is_told_of_what_was_ready_long_ago_elsewhere(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order, recorded_at=NOON + timedelta(days=30)))
    assert await told(notifier) == [("not_sent", "long_ago")]


async def test_an_order_of_the_version_before_is_told_of_without_its_place(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order)
    async with notifier.database.transaction() as tx:
        await tx.execute("DELETE FROM pickups")
    await notifier.deliver(ready(order))
    assert "Lieu" not in (await message_of(notifier))["text"]


async def test_it_leaves_once_it_can_not_be_taken_back_any_more_and_is_announced(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order, ready_at=now(), recorded_at=now()))
    async with deliver():
        await until(mail_server.has, 1)
        assert mail_server.subjects() == ["Nous avons bien reçu votre commande 1001"]
        async with notifier.database.transaction() as tx:
            await tx.execute("UPDATE messages SET next_attempt_at = now() WHERE kind = 'pickup_ready'")
        await until(mail_server.has, 2)
    assert mail_server.subjects()[1] == "Votre commande 1001 est prête au retrait"
    (event,) = [one for one in await notifier.announced() if isinstance(one, MessageSentV2)]
    assert (event.order_id, event.kind) == (order.order_id, "pickup_ready")
