"""A cancelled order's customer is told where the staff asked for it, and nothing is confirmed any more."""

from decimal import Decimal

from shared.schemas.orders import CancelCode, OrderCancelled
from tests.notifier.conftest import history, only_message, read
from tests.support.orders import CUSTOMER, cancelled, placed
from tests.support.service import ShopService


async def test_the_customer_is_told_of_the_cancellation_in_french(notifier: ShopService) -> None:
    await notifier.deliver(cancelled(placed(lines={"LAMP": 2, "RUG": 1})))
    message = await only_message(notifier)
    assert (message.kind, message.state, message.language) == ("order_cancellation", "queued", "fr")
    assert message.subject == "Votre commande 1001 est annulée"
    assert message.text == FRENCH


async def test_the_customer_is_told_of_the_cancellation_in_english(notifier: ShopService) -> None:
    await notifier.deliver(cancelled(placed(language="en", lines={"LAMP": 2, "RUG": 1})))
    message = await only_message(notifier)
    assert message.subject == "Your order 1001 is cancelled"
    assert message.text == ENGLISH


async def test_who_did_not_pay_in_time_is_told_why_and_that_it_can_be_ordered_again(notifier: ShopService) -> None:
    french, english = (cancelled(placed(language=language, lines={"LAMP": 2, "RUG": 1})) for language in ("fr", "en"))
    why = {"reason_code": CancelCode.EXPIRED, "reason": None, "by": "orders"}
    await notifier.deliver(*(one.model_copy(update=why) for one in (french, english)))
    told = {one.language: await read(notifier, one.message_id) for one in await history(notifier)}
    assert told["fr"].text == FRENCH.replace(
        "le 2 mars 2026.", "le 2 mars 2026, car son paiement ne nous est pas parvenu à temps."
    ).replace(
        "\n\nArrière",
        "\n\nSi vous souhaitez toujours ces articles, merci de passer à nouveau votre commande.\n\nArrière",
    )
    assert told["en"].text == ENGLISH.replace(
        "on 2 March 2026.", "on 2 March 2026, as its payment did not reach us in time."
    ).replace(
        "\n\nArrière",
        "\n\nIf you would still like to have what you ordered, please place your order again.\n\nArrière",
    )
    assert "car son paiement ne nous est pas parvenu à temps" in told["fr"].html
    assert "please place your order again" in told["en"].html


async def test_what_was_paid_is_promised_back_to_the_cent(notifier: ShopService) -> None:
    french, english = cancelled(placed()), cancelled(placed(language="en"))
    await notifier.deliver(*(one.model_copy(update={"paid": Decimal("8.30")}) for one in (french, english)))
    told = {one.language: await read(notifier, one.message_id) for one in await history(notifier)}
    assert "À ce jour, nous avons reçu 8,30\xa0€ de votre part" in told["fr"].text
    assert "So far we have received €8.30 from you: we will pay it back to you" in told["en"].text
    assert "8,30\xa0€" in told["fr"].html
    assert "€8.30" in told["en"].html


async def test_the_staff_s_reason_stays_with_the_staff(notifier: ShopService) -> None:
    await notifier.deliver(cancelled(placed(), reason="looks like fraud"))
    message = await only_message(notifier)
    assert "fraud" not in message.text + message.html


async def test_the_same_cancellation_twice_tells_the_customer_once(notifier: ShopService) -> None:
    event = cancelled(placed())
    await notifier.deliver(event)
    await notifier.deliver(event, event.model_copy())
    assert len(await history(notifier)) == 1


async def test_nobody_is_told_where_the_staff_did_not_ask_for_it(notifier: ShopService) -> None:
    await notifier.deliver(cancelled(placed(), notify_customer=False))
    assert await history(notifier) == []


async def test_a_confirmation_still_waiting_is_withdrawn(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order)
    await notifier.deliver(cancelled(order))
    confirmation, cancellation = await history(notifier, order)
    assert (confirmation.kind, confirmation.state, confirmation.reason) == (
        "order_confirmation",
        "not_sent",
        "order_cancelled",
    )
    assert (cancellation.kind, cancellation.state) == ("order_cancellation", "queued")


async def test_placed_and_cancelled_in_one_poll_leaves_only_the_cancellation_to_send(notifier: ShopService) -> None:
    orders = [placed(), placed()]
    events = [event for order in orders for event in (order, cancelled(order))]
    await notifier.deliver(*events, *events)
    for order in orders:
        assert [message.state for message in await history(notifier, order)] == ["not_sent", "queued"]


async def test_without_an_address_the_cancellation_is_kept_unsent_and_says_why(notifier: ShopService) -> None:
    nobody = CUSTOMER.model_copy(update={"email": None})
    event: OrderCancelled = cancelled(placed(customer=nobody))
    await notifier.deliver(event)
    message = await only_message(notifier)
    assert (message.state, message.reason) == ("not_sent", "no_address")


FRENCH = """\
Bonjour Zoé Martin,

Votre commande 1001 a été annulée le 2 mars 2026.

2 × Lamp\xa0: 25,00\xa0€
1 × Rug\xa0: 12,50\xa0€

Total de la commande\xa0: 37,50\xa0€
dont TVA\xa0: 6,25\xa0€

Vous n’avez plus rien à payer pour celle-ci. Si un paiement est encore en route, nous vous le rembourserons.

Arrière-boutique SARL"""

ENGLISH = """\
Hello Zoé Martin,

Your order 1001 was cancelled on 2 March 2026.

2 × Lamp: €25.00
1 × Rug: €12.50

Total of the order: €37.50
including VAT: €6.25

There is nothing left to pay for it. If a payment is still on its way to us, we will pay it back to you.

Arrière-boutique SARL"""
