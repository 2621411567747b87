"""The page of a cancelled order says what became of the mail that was to tell its customer."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.backoffice.web.service_clients import Area, ServiceClients, Trouble
from services.notifier.messages.model import MessageState, NotSentReason
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.bodies import ZOE
from tests.support.languages import Says, in_one

LONG_AGO = datetime(2025, 12, 1, tzinfo=UTC)


async def cancelled(shop: Services, at: datetime | None = None, **changes: Any) -> dict[str, Any]:
    said = {"occurred_at": at.isoformat()} if at else {}
    order = await shop.place(**changes, **said, **({"placed_at": at.isoformat()} if at else {}))
    await shop.post("orders", f"/orders/{order['order_id']}/cancel", {"notify_customer": True} | said)
    await shop.hand_on()
    return order


async def becomes(shop: Services, state: MessageState, *, reason: str | None = None, attempts: int = 0) -> None:
    """As the notifier keeps it when that has come of it."""
    sent_at = datetime(2026, 3, 2, tzinfo=UTC) if state is MessageState.SENT else None
    async with shop["notifier"].transaction() as tx:
        await tx.execute(
            "UPDATE messages SET state = $1, reason = $2, attempts = $3, sent_at = $4"
            " WHERE kind = 'order_cancellation'",
            *(state, reason, attempts, sent_at),
        )


async def said(seat: Seat, language: str, order: dict[str, Any]) -> str:
    page = await seat("sales", language)
    await page.goto(f"/orders/{order['order_id']}")
    return page.all("#cancellation p")[-1].text


@in_one("fr")
async def test_what_was_long_ago_is_told_as_not_told(shop: Services, seat: Seat, language: str, says: Says) -> None:
    order = await cancelled(shop, LONG_AGO)
    assert says["the customer is not notified (it was long ago"] in await said(seat, language, order)


@in_one("en")
async def test_without_an_address_nobody_is_told(shop: Services, seat: Seat, language: str, says: Says) -> None:
    order = await cancelled(shop, customer=ZOE | {"email": None})
    assert "the customer is not notified (the customer has no e-mail address" in await said(seat, language, order)


@pytest.mark.parametrize(
    ("state", "attempts", "words"),
    [
        (MessageState.QUEUED, 0, "the customer is to be notified"),
        (MessageState.QUEUED, 2, "the message to the customer could not be sent yet, and is tried again"),
        (MessageState.FAILED, 8, "the message to the customer failed"),
        (MessageState.SENT, 1, "the customer was notified"),
    ],
)
@in_one("en")
async def test_how_far_the_mail_is(
    shop: Services, seat: Seat, language: str, says: Says, state: MessageState, attempts: int, words: str
) -> None:
    order = await cancelled(shop)
    await becomes(shop, state, attempts=attempts)
    assert f"{says[words]} · Message" in await said(seat, language, order)


@pytest.mark.parametrize("reason", NotSentReason)
@in_one("fr")
async def test_each_reason_not_to_send_it_is_told(
    shop: Services, seat: Seat, language: str, says: Says, reason: NotSentReason
) -> None:
    order = await cancelled(shop)
    await becomes(shop, MessageState.NOT_SENT, reason=reason)
    told = await said(seat, language, order)
    assert "le client n’est pas averti (" in told
    assert says["the customer is to be notified"] not in told


@in_one("fr")
async def test_a_notifier_that_does_not_answer_leaves_it_open(
    shop: Services, seat: Seat, language: str, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await cancelled(shop)
    area = ServiceClients.area

    async def silent(clients: ServiceClients, service: str, path: str, **asked: Any) -> Area:
        if service == "notifier":
            return Area(service, None, Trouble.UNAVAILABLE)
        return await area(clients, service, path, **asked)

    monkeypatch.setattr(ServiceClients, "area", silent)
    assert says["whether the customer is notified is not known now"] in await said(seat, language, order)
