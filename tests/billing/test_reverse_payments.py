"""An order is marked as not paid: a payment, or all of them, is reversed by an entry of its own."""

from datetime import datetime, timedelta

from uuid_utils.compat import uuid7

from shared.clock import now
from shared.schemas.billing import PaymentReversed
from shared.schemas.orders import OrderPlaced
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService


async def paid(billing: ShopService, *amounts: str) -> tuple[OrderPlaced, list[str]]:
    """An order over 25.00 with these payments, and their ids."""
    order = placed(lines={"LAMP": 2}, price="12.50")
    await billing.deliver(order)
    answers = [await billing.post(f"/orders/{order.order_id}/payments", {"amount": amount}) for amount in amounts]
    return order, [answer.json()["entries"][0]["entry_id"] for answer in answers]


async def test_a_paid_order_is_marked_as_not_paid(billing: ShopService) -> None:
    order, (entry_id,) = await paid(billing, "25.00")
    answer = await billing.post(f"/orders/{order.order_id}/payments/reverse", {"reason": "cheque bounced"})

    assert answer.status_code == 201
    view = answer.json()
    assert (view["paid"], view["due"], view["payment_status"]) == ("0.00", "25.00", "not_paid")
    (entry,) = view["entries"]
    assert (entry["kind"], entry["amount"], entry["reverses"]) == ("reversal", "-25.00", entry_id)
    *_, event = await billing.announced()
    assert isinstance(event, PaymentReversed)
    assert (event.sequence, str(event.amount), str(event.paid), str(event.due)) == (3, "25.00", "0.00", "25.00")


async def test_marking_as_not_paid_twice_has_the_effect_of_once(billing: ShopService) -> None:
    order, _ = await paid(billing, "25.00")
    await billing.post(f"/orders/{order.order_id}/payments/reverse", {"reason": "mistake"})
    again = await billing.post(f"/orders/{order.order_id}/payments/reverse", {"reason": "mistake"})
    assert (again.status_code, again.json()["type"]) == (409, "nothing-to-reverse")
    assert again.json()["detail"] == "order 1001 has no payment that stands: there is nothing to reverse"


async def test_a_payment_is_not_taken_back_before_it_came(billing: ShopService) -> None:
    order, _ = await paid(billing, "25.00")
    (entry,) = (await billing.http.get(f"/orders/{order.order_id}")).json()["ledger"]
    came_at = datetime.fromisoformat(entry["paid_at"])
    said = {"reason": "mistake", "occurred_at": (came_at - timedelta(seconds=1)).isoformat()}
    refused = await billing.post(f"/orders/{order.order_id}/payments/reverse", said)
    assert (refused.status_code, refused.json()["type"]) == (422, "wrong-date")
    said["occurred_at"] = came_at.isoformat()
    assert (await billing.post(f"/orders/{order.order_id}/payments/reverse", said)).status_code == 201


async def test_a_payment_dated_by_a_clock_that_was_ahead_is_taken_back_at_once(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    ahead = {"amount": "25.00", "paid_at": (now() + timedelta(minutes=3)).isoformat()}
    assert (await billing.post(f"/orders/{order.order_id}/payments", ahead)).status_code == 201
    assert (await billing.post(f"/orders/{order.order_id}/payments/reverse", {"reason": "mistake"})).status_code == 201


async def test_one_payment_of_two_is_reversed(billing: ShopService) -> None:
    order, (first, _) = await paid(billing, "10.00", "15.00")
    body = {"reason": "wrong order", "entry_id": first}
    view = (await billing.post(f"/orders/{order.order_id}/payments/reverse", body)).json()
    assert (view["paid"], view["due"], view["payment_status"]) == ("15.00", "10.00", "partially_paid")
    again = await billing.post(f"/orders/{order.order_id}/payments/reverse", body)
    assert (again.status_code, again.json()["type"]) == (409, "nothing-to-reverse")


async def test_all_payments_are_reversed_one_entry_each(billing: ShopService) -> None:
    order, _ = await paid(billing, "10.00", "15.00")
    await billing.post(f"/orders/{order.order_id}/payments/reverse", {"reason": "mistake"})
    *_, first, second = await billing.announced()
    assert [(event.sequence, str(event.paid)) for event in (first, second)] == [(4, "15.00"), (5, "0.00")]


async def test_a_reversal_is_not_reversed(billing: ShopService) -> None:
    order, _ = await paid(billing, "25.00")
    view = (await billing.post(f"/orders/{order.order_id}/payments/reverse", {"reason": "mistake"})).json()
    body = {"reason": "no", "entry_id": view["entries"][0]["entry_id"]}
    answer = await billing.post(f"/orders/{order.order_id}/payments/reverse", body)
    assert (answer.status_code, answer.json()["type"]) == (409, "nothing-to-reverse")


async def test_an_order_marked_as_not_paid_can_be_paid_again(billing: ShopService) -> None:
    order, _ = await paid(billing, "25.00")
    await billing.post(f"/orders/{order.order_id}/payments/reverse", {"reason": "mistake"})
    assert (await billing.post(f"/orders/{order.order_id}/payments", {})).json()["payment_status"] == "paid"
    ledger = (await billing.http.get(f"/orders/{order.order_id}")).json()["ledger"]
    assert [(entry["kind"], entry["amount"]) for entry in ledger] == [
        ("payment", "25.00"),
        ("reversal", "-25.00"),
        ("payment", "25.00"),
    ]


async def test_the_payment_of_a_cancelled_order_can_be_reversed(billing: ShopService) -> None:
    order, _ = await paid(billing, "25.00")
    await billing.deliver(cancelled(order))
    view = (await billing.post(f"/orders/{order.order_id}/payments/reverse", {"reason": "cheque bounced"})).json()
    assert (view["paid"], view["due"], view["payment_status"]) == ("0.00", "0.00", "cancelled")


async def test_an_unknown_order_or_entry_is_not_found(billing: ShopService) -> None:
    order, _ = await paid(billing, "25.00")
    for order_id, kind in ((uuid7(), "order-not-found"), (order.order_id, "entry-not-found")):
        body = {"reason": "mistake", "entry_id": str(uuid7())}
        answer = await billing.post(f"/orders/{order_id}/payments/reverse", body)
        assert (answer.status_code, answer.json()["type"]) == (404, kind)
