"""Customers are told of payments that staff enter or that come later, and of refunds, once each, unless taken back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from services.notifier.messages.model import Message
from services.notifier.settings import MailSettings
from shared.clock import now
from shared.schemas.billing import (
    PaymentRecorded,
    PaymentReversed,
    RefundedPayment,
    RefundFailed,
    RefundSucceeded,
)
from shared.schemas.orders import OrderPlaced
from shared.schemas.returns import ReturnRefundDecided
from shared.stored_settings import save_settings
from tests.notifier.conftest import history, read
from tests.support.orders import placed
from tests.support.service import ShopService

CAMILLE = "camille@shop.example"


def paid(order: OrderPlaced, amount: str = "25.00", **changes: Any) -> PaymentRecorded:
    facts = {
        "order_id": order.order_id,
        "entry_id": uuid7(),
        "amount": Decimal(amount),
        "paid": Decimal(amount),
        "due": Decimal("25.00") - Decimal(amount),
        "balance": Decimal(amount) - Decimal("25.00"),
        "currency": "EUR",
        "method": "bank_transfer",
        "recorded_at": now(),
        "by": CAMILLE,
    }
    return PaymentRecorded(**facts | changes)


def reversed_(payment: PaymentRecorded) -> PaymentReversed:
    facts = payment.model_dump() | {"entry_id": uuid7(), "reverses": payment.entry_id, "sequence": 3}
    return PaymentReversed(**facts)


def refunded(order: OrderPlaced, **changes: Any) -> RefundSucceeded:
    facts = {
        "order_id": order.order_id,
        "refund_id": uuid7(),
        "amount": Decimal("12.50"),
        "currency": "EUR",
        "method": "card",
        "payments": (RefundedPayment(entry_id=UUID(int=1), amount=Decimal("12.50")),),
        "requested_at": now(),
        "requested_by": CAMILLE,
        "recorded_at": now(),
        "by": CAMILLE,
        "refunded_at": now(),
        "paid": Decimal("12.50"),
        "due": Decimal(0),
        "balance": Decimal("2.00"),
    }
    return RefundSucceeded(**facts | changes)


async def told(notifier: ShopService) -> list[Message]:
    return [one for one in await history(notifier) if one.kind in ("payment_received", "refunded")]


async def text_of(notifier: ShopService, message: Message) -> str:
    return (await read(notifier, message.message_id)).text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("first", ["order", "payment"])
async def test_a_payment_that_staff_enter_is_told_once_with_what_is_left(notifier: ShopService, first: str) -> None:
    order = placed(language="fr")
    payment = paid(order, "20.00")
    await notifier.deliver(*((order, payment) if first == "order" else (payment, order)))
    await notifier.deliver(payment, payment.model_copy(update={"again": True, "sequence": 9}))
    (message,) = await told(notifier)
    assert (message.kind, message.state, message.subject) == (
        "payment_received",
        "queued",
        "Paiement reçu pour votre commande 1001",
    )
    text = await text_of(notifier, message)
    assert "votre paiement de 20,00 € (Virement bancaire)" in text
    assert "Il reste 5,00 € à régler." in text


async def test_what_is_paid_at_checkout_is_told_by_the_confirmation_alone(notifier: ShopService) -> None:
    order, later = placed(), placed(number="1002")
    after = {"recorded_at": now() + timedelta(hours=2), "by": "bank"}
    await notifier.deliver(order, later, paid(order, by="storefront"), paid(later, **after))
    assert [one.order_number for one in await told(notifier)] == ["1002"]


async def test_what_was_brought_over_is_no_news(notifier: ShopService) -> None:
    order = placed()
    long_ago = now() - timedelta(days=400)
    await notifier.deliver(order, paid(order, occurred_at=long_ago), refunded(order, refunded_at=long_ago))
    assert await told(notifier) == []


async def test_a_payment_or_refund_that_is_taken_back_before_it_is_told_is_not_told(notifier: ShopService) -> None:
    order = placed()
    payment, refund = paid(order), refunded(order)
    failed = RefundFailed(**{name: value for name, value in refund if name in RefundFailed.model_fields})
    early = paid(placed(number="1003"))
    await notifier.deliver(order, payment, refund, reversed_(payment), failed.model_copy(update={"sequence": 4}))
    await notifier.deliver(early, reversed_(early))
    assert sorted((one.kind, one.state, one.reason) for one in await told(notifier)) == [
        ("payment_received", "not_sent", "taken_back"),
        ("refunded", "not_sent", "taken_back"),
    ]
    async with notifier.reading() as queries:
        assert await queries.fetchval("SELECT count(*) FROM untold") == 0


async def test_a_refund_is_told_once_the_money_went(notifier: ShopService) -> None:
    order = placed(language="en")
    await notifier.deliver(order, refunded(order))
    (message,) = await told(notifier)
    assert (message.kind, message.subject) == ("refunded", "Refund for your order 1001")
    text = await text_of(notifier, message)
    assert "We have paid €12.50 (Card) back to you" in text
    assert "€2.00 is still to be paid back to you." in text


async def test_a_shop_that_does_not_tell_of_money_keeps_that_in_the_history(notifier: ShopService) -> None:
    async with notifier.transaction() as tx:
        settings = MailSettings(mails_paid=False, mails_refunded=False)
        await save_settings(tx, settings, expected_version=0, at=now(), by="alice")
    order = placed()
    await notifier.deliver(order, paid(order), refunded(order))
    assert {(one.state, one.reason) for one in await told(notifier)} == {("not_sent", "switched_off")}


@pytest.mark.parametrize("first", ["order", "refund"])
async def test_the_refund_of_a_return_names_the_return(notifier: ShopService, first: str) -> None:
    order = placed(language="en")
    refund = refunded(order)
    decided = ReturnRefundDecided(
        order_id=order.order_id,
        sequence=3,
        return_id=uuid7(),
        number="RE-000007",
        at=now(),
        by=CAMILLE,
        decision_id=refund.refund_id,
        method="card",
    )
    await notifier.deliver(decided, *((order, refund) if first == "order" else (refund, order)))
    await notifier.deliver(refunded(order))
    texts = [await text_of(notifier, message) for message in await told(notifier)]
    assert sorted("for your order 1001 (return RE-000007)." in text for text in texts) == [False, True]
