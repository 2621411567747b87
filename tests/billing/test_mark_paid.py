"""An order is marked as paid, in full or in part: money came in."""

import asyncio
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.billing import PaymentRecorded
from tests.support.orders import cancelled, held, placed
from tests.support.service import ShopService


async def test_an_order_is_marked_as_paid(billing: ShopService) -> None:
    order = placed(lines={"LAMP": 2}, price="12.50")
    await billing.deliver(order)
    answer = await billing.post(f"/orders/{order.order_id}/payments", {"method": "card", "reference": "psp-1"})

    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"2"'
    paid = answer.json()
    assert (paid["paid"], paid["due"], paid["payment_status"]) == ("25.00", "0.00", "paid")
    assert [(entry["kind"], entry["amount"], entry["by"]) for entry in paid["entries"]] == [
        ("payment", "25.00", "alice")
    ]
    _, event = await billing.announced()
    assert isinstance(event, PaymentRecorded)
    assert (event.sequence, str(event.amount), str(event.paid), str(event.due)) == (2, "25.00", "25.00", "0.00")


async def test_marking_as_paid_twice_has_the_effect_of_once(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    await billing.post(f"/orders/{order.order_id}/payments", {})
    again = await billing.post(f"/orders/{order.order_id}/payments", {})
    assert (again.status_code, again.json()["type"]) == (409, "nothing-due")
    assert again.json()["detail"] == (
        "nothing is due for order 1001: 25.00 EUR is paid (if it was received, say more_than_due)"
    )
    assert await billing.announced_types() == ["InvoiceIssued", "PaymentRecorded"]


async def test_the_same_request_again_gets_the_same_answer(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    first = await billing.post(f"/orders/{order.order_id}/payments", {"amount": "10.00"}, key="pay-1")
    again = await billing.post(f"/orders/{order.order_id}/payments", {"amount": "10.00"}, key="pay-1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert await billing.announced_types() == ["InvoiceIssued", "PaymentRecorded"]


async def test_what_is_paid_together_is_no_more_than_an_amount_can_be(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    path = f"/orders/{order.order_id}/payments"
    much = {"amount": "6000000000.00", "more_than_due": True}
    assert (await billing.post(path, much)).status_code == 201
    again = await billing.post(path, much)
    assert (again.status_code, again.json()["type"]) == (422, "invalid-amount")
    assert again.json()["detail"] == (
        "order 1001 has 6000000000.00 paid; 6000000000.00 more is more than an amount can be: 9999999999.9999"
    )
    assert (await billing.post(path, much | {"amount": "3999999999.99"})).status_code == 201
    assert await billing.announced_types() == ["InvoiceIssued", "PaymentRecorded", "PaymentRecorded"]


async def test_a_payment_told_twice_by_its_provider_is_recorded_once(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    path = f"/orders/{order.order_id}/payments"
    told = {"amount": "10.00", "method": "card", "reference": "psp-1"}
    first = (await billing.post(path, told)).json()
    again = await billing.post(path, told | {"amount": "10.0000"})
    assert (again.status_code, again.json()["type"]) == (409, "payment-already-recorded")
    for another in ({"amount": "5.00"}, {"reference": "psp-2"}):
        assert (await billing.post(path, told | another)).status_code == 201
    again = await billing.post(path, told)
    assert again.json()["type"] == "payment-already-recorded"  # and not that nothing, or less, is due

    taken_back = {"reason": "of another order", "entry_id": first["entries"][0]["entry_id"]}
    assert (await billing.post(f"{path}/reverse", taken_back)).status_code == 201
    assert (await billing.post(path, told)).status_code == 201


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"reference": "pi_77"}, {"reference": "pi_77", "method": "stripe"}),
        ({"reference": "pi_77", "method": "stripe"}, {"reference": "pi_77"}),
        ({"reference": "pi_77", "method": "Stripe"}, {"reference": "pi_77", "method": " stripe "}),
        ({"reference": "PI_1"}, {"reference": "pi_1"}),
        ({"reference": "VIR  Martin"}, {"reference": "vir martin"}),
        ({"reference": "pi_1"}, {"reference": "pi_1", "paid_at": "2026-03-02T10:00:00Z"}),
        ({"reference": "pi_1", "paid_at": "2026-03-02T10:00:00Z"}, {"reference": "pi_1"}),
        (
            {"reference": "pi_1", "paid_at": "2026-03-02T10:00:00Z"},
            {"reference": "pi_1", "paid_at": "2026-03-02T11:00:00+01:00"},
        ),
    ],
)
async def test_a_payment_told_again_in_other_words_is_the_same_payment(
    billing: ShopService, first: dict[str, str], again: dict[str, str]
) -> None:
    order = placed()
    await billing.deliver(order)
    path = f"/orders/{order.order_id}/payments"
    assert (await billing.post(path, {"amount": "10.00"} | first)).status_code == 201
    refused = await billing.post(path, {"amount": "10.00"} | again)
    assert (refused.status_code, refused.json()["type"]) == (409, "payment-already-recorded")


async def test_two_equal_instalments_of_one_reference_are_told_apart_by_when_they_were_paid(
    billing: ShopService,
) -> None:
    order = placed()
    await billing.deliver(order)
    path = f"/orders/{order.order_id}/payments"
    instalment = {"amount": "12.50", "method": "transfer", "reference": "VIR MARTIN"}
    for day in ("01", "02"):
        paid = await billing.post(path, instalment | {"paid_at": f"2026-03-{day}T06:00:00Z"})
        assert paid.status_code == 201
    assert paid.json()["due"] == "0.00"


async def test_a_payment_that_was_taken_back_comes_again_but_not_as_of_the_same_moment(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    path = f"/orders/{order.order_id}/payments"
    told = {"amount": "10.00", "reference": "pi_1", "paid_at": "2026-03-01T10:00:00Z"}
    assert (await billing.post(path, told)).status_code == 201
    assert (await billing.post(f"{path}/reverse", {"reason": "it bounced"})).status_code == 201
    refused = await billing.post(path, told | {"reference": "PI_1"})
    assert (refused.status_code, refused.json()["type"]) == (409, "payment-already-recorded")
    assert refused.json()["detail"].endswith("and it was taken back")
    assert (await billing.post(path, told | {"paid_at": "2026-03-02T06:00:00Z"})).status_code == 201


async def test_two_payments_in_cash_may_be_of_the_same_amount(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    for _ in range(2):
        paid = await billing.post(f"/orders/{order.order_id}/payments", {"amount": "10.00", "method": "cash"})
        assert paid.status_code == 201


async def test_ten_clicks_at_once_record_one_payment(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    answers = await asyncio.gather(*(billing.post(f"/orders/{order.order_id}/payments", {}) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9


async def test_partial_payments_add_up(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    first = (await billing.post(f"/orders/{order.order_id}/payments", {"amount": "10.00"})).json()
    assert (first["paid"], first["due"], first["payment_status"]) == ("10.00", "15.00", "partially_paid")
    rest = (await billing.post(f"/orders/{order.order_id}/payments", {})).json()
    assert (rest["paid"], rest["due"], rest["payment_status"]) == ("25.00", "0.00", "paid")


async def test_more_than_is_due_is_refused(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    answer = await billing.post(f"/orders/{order.order_id}/payments", {"amount": "25.01"})
    assert (answer.status_code, answer.json()["type"]) == (409, "more-than-due")
    assert answer.json()["detail"] == (
        "order 1001 has 25.00 EUR due; 25.01 is more than that (if it was received, say more_than_due)"
    )


async def test_money_that_was_received_is_recorded_whatever_is_due(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    path = f"/orders/{order.order_id}/payments"
    assert (await billing.post(path, {"amount": "30.00", "reference": "VIR"})).status_code == 409
    more = {"amount": "30.00", "reference": "VIR", "more_than_due": True}
    paid = (await billing.post(path, more)).json()
    assert (paid["paid"], paid["due"], paid["payment_status"]) == ("30.00", "0.00", "overpaid")
    again = await billing.post(path, more)
    assert (again.status_code, again.json()["type"]) == (409, "payment-already-recorded")
    twice = (await billing.post(path, {"amount": "25.00", "more_than_due": True})).json()
    assert (twice["paid"], twice["due"]) == ("55.00", "0.00")
    recorded = [event for event in await billing.announced() if isinstance(event, PaymentRecorded)]
    assert [(str(event.due), str(event.balance)) for event in recorded] == [("0.00", "5.00"), ("0.00", "30.00")]
    unsaid = await billing.post(path, {"more_than_due": True})
    assert (unsaid.status_code, unsaid.json()["type"]) == (409, "nothing-due")


async def test_a_payment_that_comes_after_the_cancellation_is_owed_to_the_customer(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order, cancelled(order))
    path = f"/orders/{order.order_id}/payments"
    for body in ({"amount": "25.00"}, {"more_than_due": True}):
        refused = await billing.post(path, body)
        assert (refused.status_code, refused.json()["type"]) == (409, "order-cancelled")
    answer = await billing.post(path, {"amount": "25.00", "more_than_due": True})
    assert answer.status_code == 201
    view = (await billing.http.get(f"/orders/{order.order_id}")).json()
    assert (view["charged"], view["paid"], view["due"], view["balance"]) == ("0.00", "25.00", "0.00", "25.00")
    assert (await billing.post(f"{path}/reverse", {"reason": "paid back"})).json()["paid"] == "0.00"


async def test_an_order_on_hold_can_be_paid_before_its_invoice(billing: ShopService) -> None:
    order = placed(held=True)
    await billing.deliver(order)
    paid = (await billing.post(f"/orders/{order.order_id}/payments", {})).json()
    assert (paid["paid"], paid["due"]) == ("25.00", "0.00")


async def test_what_was_credited_is_no_longer_due(billing: ShopService) -> None:
    order = placed(lines={"LAMP": 2}, price="12.50")
    await billing.deliver(order)
    await billing.post("/credit-notes", {"order_id": str(order.order_id), "amount": "5.00"})
    assert (await billing.post(f"/orders/{order.order_id}/payments", {})).json()["paid"] == "20.00"


async def test_credit_after_payment_leaves_the_order_overpaid(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    await billing.post(f"/orders/{order.order_id}/payments", {})
    await billing.post("/credit-notes", {"order_id": str(order.order_id), "amount": "5.00"})
    view = (await billing.http.get(f"/orders/{order.order_id}")).json()
    assert (view["charged"], view["paid"], view["due"], view["payment_status"]) == (
        "20.00",
        "25.00",
        "0.00",
        "overpaid",
    )


async def test_a_cancelled_order_takes_no_payment(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order, cancelled(order))
    answer = await billing.post(f"/orders/{order.order_id}/payments", {})
    assert (answer.status_code, answer.json()["type"]) == (409, "order-cancelled")


async def test_an_order_that_is_not_placed_yet_is_not_found(billing: ShopService) -> None:
    assert (await billing.post(f"/orders/{uuid7()}/payments", {})).status_code == 404
    order = placed()
    await billing.deliver(held(order))  # all that is known of it
    assert (await billing.post(f"/orders/{order.order_id}/payments", {})).status_code == 404


async def test_an_order_over_nothing_is_paid_from_the_start(billing: ShopService) -> None:
    order = placed(price="0.00")
    await billing.deliver(order)
    assert (await billing.http.get(f"/orders/{order.order_id}")).json()["payment_status"] == "paid"
    assert (await billing.post(f"/orders/{order.order_id}/payments", {})).json()["type"] == "nothing-due"


@pytest.mark.parametrize(
    "body",
    [
        {"amount": "0.00"},
        {"amount": "-5.00"},
        {"amount": 5.5},
        {"amount": "0.001"},
        {"amout": "5.00"},
        {"paid_at": "2026-03-02"},
        {"paid_at": "2099-01-01T00:00:00Z"},
        {"paid_at": "1999-12-31T00:00:00Z"},
        {"paid_at": "2026-02-28T00:00:00Z"},
    ],
)
async def test_nonsense_is_refused(billing: ShopService, body: dict[str, Any]) -> None:
    order = placed()
    await billing.deliver(order)
    assert (await billing.post(f"/orders/{order.order_id}/payments", body)).status_code == 422


@pytest.mark.parametrize(("currency", "sent", "kept"), [("EUR", "5.0000", "5.00"), ("JPY", "15.000", "15")])
async def test_a_payment_is_kept_with_the_decimals_of_its_currency(
    billing: ShopService, currency: str, sent: str, kept: str
) -> None:
    order = placed(price="40", currency=currency)
    await billing.deliver(order)
    answer = await billing.post(f"/orders/{order.order_id}/payments", {"amount": sent})
    assert (answer.json()["entries"][0]["amount"], answer.json()["paid"]) == (kept, kept)


async def test_a_payment_may_be_recorded_as_of_the_day_before_the_order(
    billing: ShopService,
) -> None:
    order = placed()
    await billing.deliver(order)
    at = "2026-03-01T23:30:00Z"
    answer = await billing.post(f"/orders/{order.order_id}/payments", {"amount": "5.00", "paid_at": at})
    assert answer.json()["entries"][0]["paid_at"] == at
    early = await billing.post(
        f"/orders/{order.order_id}/payments", {"amount": "5.00", "paid_at": "2026-02-01T09:00:00Z"}
    )
    assert early.status_code == 422
    assert early.json()["type"] == "wrong-date"
    assert early.json()["detail"] == (
        "paid_at 2026-02-01T09:00:00+00:00 is before order 1001, which was placed on 2026-03-02"
    )
