"""What may be done with an order now is what would not be refused."""

from shared.schemas.orders import OrderPlaced
from tests.support.orders import cancelled, held, placed
from tests.support.service import ShopService


async def may(billing: ShopService, order: OrderPlaced) -> list[str]:
    answer: list[str] = (await billing.http.get(f"/orders/{order.order_id}")).json()["may"]
    return answer


async def test_an_invoiced_order_can_be_paid_and_credited(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    assert await may(billing, order) == ["pay", "expect", "credit", "remind"]


async def test_a_payment_can_be_reversed_once_and_a_paid_order_takes_only_more_than_is_due(
    billing: ShopService,
) -> None:
    order = placed()
    await billing.deliver(order)
    await billing.post(f"/orders/{order.order_id}/payments", {"amount": "10.00"})
    assert await may(billing, order) == ["pay", "expect", "reverse", "credit", "remind"]
    await billing.post(f"/orders/{order.order_id}/payments", {})
    assert await may(billing, order) == ["pay_more", "reverse", "credit"]
    await billing.post(f"/orders/{order.order_id}/payments/reverse", {"reason": "cheque bounced"})
    assert await may(billing, order) == ["pay", "expect", "credit", "remind"]


async def test_an_order_that_waits_for_its_invoice_can_be_paid_but_not_credited(billing: ShopService) -> None:
    order = placed(held=True)
    await billing.deliver(order)
    assert await may(billing, order) == ["pay", "expect"]


async def test_of_an_order_credited_in_full_nothing_is_due_nor_to_credit(billing: ShopService) -> None:
    order = placed(lines={"LAMP": 2}, price="12.50")
    await billing.deliver(order)
    await billing.post("/credit-notes", {"order_id": str(order.order_id), "amount": "25.00"})
    assert await may(billing, order) == ["pay_more"]


async def test_a_cancelled_order_takes_late_payments_and_its_payment_can_be_reversed(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    await billing.post(f"/orders/{order.order_id}/payments", {})
    await billing.deliver(cancelled(order))
    assert await may(billing, order) == ["pay_more", "reverse", "refund"]


async def test_nothing_can_be_done_with_an_order_that_is_not_placed_yet(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(held(order))
    assert await may(billing, order) == []


async def test_what_is_not_listed_is_refused(billing: ShopService) -> None:
    order = placed(held=True)
    await billing.deliver(order, cancelled(order))
    assert await may(billing, order) == ["pay_more"]
    for path, body in (
        (f"/orders/{order.order_id}/payments", {}),
        (f"/orders/{order.order_id}/payments/reverse", {"reason": "mistake"}),
        ("/credit-notes", {"order_id": str(order.order_id), "amount": "1.00"}),
    ):
        assert (await billing.post(path, body)).status_code == 409
