"""How many statements a use case sends: as many for a poll of orders as for one."""

from decimal import Decimal

from services.billing.usecases.credit_cancelled_orders import credit_cancelled_orders
from services.billing.usecases.hold_invoicing import hold_invoicing
from services.billing.usecases.issue_credit_note import IssueCreditNote, issue_credit_note
from services.billing.usecases.issue_invoices import issue_invoices
from services.billing.usecases.mark_paid import MarkPaid, mark_paid
from services.billing.usecases.resume_invoicing import resume_invoicing
from services.billing.usecases.reverse_payments import ReversePayments, reverse_payments
from tests.support.orders import cancelled, held, placed, resumed
from tests.support.service import ShopService


async def test_statements_do_not_grow_with_the_orders_of_a_poll(billing: ShopService) -> None:
    gone = placed()
    await billing.deliver(gone, cancelled(gone))  # both number series have begun
    orders, on_hold = [placed() for _ in range(5)], placed(held=True)
    order_id = orders[0].order_id
    half = MarkPaid(order_id=order_id, by="alice", amount=Decimal("10.00"))
    back = ReversePayments(order_id=order_id, by="alice", reason="mistake")
    note = IssueCreditNote(order_id=order_id, by="alice", amount=Decimal("1.00"))

    sent_by = billing.statements_of
    assert await sent_by(lambda tx: issue_invoices(tx, orders)) == 5
    assert await sent_by(lambda tx: issue_invoices(tx, [on_hold])) == 3  # of which the inbox has read the settings
    assert await sent_by(lambda tx: resume_invoicing(tx, resumed(on_hold))) == 5
    assert await sent_by(lambda tx: hold_invoicing(tx, held(orders[0]))) == 2
    assert await sent_by(lambda tx: mark_paid(tx, half)) == 7
    assert await sent_by(lambda tx: mark_paid(tx, half)) == 7
    assert await sent_by(lambda tx: reverse_payments(tx, back)) == 7  # of both payments
    assert await sent_by(lambda tx: issue_credit_note(tx, note)) == 6
    assert await sent_by(lambda tx: credit_cancelled_orders(tx, [cancelled(order) for order in orders])) == 6
    assert await sent_by(lambda tx: credit_cancelled_orders(tx, [cancelled(placed())])) == 2
