"""Staff put right whom an order is for: its mails go to the present address, those that wait too."""

from shared.schemas.orders import OrderPlaced
from tests.notifier.conftest import Deliver, MailServer
from tests.support.orders import cancelled, customer_changed, placed
from tests.support.service import ShopService
from tests.support.waiting import until


async def recipients(notifier: ShopService, order: OrderPlaced) -> list[tuple[str, str | None, str]]:
    """Kind, address and state of each message, oldest first."""
    answer = await notifier.http.get("/messages", params={"order_id": str(order.order_id)})
    return [(one["kind"], one["recipient"], one["state"]) for one in reversed(answer.json()["items"])]


async def test_what_waits_goes_to_the_present_address_and_what_was_sent_stays_as_it_was(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    sent, waiting = placed(), placed(number="1002")
    await notifier.deliver(sent)
    async with deliver():
        await until(mail_server.has, 1)
    await notifier.deliver(waiting)
    for order in (sent, waiting):
        await notifier.deliver(customer_changed(order, email="zoe@new.example", name="Zoé Durand"))
    await notifier.deliver(cancelled(sent, sequence=3))
    assert await recipients(notifier, sent) == [
        ("order_confirmation", "zoe@example.org", "sent"),
        ("order_cancellation", "zoe@example.org", "queued"),
    ]
    assert await recipients(notifier, waiting) == [("order_confirmation", "zoe@new.example", "queued")]


async def test_what_is_written_later_goes_to_the_present_address(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order, customer_changed(order, email="zoe@new.example"))
    letter = {"order_id": str(order.order_id), "subject": "Votre lampe", "text": "Elle part demain."}
    assert (await notifier.post("/messages", letter)).json()["recipient"] == "zoe@new.example"


async def test_what_staff_sent_elsewhere_goes_where_they_said(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order)
    letter = {"order_id": str(order.order_id), "subject": "Votre lampe", "text": "Elle part.", "to": "leo@example.org"}
    await notifier.post("/messages", letter)
    await notifier.deliver(customer_changed(order, email="zoe@new.example"))
    assert [to for _, to, _ in await recipients(notifier, order)] == ["zoe@new.example", "leo@example.org"]


async def test_without_an_address_what_waits_is_not_sent_and_an_older_event_changes_nothing(
    notifier: ShopService,
) -> None:
    order = placed()
    await notifier.deliver(order)
    await notifier.deliver(customer_changed(order, sequence=3, email=None))
    await notifier.deliver(customer_changed(order, sequence=2, email="zoe@older.example"))
    assert await recipients(notifier, order) == [("order_confirmation", None, "not_sent")]
