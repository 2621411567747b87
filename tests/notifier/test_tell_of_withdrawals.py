"""Who withdraws from a contract gets a receipt by mail at once: what was declared, and when, to the second."""

from datetime import UTC, datetime

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.values import Language
from shared.schemas.withdrawals import WithdrawalReceived, WithdrawalWay
from tests.notifier.conftest import history, read
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


async def test_a_letter_without_an_address_has_no_receipt_to_send(notifier: ShopService) -> None:
    await notifier.deliver(received(email=None, way="letter", shown=None))
    (message,) = await history(notifier)
    assert (message.state, message.reason) == ("not_sent", "no_address")
