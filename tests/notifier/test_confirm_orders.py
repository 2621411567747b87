"""Every order placed gets one confirmation, in the customer's language."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.money import Totals
from shared.schemas.orders import Address, Customer, DeliveryKind, Payment, Shipping
from shared.schemas.values import Language
from tests.notifier.conftest import history, only_message
from tests.support.orders import CUSTOMER, PLACED_AT, cancelled, placed
from tests.support.service import ShopService


async def test_an_order_placed_is_confirmed_in_french(notifier: ShopService) -> None:
    order = placed(lines={"LAMP": 1200, "RUG": 1}, shipping="4.90", payment=Payment(method="carte bancaire"))
    await notifier.deliver(order)
    message = await only_message(notifier)
    assert (message.order_id, message.kind, message.language) == (order.order_id, "order_confirmation", "fr")
    assert (message.state, message.reason, message.attempts) == ("queued", None, 0)
    assert (message.recipient, message.recipient_name) == ("zoe@example.org", "Zoé Martin")
    assert message.subject == "Nous avons bien reçu votre commande 1001"
    assert message.text == FRENCH


async def test_an_order_in_exchange_says_which_return_it_is_for_and_asks_for_no_payment(notifier: ShopService) -> None:
    of = {"return_id": uuid7(), "number": "RE-000007", "order_id": uuid7(), "order_number": "1000"}
    await notifier.deliver(placed(language="en", exchange_of=of))
    text = (await only_message(notifier)).text
    assert "in exchange for what you send back by your return RE-000007." in text
    assert "only a difference, if there is one, is to be paid, once it is issued." in text
    assert "Payment:" not in text


async def test_an_order_placed_is_confirmed_in_english(notifier: ShopService) -> None:
    pickup = Shipping(method="our shop", kind=DeliveryKind.PICKUP)
    order = placed(
        language="en",
        reference="PO 7",
        currency="GBP",
        prices_include_vat=False,
        lines={"LAMP": 1200},
        discount=Decimal("100"),
        payment=Payment(method="PayPal", cost=Decimal("0.50"), vat_rate=Decimal(20)),
        totals=Totals(net=Decimal("14900.50"), vat=Decimal("2980.10"), gross=Decimal("17880.60")),
    )
    await notifier.deliver(order.model_copy(update={"shipping": pickup}))
    message = await only_message(notifier)
    assert message.subject == "We have received your order 1001"
    assert message.text == ENGLISH


async def test_the_same_order_twice_is_confirmed_once(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order, order)
    await notifier.deliver(order)
    again = order.model_copy()  # the same fact under another event id
    await notifier.deliver(again, order.model_copy())
    assert len(await history(notifier)) == 1


async def test_a_held_order_is_confirmed_as_well(notifier: ShopService) -> None:
    await notifier.deliver(placed(held=True))
    assert (await only_message(notifier)).state == "queued"


@pytest.mark.parametrize(
    ("brought_over", "placed_on", "recorded_on", "state"),
    [
        (True, 1, 4, "queued"),
        (True, 1, 5, "not_sent"),
        (False, 1, 8, "queued"),  # the shop was out of reach: the customer still waits
        (False, 1, 9, "not_sent"),
    ],
)
async def test_of_an_order_that_was_long_ago_when_it_came_in_no_customer_is_told(
    notifier: ShopService, brought_over: bool, placed_on: int, recorded_on: int, state: str
) -> None:
    placed_at, recorded_at = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (placed_on, recorded_on))
    occurred_at = placed_at if brought_over else None
    order = placed(placed_at=placed_at, occurred_at=occurred_at, recorded_at=recorded_at)
    await notifier.deliver(order)
    message = await only_message(notifier)
    assert (message.state, message.reason) == (state, None if state == "queued" else "long_ago")
    assert (message.created_at == placed_at) is (state == "not_sent")


async def test_a_cancellation_of_long_ago_is_not_told_and_one_of_today_is(notifier: ShopService) -> None:
    long_ago = cancelled(placed(), notify_customer=True)
    today = long_ago.cancelled_at + timedelta(days=3, seconds=1)
    at_that_time = long_ago.model_copy(update={"occurred_at": long_ago.cancelled_at, "recorded_at": today})
    as_ever = cancelled(placed(), notify_customer=True).model_copy(update={"cancelled_at": today, "recorded_at": today})
    await notifier.deliver(at_that_time, as_ever)
    assert [(one.state, one.reason) for one in await history(notifier)] == [("not_sent", "long_ago"), ("queued", None)]
    assert [one.created_at == long_ago.cancelled_at for one in await history(notifier)] == [True, False]


async def test_without_an_address_the_message_is_kept_unsent_and_says_why(notifier: ShopService) -> None:
    await notifier.deliver(placed(customer=CUSTOMER.model_copy(update={"email": None})))
    message = await only_message(notifier)
    assert (message.state, message.reason, message.recipient) == ("not_sent", "no_address", None)
    assert message.text.startswith("Bonjour Zoé Martin,")


async def test_an_order_whose_cancellation_came_first_is_not_confirmed(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(cancelled(order, notify_customer=False))
    await notifier.deliver(order)
    message = await only_message(notifier)
    assert (message.kind, message.state, message.reason) == ("order_confirmation", "not_sent", "order_cancelled")


async def test_a_poll_of_many_orders_confirms_each(notifier: ShopService) -> None:
    orders = [placed(number=str(number), placed_at=PLACED_AT + timedelta(seconds=number)) for number in range(1, 101)]
    await notifier.deliver(*orders, *orders[:50])
    answer = await notifier.http.get("/messages?limit=200")
    subjects = [item["subject"] for item in answer.json()["items"]]
    assert subjects == [f"Nous avons bien reçu votre commande {number}" for number in range(100, 0, -1)]


async def test_an_order_of_2000_lines_makes_a_short_message(notifier: ShopService) -> None:
    await notifier.deliver(placed(language="en", lines={f"SKU{number}": 1 for number in range(2000)}))
    message = await only_message(notifier)
    assert "1 × Sku49: €12.50\nand 1,950 more: €24,375.00\n\nTotal: €25,000.00" in message.text
    assert "Sku50" not in message.text
    assert re.search(r"and 1,950 more</td><td [^>]+>€24,375\.00<", message.html)
    assert "Sku50" not in message.html


async def test_markup_in_an_order_is_text_in_the_html(notifier: ShopService) -> None:
    customer = Customer(
        name="<script>alert(1)</script>",
        email="zoe@example.org",
        billing_address=Address(city="<img src=x onerror=alert(2)>", country="FR"),
    )
    await notifier.deliver(placed(customer=customer, shipping="4.90", reference="{{ 7 * 7 }} & <b>"))
    message = await only_message(notifier)
    assert "Bonjour <script>alert(1)</script>," in message.text
    assert ">Bonjour &lt;script&gt;alert(1)&lt;/script&gt;,</p>" in message.html
    assert "<br>&lt;img src=x onerror=alert(2)&gt;<br>France" in message.html
    assert "{{ 7 * 7 }} &amp; &lt;b&gt;" in message.html


@pytest.mark.parametrize(
    ("language", "method", "kind", "said"),
    [
        ("fr", "Retrait en boutique", DeliveryKind.PICKUP, "Retrait en boutique\xa0: 0,00\xa0€"),
        ("fr", "Comptoir", DeliveryKind.PICKUP, "Retrait (Comptoir)\xa0: 0,00\xa0€"),
        ("fr", "Livraison à domicile", DeliveryKind.DELIVERY, "Livraison à domicile\xa0: 0,00\xa0€"),
        ("en", "Pick-up at our farm", DeliveryKind.PICKUP, "Pick-up at our farm: €0.00"),
    ],
)
async def test_what_a_method_is_called_says_once_what_it_is(
    notifier: ShopService, language: Language, method: str, kind: DeliveryKind, said: str
) -> None:
    order = placed(language=language).model_copy(update={"shipping": Shipping(method=method, kind=kind)})
    await notifier.deliver(order)
    assert said in (await only_message(notifier)).text.splitlines()


FRENCH = """\
Bonjour Zoé Martin,

Merci\xa0! Nous avons bien reçu votre commande 1001 du 2 mars 2026.

1\u202f200 × Lamp\xa0: 15\u202f000,00\xa0€
1 × Rug\xa0: 12,50\xa0€

Livraison (Colissimo)\xa0: 4,90\xa0€
Total\xa0: 15\u202f017,40\xa0€
dont TVA\xa0: 2\u202f502,90\xa0€

Paiement\xa0: carte bancaire

Livraison à\xa0:
3 rue du Port
44000 Nantes
France

Arrière-boutique SARL"""

ENGLISH = """\
Hello Zoé Martin,

Thank you! We have received your order 1001 of 2 March 2026.
Your reference: PO 7

1,200 × Lamp: £15,000.00

Discount: −£100.00
Pick-up (our shop): £0.00
Payment costs: £0.50
VAT: £2,980.10
Total: £17,880.60

Payment: PayPal

Arrière-boutique SARL"""
