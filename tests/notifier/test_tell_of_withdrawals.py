"""Who withdraws from a contract gets a receipt by mail at once: what was declared, and when, to the second."""

from datetime import UTC, datetime

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.values import Language
from shared.schemas.withdrawals import WithdrawalReceived, WithdrawalWay
from tests.notifier.conftest import history, read
from tests.notifier.test_order_links import linked as linked
from tests.support.orders import placed
from tests.support.service import ShopService

AT = datetime(2026, 3, 9, 8, 12, 44, tzinfo=UTC)
SAYS: dict[Language, tuple[str, str]] = {
    "en": ("Receipt of your withdrawal, order 1042", "9 March 2026, 09:12:44 (CET, Europe/Paris)"),
    "fr": ("Accusé de réception de votre rétractation, commande 1042", "9 mars 2026, 09:12:44 (CET, Europe/Paris)"),
}


def received(language: Language = "en", **of: object) -> WithdrawalReceived:
    facts = {
        "withdrawal_id": uuid7(),
        "received_at": AT,
        "way": WithdrawalWay.PUBLIC_PAGE,
        "order_number": "1042",
        "name": "Camille Martin",
        "email": "camille@example.org",
        "shown": "I withdraw from all of order 1042.\nReason: **too** <b>large</b>",
        "language": language,
        "by": "customer",
    }
    return WithdrawalReceived.model_validate(facts | of)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_receipt_says_what_was_declared_and_when_and_is_written_once(
    notifier: ShopService, language: Language
) -> None:
    event = received(language)
    await notifier.deliver(event, event)
    await notifier.deliver(event.model_copy())
    (message,) = await history(notifier)
    assert (message.recipient, message.state, message.order_id) == ("camille@example.org", "queued", None)
    subject, at = SAYS[language]
    mail = await read(notifier, message.message_id)
    assert (message.subject, at in mail.text) == (subject, True)
    assert "Reason: **too** <b>large</b>" in mail.text
    assert "**too** &lt;b&gt;large&lt;/b&gt;" in mail.html
    assert "/order?link=" not in mail.text


async def test_what_anybody_may_write_on_the_public_page_becomes_no_link_in_the_mail(notifier: ShopService) -> None:
    said = "Reason: see https://evil.example/x and www.evil.example, 12.50 €.\nE-mail: camille@example.org"
    of = {"shown": said, "name": "http://evil.example", "order_number": "evil.example"}
    await notifier.deliver(received(**of), received(way="letter", shown=said))
    texts = {(await read(notifier, one.message_id)).text for one in await history(notifier)}
    (public,) = [text for text in texts if said not in text]
    assert "see https: //evil. example/x and www. evil. example, 12.50 €." in public
    assert "camille@example.org" in public
    assert not any(link in public for link in ("evil.example", "http://evil", "https://evil", "www.evil"))


async def test_a_letter_without_an_address_has_no_receipt_to_send(notifier: ShopService) -> None:
    await notifier.deliver(received(email=None, way="letter", shown=None))
    (message,) = await history(notifier)
    assert (message.state, message.reason) == ("not_sent", "no_address")


@pytest.mark.parametrize(
    ("language", "came", "all_of_it"),
    [
        ("en", "by letter, which came on **7 March 2026**", "You withdraw from all of order 1042."),
        ("fr", "par courrier, arrivée le **7 mars 2026**", "Vous vous rétractez de toute la commande 1042."),
    ],
)
async def test_the_receipt_of_a_letter_says_on_which_day_it_came_and_what_of_the_order_it_is(
    notifier: ShopService, language: Language, came: str, all_of_it: str
) -> None:
    letter: dict[str, object] = {
        "way": "letter",
        "shown": None,
        "received_on": "2026-03-07",
        "reason": "too large",
        "order_id": uuid7(),
    }
    await notifier.deliver(received(language, **letter))
    (message,) = await history(notifier)
    mail = await read(notifier, message.message_id)
    assert came.replace("**", "") in mail.text.replace("**", "")
    assert all_of_it in mail.text
    assert "too large" in mail.text
    assert "09:12:44" not in mail.text


async def test_the_receipt_to_the_customer_of_the_order_has_a_link_to_it_and_one_to_another_address_has_none(
    notifier: ShopService, linked: None
) -> None:
    order = placed()
    await notifier.deliver(order)
    of: dict[str, object] = {"order_id": order.order_id, "way": "order_page"}
    await notifier.deliver(received(**of, email=order.customer.email), received(**of, email="other@example.org"))
    mails = [one for one in await history(notifier) if one.kind == "withdrawal_receipt"]
    texts = {one.recipient: (await read(notifier, one.message_id)).text for one in mails}
    assert {to: "/order?link=" in text for to, text in texts.items()} == {
        order.customer.email: True,
        "other@example.org": False,
    }
