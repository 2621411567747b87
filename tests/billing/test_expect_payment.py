"""A payment is on its way: told once, over with the payment that is recorded, or once it has failed."""

from typing import Any
from uuid import UUID

from services.billing.usecases.announce_again import ANNOUNCE_AGAIN
from services.billing.usecases.take_back import TAKE_BACK
from shared.messaging.take_back import Outcome, Unknown
from shared.schemas.billing import PaymentFailed, PaymentPending
from tests.support.orders import placed
from tests.support.service import ShopService, empty, token

SEPA = {"method": "sepa", "reference": "psp-1"}


async def seen(billing: ShopService, order_id: UUID) -> dict[str, Any]:
    answer: dict[str, Any] = (await billing.http.get(f"/orders/{order_id}")).json()
    return answer


async def test_a_payment_on_its_way_is_told_and_nothing_counts_as_paid(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    assert "expect" in (await seen(billing, order.order_id))["may"]
    answer = await billing.post(f"/orders/{order.order_id}/payments/expect", SEPA)
    assert (answer.status_code, answer.json()["version"]) == (201, 2)
    again = await billing.post(f"/orders/{order.order_id}/payments/expect", SEPA)
    assert again.json() == answer.json()
    shown = await seen(billing, order.order_id)
    assert (shown["paid"], shown["due"], shown["payment_status"]) == ("0.00", "25.00", "not_paid")
    pending = shown["pending"]
    assert (pending["amount"], pending["method"], pending["reference"], pending["by"]) == (
        "25.00",
        "sepa",
        "psp-1",
        "alice",
    )
    assert ("expect" in shown["may"], "fail" in shown["may"], "pay" in shown["may"]) == (False, True, True)
    _, event = await billing.announced()
    assert isinstance(event, PaymentPending)
    assert (event.sequence, str(event.amount), event.by) == (2, "25.00", "alice")


async def test_it_is_over_with_the_payment_or_once_it_failed(billing: ShopService) -> None:
    order, other = placed(), placed(number="1002")
    await billing.deliver(order, other)
    for one in (order, other):
        await billing.post(f"/orders/{one.order_id}/payments/expect", SEPA)
    await billing.post(f"/orders/{order.order_id}/payments", {})
    failed = await billing.post(f"/orders/{other.order_id}/payments/fail", {"reason": "refused by the bank"})
    assert (failed.status_code, failed.json()["pending"]) == (201, None)
    for one in (order, other):
        assert (await seen(billing, one.order_id))["pending"] is None
    (event,) = [one for one in await billing.announced() if isinstance(one, PaymentFailed)]
    assert (event.reason, event.sequence, event.reference) == ("refused by the bank", 3, "psp-1")
    once_more = await billing.post(f"/orders/{other.order_id}/payments/fail", {})
    assert (once_more.status_code, once_more.json()["type"]) == (404, "nothing-pending")


async def test_what_cannot_be_on_its_way_is_refused(billing: ShopService) -> None:
    order, paid = placed(), placed(number="1002")
    await billing.deliver(order, paid)
    await billing.post(f"/orders/{paid.order_id}/payments", {})
    await billing.post(f"/orders/{order.order_id}/payments/expect", SEPA)
    for order_id, body, refusal in (
        (order.order_id, {"method": "card"}, (409, "payment-pending")),
        (order.order_id, {"amount": "25.01"}, (409, "more-than-due")),
        (order.order_id, {"amount": "0"}, (422, "invalid-amount")),
        (order.order_id, {"sum": "1"}, (422, "invalid-request")),
        (paid.order_id, {}, (409, "nothing-due")),
        (UUID(int=7), {}, (404, "order-not-found")),
    ):
        answer = await billing.post(f"/orders/{order_id}/payments/expect", body)
        assert (answer.status_code, answer.json()["type"]) == refusal, body
    reader = billing.client(token("billing:read"))
    path, headers = f"/orders/{order.order_id}/payments/fail", {"Idempotency-Key": "read-only"}
    assert (await reader.post(path, json={}, headers=headers)).status_code == 403
    await reader.aclose()


async def test_it_is_announced_again_and_taken_back_as_it_was(billing: ShopService) -> None:
    order, failed = placed(), placed(number="1002")
    await billing.deliver(order, failed)
    for one in (order, failed):
        await billing.post(f"/orders/{one.order_id}/payments/expect", SEPA)
    await billing.post(f"/orders/{failed.order_id}/payments/fail", {})
    before, announced = await seen(billing, order.order_id), await billing.announced()
    assert ANNOUNCE_AGAIN.next_batch
    async with billing.transaction() as tx:
        again = (await ANNOUNCE_AGAIN.next_batch(tx, None, None)).events
    (told,) = [one for one in again if isinstance(one, PaymentPending)]
    assert (told.again, str(told.entry_id)) == (True, before["pending"]["entry_id"])

    await empty(billing.database)
    async with billing.database.transaction(taking_back=True) as tx:
        verdicts = await TAKE_BACK.take(tx, Unknown(announced, [order, failed]))
    assert {one.outcome for one in verdicts} == {Outcome.TAKEN}
    assert (await seen(billing, order.order_id))["pending"] == before["pending"]
    assert (await seen(billing, failed.order_id))["pending"] is None
