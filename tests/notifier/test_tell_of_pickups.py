"""A customer is told once that the order is ready for pickup, unless it is taken back or handed over first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from services.notifier.queue import store as queue
from services.notifier.queue.model import Attempt, Claimed, Outcome
from services.notifier.settings import MailSettings
from services.notifier.usecases.record_attempts import record_attempts
from shared.clock import now
from shared.schemas.event import OrderEvent
from shared.schemas.fulfilment import (
    PickupReady,
    PickupWithdrawn,
    ShipmentShipped,
    ShipmentState,
    ShipmentUnshipped,
    SkuQuantity,
    SlipReduced,
    SlipWaits,
)
from shared.schemas.notifier import MessageSentV2
from shared.schemas.orders import DeliveryKind, OrderPlaced, Shipping
from shared.stored_settings import save_settings
from tests.notifier.conftest import Deliver, MailServer, history
from tests.support.orders import CUSTOMER, cancelled, held, placed, resumed
from tests.support.service import ShopService
from tests.support.waiting import until

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHIPMENT = {"shipment_id": uuid7(), "slip_number": "BE-000001"}

FRENCH = """\
Bonjour Zoé Martin,

Votre commande 1001 est prête : vous pouvez venir la retirer.

Retrait : Comptoir de Nantes

Merci d'apporter ce message ou le numéro de votre commande.

Arrière-boutique SARL"""
ENGLISH = """\
Hello Zoé Martin,

Your order 1001 is ready for pickup.

Pick-up: Comptoir de Nantes
Where to find us:
2 quai de la Fosse
44000 Nantes

Please bring this message or the number of your order.

