"""Customers are told what custom status their order has, where the shop says so, and never of one that is over."""

from typing import Any

from shared.clock import now
from shared.schemas.orders import CustomStatusCleared, CustomStatusSet, OrderPlaced
from tests.notifier.conftest import Deliver, MailServer, history, only_message, read, wait_for_state
from tests.support.orders import CUSTOMER, placed
from tests.support.service import ShopService

FRENCH = """\
Bonjour Zoé Martin,

Voici où en est votre commande 1001 : En gravure.

Il faut deux jours.
https://lampes.example/gravure

Arrière-boutique SARL"""


def status_set(order: OrderPlaced, sequence: int = 2, **changes: Any) -> CustomStatusSet:
    facts: dict[str, Any] = {
        "order_id": order.order_id,
        "sequence": sequence,
        "number": order.number,
        "status": "engraving",
        "title_en": "Being engraved",
        "title_fr": "En gravure",
        "colour": "purple",
        "visible_to_customer": True,
        "notify_customer": True,
        "message": "Il faut deux jours.\nhttps://lampes.example/gravure",
        "language": order.language,
        "customer": CUSTOMER,
        "recorded_at": now(),
        "by": "alice",
    }
    return CustomStatusSet(**facts | changes)


def status_cleared(order: OrderPlaced, sequence: int = 3) -> CustomStatusCleared:
    titles = {"title_en": "Being engraved", "title_fr": "En gravure"}
    return CustomStatusCleared(
        order_id=order.order_id, sequence=sequence, number=order.number, status="engraving", **titles, by="alice"
    )


async def test_the_customer_is_told_once_in_the_language_of_the_order(notifier: ShopService) -> None:
    event = status_set(placed())
    await notifier.deliver(event)
    await notifier.deliver(event)
    message = await only_message(notifier)
    assert (message.kind, message.state, message.subject) == (
        "custom_status",
        "queued",
        "Votre commande 1001\xa0: En gravure",
    )
    assert message.text.replace("\xa0", " ") == FRENCH
    assert '<a href="https://lampes.example/gravure"' in message.html


async def test_it_is_written_in_english_too_with_nothing_beside_the_title(notifier: ShopService) -> None:
    await notifier.deliver(status_set(placed(language="en"), message=None))
    message = await only_message(notifier)
    assert message.subject == "Your order 1001: Being engraved"
    assert message.text.splitlines()[2:4] == ["Here is how your order 1001 stands: Being engraved.", ""]


async def test_a_status_that_tells_nobody_writes_nothing(notifier: ShopService) -> None:
    await notifier.deliver(status_set(placed(), notify_customer=False, customer=None, message=None))
    assert await history(notifier) == []


async def test_what_is_cleared_or_replaced_within_two_minutes_is_not_told(notifier: ShopService) -> None:
    cleared, replaced = placed(), placed()
    await notifier.deliver(status_set(cleared), status_set(replaced))
    next_one = status_set(replaced, 3, status="packed", title_fr="Emballée")
    await notifier.deliver(status_cleared(cleared), next_one)
    told = [await read(notifier, one.message_id) for one in await history(notifier)]
    assert sorted((one.subject.replace("\xa0", " "), str(one.state), str(one.reason)) for one in told) == [
        ("Votre commande 1001 : Emballée", "queued", "None"),
        ("Votre commande 1001 : En gravure", "not_sent", "taken_back"),
        ("Votre commande 1001 : En gravure", "not_sent", "taken_back"),
    ]


async def test_it_goes_out_after_that(notifier: ShopService, mail_server: MailServer, deliver: Deliver) -> None:
    order = placed()
    await notifier.deliver(status_set(order))
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET next_attempt_at = next_attempt_at - interval '2 minutes'")
    async with deliver():
        await wait_for_state(notifier, "sent")
    assert mail_server.recipients == [CUSTOMER.email]
    await notifier.deliver(status_cleared(order))
    assert (await only_message(notifier)).state == "sent"
