"""A resumed order gets the invoice that waited for it."""

from tests.support.orders import cancelled, held, placed, resumed
from tests.support.service import ShopService


async def test_a_resumed_order_gets_its_invoice(billing: ShopService) -> None:
    order = placed(held=True)
    await billing.deliver(order)
    await billing.deliver(resumed(order, sequence=2))
    _, issued = await billing.announced()
    assert (type(issued).__name__, issued.sequence, issued.number) == ("InvoiceIssued", 2, "FA-2026-000001")


async def test_the_same_resumption_twice_gives_one_invoice(billing: ShopService) -> None:
    order = placed(held=True)
    resumption = resumed(order, sequence=2)
    await billing.deliver(order, resumption)
    await billing.deliver(resumption)
    await billing.deliver(resumption.model_copy())
    assert await billing.announced_types() == ["InvoicingHeld", "InvoiceIssued"]


async def test_an_invoiced_order_that_is_held_and_resumed_keeps_its_one_invoice(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order, held(order), resumed(order))
    assert await billing.announced_types() == ["InvoiceIssued", "InvoicingHeld"]


async def test_a_resumption_that_arrives_before_the_placement_on_hold_lets_the_invoice_go(billing: ShopService) -> None:
    order = placed(held=True)
    await billing.deliver(resumed(order, sequence=2))
    await billing.deliver(order)
    assert await billing.announced_types() == ["InvoiceIssued"]


async def test_an_older_resumption_does_not_end_a_newer_hold(billing: ShopService) -> None:
    order = placed(held=True)
    await billing.deliver(order, held(order, sequence=3))
    await billing.deliver(resumed(order, sequence=2))
    assert "InvoiceIssued" not in await billing.announced_types()


async def test_a_cancelled_order_is_not_invoiced_by_a_late_resumption(billing: ShopService) -> None:
    order = placed(held=True)
    await billing.deliver(order, cancelled(order, sequence=3))
    await billing.deliver(resumed(order, sequence=2))
    await billing.deliver(resumed(order, sequence=4))
    assert await billing.announced_types() == ["InvoicingHeld", "NothingToCredit"]