Arrière-boutique SARL"""


def to_pick_up(**changes: Any) -> OrderPlaced:
    shipping = Shipping(method="Comptoir de Nantes", kind=DeliveryKind.PICKUP)
    return placed(**changes).model_copy(update={"shipping": shipping})


def ready(order: OrderPlaced, *, sequence: int = 2, **changes: Any) -> PickupReady:
    told = {"ready_at": NOON, "recorded_at": NOON, "by": "carol"} | changes
    return PickupReady(order_id=order.order_id, sequence=sequence, **SHIPMENT, **told)


def withdrawn(order: OrderPlaced) -> PickupWithdrawn:
    return PickupWithdrawn(order_id=order.order_id, sequence=3, **SHIPMENT, withdrawn_at=NOON, by="carol")


def handed_over(order: OrderPlaced, *, sequence: int = 3) -> ShipmentShipped:
    left = {"lines": (), "shipped_at": NOON, "order_shipped_in_full": True, "by": "carol"}
    return ShipmentShipped(order_id=order.order_id, sequence=sequence, **SHIPMENT, **left)


def not_handed_over(order: OrderPlaced, *, sequence: int = 4) -> ShipmentUnshipped:
    facts = {"lines": (), "nothing_shipped": True, "by": "carol"}
    return ShipmentUnshipped(order_id=order.order_id, sequence=sequence, **SHIPMENT, **facts)


def waits(order: OrderPlaced) -> SlipWaits:
    missing = (SkuQuantity(sku="LAMP", quantity=1),)
    return SlipWaits(order_id=order.order_id, sequence=3, **SHIPMENT, missing=missing, waits_at=NOON)


def reduced(order: OrderPlaced, state: ShipmentState = ShipmentState.VOID) -> SlipReduced:
    facts = {"lines": (), "credited": (), "order_shipped_in_full": False, "reduced_at": NOON}
    nothing = state is ShipmentState.VOID
    return SlipReduced(
        order_id=order.order_id, sequence=3, **SHIPMENT, state=state, nothing_left_to_ship=nothing, **facts
    )


async def told(notifier: ShopService) -> list[tuple[str, str | None]]:
    """State and reason of what was written of pickups."""
    return [(one.state, one.reason) for one in await history(notifier) if one.kind == "pickup_ready"]


async def due(notifier: ShopService) -> list[Claimed]:
    """What is sent of pickups once their time has come; it is claimed."""
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET next_attempt_at = now() WHERE kind = 'pickup_ready'")
        claimed = await queue.claim_due_messages(tx, limit=20, lease=timedelta(minutes=1))
    return [one for one in claimed if "retrait" in one.subject]


async def claim(notifier: ShopService) -> Claimed:
    (claimed,) = await due(notifier)
    return claimed


def attempt(message: Claimed, outcome: Outcome) -> Attempt:
    return Attempt(message.message_id, message.order_id, message.attempts, outcome, now())


async def send(notifier: ShopService, outcome: Outcome) -> None:
    claimed = await claim(notifier)
    async with notifier.transaction() as tx:
        await record_attempts(tx, [attempt(claimed, outcome)], [])


async def message_of(notifier: ShopService) -> Any:
    (listed,) = (await notifier.http.get("/messages?kind=pickup_ready")).json()["items"]
    return (await notifier.http.get(f"/messages/{listed['message_id']}")).json()


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


async def test_an_order_that_comes_after_it_is_ready_is_told_of_with_its_confirmation(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(ready(order))
    assert await told(notifier) == []
    await notifier.deliver(order)
    assert await told(notifier) == [("queued", None)]
    await notifier.deliver(order.model_copy())
    assert await told(notifier) == [("queued", None)]


ENDS: list[tuple[Any, str]] = [
    (withdrawn, "withdrawn"),
    (handed_over, "handed_over"),
    (waits, "withdrawn"),
    (reduced, "withdrawn"),
]


@pytest.mark.parametrize(("end", "reason"), ENDS)
async def test_what_is_over_before_it_was_told_is_not_told(notifier: ShopService, end: Any, reason: str) -> None:
    order, other = to_pick_up(), to_pick_up()
    over: OrderEvent = end(order)
    await notifier.deliver(order, other, ready(order), ready(other), over)
    assert sorted(await told(notifier)) == [("not_sent", reason), ("queued", None)]


@pytest.mark.parametrize(("end", "reason"), ENDS)
async def test_what_is_over_while_it_is_being_sent_is_not_tried_again(
    notifier: ShopService, end: Any, reason: str
) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order))
    claimed = await claim(notifier)
    await notifier.deliver(end(order))
    async with notifier.transaction() as tx:
        await record_attempts(tx, [], [claimed])
    assert await told(notifier) == [("not_sent", reason)]
    async with notifier.transaction() as tx:
        await record_attempts(tx, [attempt(claimed, Outcome.DEFERRED)], [])
    assert await told(notifier) == [("not_sent", reason)]
    async with notifier.transaction() as tx:
        await record_attempts(tx, [attempt(claimed, Outcome.ACCEPTED)], [])
    assert await told(notifier) == [("sent", None)]


@pytest.mark.parametrize(("end", "reason"), ENDS)
async def test_a_message_that_failed_is_not_offered_again_once_it_is_over(
    notifier: ShopService, end: Any, reason: str
) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order))
    await send(notifier, Outcome.REFUSED)
    assert (await message_of(notifier))["may"] == ["resend"]
    await notifier.deliver(end(order))
    message = await message_of(notifier)
    assert (message["state"], message["reason"], message["may"]) == ("not_sent", reason, [])
    refused = await notifier.post(f"/messages/{message['message_id']}/resend")
    assert refused.status_code == 409


async def test_what_was_not_handed_over_after_all_is_told(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order), handed_over(order), not_handed_over(order))
    assert await told(notifier) == [("queued", None)]
    due = datetime.fromisoformat((await message_of(notifier))["next_attempt_at"])
    assert due > now() + timedelta(seconds=90)
    await notifier.deliver(handed_over(order, sequence=5), not_handed_over(order, sequence=6))
    assert await told(notifier) == [("queued", None)]


async def test_what_was_told_before_it_was_handed_over_by_mistake_is_not_told_again(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order))
    await send(notifier, Outcome.ACCEPTED)
    await notifier.deliver(handed_over(order), not_handed_over(order))
    assert await told(notifier) == [("sent", None)]


async def test_what_was_handed_over_by_mistake_and_never_made_ready_is_not_told(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, handed_over(order), not_handed_over(order))
    assert await told(notifier) == []


async def test_what_was_withdrawn_is_not_told_as_its_parcel_comes_back(notifier: ShopService) -> None:
    order = to_pick_up()
    away, back = handed_over(order, sequence=4), not_handed_over(order, sequence=5)
    await notifier.deliver(order, ready(order), withdrawn(order), away, back)
    assert await told(notifier) == [("not_sent", "withdrawn")]


async def test_an_order_that_comes_after_its_handing_over_was_taken_back_is_told_of(notifier: ShopService) -> None:
    late, later = to_pick_up(), to_pick_up()
    await notifier.deliver(ready(late), handed_over(late), not_handed_over(late), late)
    assert await told(notifier) == [("queued", None)]
    await notifier.deliver(ready(later), handed_over(later), later, not_handed_over(later))
    assert await told(notifier) == [("queued", None)] * 2


async def test_a_customer_is_told_again_of_what_was_withdrawn_after_they_were_told(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order))
    await send(notifier, Outcome.ACCEPTED)
    await notifier.deliver(withdrawn(order), ready(order, sequence=4), ready(order, sequence=5))
    assert sorted(await told(notifier)) == [("queued", None), ("sent", None)]


async def test_nobody_is_told_to_come_for_what_is_on_hold(notifier: ShopService) -> None:
    order, other, gone = to_pick_up(), to_pick_up(), to_pick_up()
    await notifier.deliver(order, other, gone, ready(order), ready(other), ready(gone), held(order), held(gone))
    await notifier.deliver(withdrawn(gone))
    assert [one.order_id for one in await due(notifier)] == [other.order_id]
    await notifier.deliver(resumed(order), resumed(gone))
    assert {one.order_id for one in await due(notifier)} == {order.order_id}


async def test_an_order_on_hold_is_confirmed(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, held(order))
    async with notifier.transaction() as tx:
        (claimed,) = await queue.claim_due_messages(tx, limit=5, lease=timedelta(minutes=1))
    assert claimed.order_id == order.order_id


@pytest.mark.parametrize("end", [withdrawn, handed_over])
async def test_what_is_over_before_its_order_came_is_not_told(notifier: ShopService, end: Any) -> None:
    order = to_pick_up()
    await notifier.deliver(ready(order), end(order), order)
    assert "queued" not in dict(await told(notifier))


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
    assert "Retrait" not in (await message_of(notifier))["text"]


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
