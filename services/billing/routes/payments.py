"""Payments and refunds over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.billing.ledger.schemas import ExpectedView, PaymentThatFailed, PaymentToExpect, expected_view
from services.billing.refunds.schemas import (
    NewRefund,
    RefundBrief,
    RefundThatFailed,
    RefundThatSucceeded,
    RefundView,
    refund_view,
)
from services.billing.requests import DifferenceToWriteOff, NewPayment, PaymentsToReverse
from services.billing.schemas import PaymentsBrief, PaymentsView, payments_view
from services.billing.usecases.expect_payment import ExpectPayment, FailPayment, expect_payment, fail_payment
from services.billing.usecases.mark_paid import MarkPaid, mark_paid
from services.billing.usecases.refund import (
    FailRefund,
    RequestRefund,
    SucceedRefund,
    fail_refund,
    request_refund,
    succeed_refund,
)
from services.billing.usecases.reverse_payments import ReversePayments, reverse_payments
from services.billing.usecases.write_off import WriteOff, write_off
from shared.http import Brief, Caller, Idempotent, each_as, scope
from shared.http.imports import told_by_import

router = APIRouter()

Writer = Annotated[Caller, scope("billing:write")]
Payer = Annotated[Caller, scope("billing:write", or_else="payments:record")]
PAYMENTS_BRIEF = Brief("billing:read", PaymentsBrief)
REFUND_BRIEF = Brief("billing:read", RefundBrief)


@router.post("/orders/{order_id}/payments", status_code=201, response_model=PaymentsView | PaymentsBrief)
async def post_payment(order_id: UUID, body: NewPayment, caller: Payer, once: Idempotent) -> Response:
    """Mark as paid, or record a partial payment."""
    told_by_import(caller, body)
    command = MarkPaid(order_id=order_id, by=caller.subject, **dict(body))
    return await once(mark_paid, command, answers=each_as(payments_view), brief=PAYMENTS_BRIEF)


@router.post("/orders/{order_id}/payments/expect", status_code=201, response_model=ExpectedView | PaymentsBrief)
async def post_expected_payment(order_id: UUID, body: PaymentToExpect, caller: Payer, once: Idempotent) -> Response:
    """A payment is on its way: the order does not expire until it is recorded or has failed."""
    command = ExpectPayment(order_id=order_id, by=caller.subject, **dict(body))
    return await once(expect_payment, command, answers=each_as(expected_view), brief=PAYMENTS_BRIEF)


@router.post("/orders/{order_id}/payments/fail", status_code=201, response_model=ExpectedView | PaymentsBrief)
async def post_failed_payment(order_id: UUID, body: PaymentThatFailed, caller: Payer, once: Idempotent) -> Response:
    """What was on its way will not come."""
    command = FailPayment(order_id=order_id, by=caller.subject, **dict(body))
    return await once(fail_payment, command, answers=each_as(expected_view), brief=PAYMENTS_BRIEF)


@router.post("/orders/{order_id}/payments/reverse", status_code=201, response_model=PaymentsView | PaymentsBrief)
async def post_reversal(order_id: UUID, body: PaymentsToReverse, caller: Writer, once: Idempotent) -> Response:
    """Mark as not paid."""
    told_by_import(caller, body)
    command = ReversePayments(order_id=order_id, by=caller.subject, **dict(body))
    return await once(reverse_payments, command, answers=each_as(payments_view), brief=PAYMENTS_BRIEF)


@router.post("/orders/{order_id}/write-off", status_code=201, response_model=PaymentsView | PaymentsBrief)
async def post_write_off(order_id: UUID, body: DifferenceToWriteOff, caller: Writer, once: Idempotent) -> Response:
    """What is still due is small and will not come: nobody owes it any more."""
    command = WriteOff(order_id=order_id, by=caller.subject, **dict(body))
    return await once(write_off, command, answers=each_as(payments_view), brief=PAYMENTS_BRIEF)


@router.post("/orders/{order_id}/refunds", status_code=201, response_model=RefundView | RefundBrief)
async def post_refund(order_id: UUID, body: NewRefund, caller: Writer, once: Idempotent) -> Response:
    """Give back what is owed to the customer, or part of it."""
    asked = body.model_dump(exclude={"state"})
    command = RequestRefund(order_id=order_id, by=caller.subject, succeeded=body.state == "succeeded", **asked)
    return await once(request_refund, command, answers=each_as(refund_view), brief=REFUND_BRIEF)


@router.post("/orders/{order_id}/refunds/{refund_id}/succeed", status_code=201, response_model=RefundView | RefundBrief)
async def post_refund_succeeded(
    order_id: UUID, refund_id: UUID, body: RefundThatSucceeded, caller: Writer, once: Idempotent
) -> Response:
    """The money went."""
    command = SucceedRefund(order_id=order_id, refund_id=refund_id, by=caller.subject, **dict(body))
    return await once(succeed_refund, command, answers=each_as(refund_view), brief=REFUND_BRIEF)


@router.post("/orders/{order_id}/refunds/{refund_id}/fail", status_code=201, response_model=RefundView | RefundBrief)
async def post_refund_failed(
    order_id: UUID, refund_id: UUID, body: RefundThatFailed, caller: Writer, once: Idempotent
) -> Response:
    """The money did not go, or came back after it had: it is owed to the customer again."""
    command = FailRefund(order_id=order_id, refund_id=refund_id, by=caller.subject, **dict(body))
    return await once(fail_refund, command, answers=each_as(refund_view), brief=REFUND_BRIEF)
