"""What is owed to a customer is given back: asked for, and succeeded or failed; never more than is owed or came in."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.billing.invariants import INVARIANTS
from services.billing.usecases.announce_again import ANNOUNCE_AGAIN
from services.billing.usecases.take_back import TAKE_BACK
from shared.messaging.take_back import Outcome, Unknown
from shared.schemas.billing import (
    LedgerEvent,
    PaymentRecorded,
    RefundEvent,
    RefundFailed,
    RefundRequested,
    RefundSucceeded,
)
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService, empty, token


async def seen(billing: ShopService, order_id: UUID) -> dict[str, Any]:
    answer: dict[str, Any] = (await billing.http.get(f"/orders/{order_id}")).json()
    return answer


async def overpaid(billing: ShopService, *amounts: str) -> UUID:
    """An order of 25.00 that these payments were made for."""
    order = placed()
    await billing.deliver(order)
    for amount in amounts:
        paid = await billing.post(f"/orders/{order.order_id}/payments", {"amount": amount, "more_than_due": True})
        assert paid.status_code == 201
    return order.order_id


async def told(billing: ShopService) -> list[RefundEvent]:
    return [event for event in await billing.announced() if isinstance(event, RefundEvent)]


async def test_a_refund_is_on_its_way_and_only_once_it_succeeds_is_less_paid(billing: ShopService) -> None:
    order_id = await overpaid(billing, "25.00", "10.00")
    assert "refund" in (await seen(billing, order_id))["may"]
    asked = (await billing.post(f"/orders/{order_id}/refunds", {"method": "transfer", "reason": "paid twice"})).json()
    assert (asked["state"], asked["amount"], asked["may"]) == ("pending", "10.00", ["succeed", "fail"])
    on_its_way = await seen(billing, order_id)
    assert (on_its_way["paid"], on_its_way["balance"], on_its_way["to_refund"]) == ("35.00", "10.00", "0.00")
    assert "refund" not in on_its_way["may"]

    path = f"/orders/{order_id}/refunds/{asked['refund_id']}"
    done = await billing.post(f"{path}/succeed", {"reference": "SCT-77", "refunded_at": "2026-03-02T09:45:00Z"})
    assert (done.status_code, done.json()["state"], done.json()["reference"]) == (201, "succeeded", "SCT-77")
    after = await seen(billing, order_id)
    assert (after["paid"], after["balance"], after["payment_status"]) == ("25.00", "0.00", "paid")
    assert [(entry["kind"], entry["amount"]) for entry in after["ledger"]] == [
        ("payment", "25.00"),
        ("payment", "10.00"),
        ("refund", "-10.00"),
    ]
    assert after["ledger"][-1]["paid_at"] == "2026-03-02T09:45:00Z"
    again = await billing.post(f"{path}/succeed", {})
    assert (again.status_code, again.json()["type"]) == (409, "wrong-state")
    requested, succeeded = await told(billing)
    assert isinstance(requested, RefundRequested)
    assert isinstance(succeeded, RefundSucceeded)
    assert (str(succeeded.paid), str(succeeded.balance), succeeded.by) == ("25.00", "0.00", "alice")


async def test_a_refund_that_is_told_twice_is_recorded_once_unless_it_failed(billing: ShopService) -> None:
    order_id = await overpaid(billing, "25.00", "10.00")
    body = {"method": "card", "amount": "4.00", "reference": "re_2"}
    first = (await billing.post(f"/orders/{order_id}/refunds", body)).json()
    for again in (body, body | {"state": "succeeded", "reference": "RE_2"}):
        refused = await billing.post(f"/orders/{order_id}/refunds", again)
        assert (refused.status_code, refused.json()["type"]) == (409, "refund-already-recorded")
        assert refused.json()["detail"].endswith("which is pending: say that it succeeded")
    assert (await billing.post(f"/orders/{order_id}/refunds", body | {"amount": "1.00"})).status_code == 201
    assert (await billing.post(f"/orders/{order_id}/refunds/{first['refund_id']}/fail", {})).status_code == 201
    assert (await billing.post(f"/orders/{order_id}/refunds", body | {"state": "succeeded"})).status_code == 201
    assert (await seen(billing, order_id))["to_refund"] == "5.00"


async def test_a_refund_that_failed_changes_no_balance_and_is_owed_again(billing: ShopService) -> None:
    order_id = await overpaid(billing, "30.00")
    asked = (await billing.post(f"/orders/{order_id}/refunds", {"method": "card"})).json()
    path = f"/orders/{order_id}/refunds/{asked['refund_id']}/fail"
    assert (await billing.post(path, {"reason": "the card has expired"})).json()["failure"] == "the card has expired"
    after = await seen(billing, order_id)
    assert (after["paid"], after["to_refund"], len(after["ledger"])) == ("30.00", "5.00", 1)
    assert "refund" in after["may"]
    assert isinstance((await told(billing))[-1], RefundFailed)


async def test_a_cancelled_order_that_was_paid_owes_all_of_it(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    await billing.post(f"/orders/{order.order_id}/payments", {})
    await billing.deliver(cancelled(order))
    at_once = {"method": "cash", "state": "succeeded"}
    assert (await billing.post(f"/orders/{order.order_id}/refunds", at_once)).json()["amount"] == "25.00"
    after = await seen(billing, order.order_id)
    assert (after["paid"], after["to_refund"], after["payment_state"]) == ("0.00", "0.00", "cancelled")


async def test_it_is_split_over_the_payments_oldest_first_or_as_it_is_said(billing: ShopService) -> None:
    order_id = await overpaid(billing, "20.00", "25.00", "30.00")
    first, second, third = [entry["entry_id"] for entry in (await seen(billing, order_id))["ledger"]]
    chosen = {"method": "card", "amount": "10.00", "payments": [{"entry_id": third, "amount": "10.00"}]}
    await billing.post(f"/orders/{order_id}/refunds", chosen)
    rest = (await billing.post(f"/orders/{order_id}/refunds", {"method": "card"})).json()
    assert [one["refundable"] for one in (await seen(billing, order_id))["ledger"]] == ["0.00", "5.00", "20.00"]
    assert rest["payments"] == [{"entry_id": first, "amount": "20.00"}, {"entry_id": second, "amount": "20.00"}]


async def test_what_cannot_be_given_back_is_refused_with_what_can(billing: ShopService) -> None:
    order_id = await overpaid(billing, "20.00", "10.00")
    entry, _ = [one["entry_id"] for one in (await seen(billing, order_id))["ledger"]]
    other = await overpaid(billing, "25.00")

    def of(payment: str, amount: str) -> dict[str, Any]:
        return {"method": "card", "payments": [{"entry_id": payment, "amount": amount}]}

    for about, body, status, refusal, words in (
        (other, {"method": "card"}, 409, "nothing-owed", "nothing is owed back"),
        (order_id, {"method": "card", "amount": "5.01"}, 409, "more-than-owed", "5.00 EUR is owed back"),
        (order_id, {"method": "card", "amount": "0"}, 422, "invalid-amount", "0 is not a positive amount"),
        (order_id, {"method": "card", "amount": "1.001"}, 422, "invalid-amount", "steps of 0.01"),
        (order_id, {"amount": "1.00"}, 422, "invalid-request", "method"),
        (order_id, {"method": "card", "sum": "1"}, 422, "invalid-request", "no such field"),
        (order_id, {"method": "card", "refunded_at": "2099-01-01T00:00:00Z"}, 422, "invalid-request", "refunded_at"),
        (order_id, of(entry, "4.00") | {"amount": "5.00"}, 422, "parts-differ", "4.00 together, not 5.00"),
        (
            order_id,
            {"method": "card", "payments": [{"entry_id": entry, "amount": "2.00"}] * 2},
            422,
            "invalid-amount",
            "only once",
        ),
        (order_id, {"method": "card", "refunded_at": "2026-03-02T09:45:00Z"}, 422, "invalid-request", "has succeeded"),
        (order_id, of(str(UUID(int=7)), "5.00"), 404, "entry-not-found", "that stands"),
        (UUID(int=7), {"method": "card"}, 404, "order-not-found", "no order"),
    ):
        answer = await billing.post(f"/orders/{about}/refunds", body)
        assert (answer.status_code, answer.json()["type"]) == (status, refusal), body
        assert words in str(answer.json()), answer.json()
    exhausted = await overpaid(billing, "5.00", "30.00")
    small, _ = [one["entry_id"] for one in (await seen(billing, exhausted))["ledger"]]
    answer = await billing.post(f"/orders/{exhausted}/refunds", of(small, "5.01"))
    assert (answer.json()["type"], answer.json()["errors"][0]["limit"]) == ("more-than-received", "5.00")
    assert answer.json()["errors"][0]["at"] == "body/payments/0/amount"
    antedated = {"method": "card", "state": "succeeded", "refunded_at": "0001-01-01T00:00:00Z"}
    assert (await billing.post(f"/orders/{order_id}/refunds", antedated)).json()["type"] in (
        "wrong-date",
        "invalid-request",
    )
    assert await told(billing) == []


async def test_of_refunds_at_the_same_time_no_more_goes_back_than_is_owed(billing: ShopService) -> None:
    order_id = await overpaid(billing, "25.00", "10.00")
    body = {"method": "card", "amount": "4.00"}
    answers = await asyncio.gather(*(billing.post(f"/orders/{order_id}/refunds", body) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409, 409]
    (refused, *_) = [answer.json() for answer in answers if answer.status_code == 409]
    assert (refused["type"], refused["errors"][0]["limit"]) == ("more-than-owed", "2.00")


async def test_a_refund_that_came_back_after_it_went_is_owed_again(billing: ShopService) -> None:
    order_id = await overpaid(billing, "30.00")
    body = {"method": "transfer", "reference": "SCT-77", "state": "succeeded"}
    went = (await billing.post(f"/orders/{order_id}/refunds", body)).json()
    assert went["may"] == ["fail"]
    path = f"/orders/{order_id}/refunds/{went['refund_id']}"
    failed = (await billing.post(f"{path}/fail", {"reason": "the account is closed"})).json()
    assert (failed["state"], failed["refunded_at"], failed["may"]) == ("failed", went["refunded_at"], [])
    for way in ("succeed", "fail"):
        assert (await billing.post(f"{path}/{way}", {})).json()["type"] == "wrong-state"
    after = await seen(billing, order_id)
    assert (after["paid"], after["to_refund"], after["ledger"][0]["refundable"]) == ("30.00", "5.00", "30.00")
    assert [(one["kind"], one["amount"], one["reverses"]) for one in after["ledger"][1:]] == [
        ("refund", "-5.00", None),
        ("reversal", "5.00", went["refund_id"]),
    ]
    _, told_failed = await told(billing)
    assert isinstance(told_failed, RefundFailed)
    assert (str(told_failed.paid), str(told_failed.balance)) == ("30.00", "5.00")
    assert str(told_failed.entry_id) == after["ledger"][2]["entry_id"]
    assert (await billing.post(f"/orders/{order_id}/refunds", body)).status_code == 201  # it went after all


async def test_one_refund_fails_once_and_succeeds_only_before_that(billing: ShopService) -> None:
    order_id = await overpaid(billing, "35.00")
    refund = (await billing.post(f"/orders/{order_id}/refunds", {"method": "card"})).json()["refund_id"]
    ways = ["succeed", "fail"] * 3
    answers = await asyncio.gather(*(billing.post(f"/orders/{order_id}/refunds/{refund}/{way}", {}) for way in ways))
    failed = [answer.status_code for way, answer in zip(ways, answers, strict=True) if way == "fail"]
    assert sorted(failed) == [201, 409, 409]
    after = await seen(billing, order_id)
    assert (after["refunds"][0]["state"], after["paid"]) == ("failed", "35.00")


async def test_a_payment_that_went_back_is_not_taken_back_too(billing: ShopService) -> None:
    order_id = await overpaid(billing, "25.00", "10.00")
    await billing.post(f"/orders/{order_id}/refunds", {"method": "card"})
    path, why = f"/orders/{order_id}/payments/reverse", {"reason": "it bounced"}
    first, second = [entry["entry_id"] for entry in (await seen(billing, order_id))["ledger"]]
    for body in (why, why | {"entry_id": first}):
        answer = await billing.post(path, body)
        assert (answer.status_code, answer.json()["type"]) == (409, "payment-refunded")
    assert (await billing.post(path, why | {"entry_id": second})).status_code == 201


@pytest.mark.parametrize("path", ["refunds", f"refunds/{UUID(int=7)}/succeed", f"refunds/{UUID(int=7)}/fail"])
async def test_who_may_only_record_payments_gives_none_back(billing: ShopService, path: str) -> None:
    order_id = await overpaid(billing, "35.00")
    provider = billing.client(token("payments:record"))
    body = {"method": "card"} if path == "refunds" else {}
    answer = await provider.post(f"/orders/{order_id}/{path}", json=body, headers={"Idempotency-Key": path})
    await provider.aclose()
    assert answer.status_code == 403


async def test_refunds_are_announced_again_and_taken_back_as_they_were(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    await billing.post(f"/orders/{order.order_id}/payments", {"amount": "40.00", "more_than_due": True})
    path = f"/orders/{order.order_id}/refunds"
    pending, succeeded, failed, came_back = [
        (await billing.post(path, {"method": "card", "amount": "3.00"})).json()["refund_id"] for _ in range(4)
    ]
    await billing.post(f"{path}/{succeeded}/succeed", {})
    await billing.post(f"{path}/{came_back}/succeed", {})
    for one in (failed, came_back):
        await billing.post(f"{path}/{one}/fail", {"reason": "closed account"})
    before, announced = await seen(billing, order.order_id), await billing.announced()
    assert ANNOUNCE_AGAIN.next_batch
    async with billing.transaction() as tx:
        again = (await ANNOUNCE_AGAIN.next_batch(tx, None, None)).events
    assert [type(one) for one in again if isinstance(one, LedgerEvent)] == [PaymentRecorded]
    assert [(type(one), str(one.refund_id)) for one in again if isinstance(one, RefundEvent)] == [
        (RefundRequested, pending),
        (RefundSucceeded, succeeded),
        (RefundFailed, failed),
        (RefundSucceeded, came_back),
        (RefundFailed, came_back),
    ]
    for told_of in (announced, again):
        await empty(billing.database)
        async with billing.database.transaction(taking_back=True) as tx:
            verdicts = await TAKE_BACK.take(tx, Unknown(told_of, [order]))
        assert {one.outcome for one in verdicts} == {Outcome.TAKEN}
        after = await seen(billing, order.order_id)
        assert (after["refunds"], after["ledger"], after["paid"]) == (before["refunds"], before["ledger"], "37.00")


@pytest.mark.parametrize(
    ("tampering", "rule"),
    [
        (
            "UPDATE refunds SET amount = 30, payments = jsonb_set(payments, '{0,amount}', '\"30.00\"')",
            "of no payment more goes back, or is on its way, than came in and stands",
        ),
        (
            "UPDATE refunds SET state = 'succeeded', settled_at = requested_at, refunded_at = requested_at",
            "refunds that went, and no others, are in the ledger, each in full of payments, and what came back",
        ),
    ],
)
async def test_check_names_a_refund_beyond_its_payment_or_beside_the_ledger(
    billing: ShopService, administrator: asyncpg.Connection, tampering: str, rule: str
) -> None:
    order_id = await overpaid(billing, "25.00", "10.00")
    await billing.post(f"/orders/{order_id}/refunds", {"method": "cash", "amount": "4.00", "state": "succeeded"})
    async with billing.database.pool.acquire() as database:
        assert [one.rule for one in INVARIANTS if await one.violations(database)] == []
    await billing.post(f"/orders/{order_id}/refunds", {"method": "cash"})
    await administrator.execute(f"{tampering} WHERE state = 'pending'")
    found = [one.rule for one in INVARIANTS if await one.violations(administrator)]
    assert found == [rule, "documents, payments, refunds, revisions, files, VAT in euros and rates are as written"]
    async with billing.database.pool.acquire() as database:
        with pytest.raises(asyncpg.RaiseError, match="only what becomes of it"):
            await database.execute(f"{tampering} WHERE state = 'succeeded'")
