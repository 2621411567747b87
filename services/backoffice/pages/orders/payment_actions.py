"""What is done with the money of an order: payments, those on their way or taken back, and refunds."""

from services.backoffice.pages.orders.not_written_off import why_not_written_off
from services.backoffice.pages.orders.refund_parts import read_parts
from services.backoffice.web.actions import Action, Button, Subject, amount_or_none, text_or_none
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_days import noon_or_none
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import marked as _


def _payment(form: Form) -> Json:
    return {
        "amount": amount_or_none(form, "amount"),
        "method": text_or_none(form, "method"),
        "reference": text_or_none(form, "reference"),
        "paid_at": noon_or_none(form, "paid_at"),
    } | ({"more_than_due": True} if "more_than_due" in form else {})


def _expected(form: Form) -> Json:
    return {"method": text_or_none(form, "method"), "reference": text_or_none(form, "reference")}


def _payment_received(form: Form) -> Json:
    return _payment(form) | {"more_than_due": True}


def _refund(form: Form) -> Json:
    body: Json = {
        "method": form["method"],
        "amount": amount_or_none(form, "amount"),
        "reference": text_or_none(form, "reference"),
        "reason": text_or_none(form, "reason"),
    }
    if parts := read_parts(form):
        body["payments"] = parts
    given = {"state": "succeeded", "refunded_at": noon_or_none(form, "refunded_at")}
    return body | given if "given" in form or form["refunded_at"].strip() else body


def _refund_given(form: Form) -> Json:
    return {"reference": text_or_none(form, "reference"), "refunded_at": noon_or_none(form, "refunded_at")}


def _taking_back(form: Form) -> Json:
    """One payment where the form names it, else all of the order."""
    return {"reason": form["reason"], "entry_id": text_or_none(form, "entry_id")}


def _write_off(form: Form) -> Json:
    """`amount` is what its dialog said: of another one nothing is written off unseen."""
    return {"reason": form["reason"], "amount": text_or_none(form, "amount")}


def _refunds(shown: Json) -> set[str]:
    return {refund["refund_id"] for refund in shown["order"].get("refunds", ())} if shown["order"] else set()


def _why(form: Form) -> Json:
    return {"reason": text_or_none(form, "reason")}


def write_offs(order: Json) -> set[str]:
    """Those that are not taken back."""
    taken_back = {entry["reverses"] for entry in order["ledger"]}
    return {entry["entry_id"] for entry in order["ledger"] if entry["kind"] == "write_off"} - taken_back


REFUND = Subject("refund_id", _refunds)
WRITE_OFF = Subject("entry_id", lambda shown: write_offs(shown["order"]) if shown["order"] else set())

PAYMENT_ACTIONS = (
    Action(
        "pay",
        scope="billing:write",
        service="billing",
        path="/orders/{order_id}/payments",
        body=_payment,
        done="paid",
        dialog="orders/dialogs/pay.html",
        not_now=_("Nothing is due on this order."),
        button=Button(_("Mark as paid"), "banknote"),
    ),
    Action(
        "receive",
        in_may="pay_more",
        scope="billing:write",
        service="billing",
        path="/orders/{order_id}/payments",
        body=_payment_received,
        done="paid",
        dialog="orders/dialogs/receive.html",
        not_now=_("Something is still due on this order: mark it as paid."),
        button=Button(_("Enter a late payment"), "banknote", ""),
    ),
    Action(
        "expect",
        scope="billing:write",
        service="billing",
        path="/orders/{order_id}/payments/expect",
        body=_expected,
        done="payment-expected",
        dialog="orders/dialogs/expect.html",
        not_now=_("A payment is on its way already, or nothing is due on this order."),
        button=Button(_("Payment is on its way"), "hourglass", ""),
    ),
    Action(
        "fail",
        scope="billing:write",
        service="billing",
        path="/orders/{order_id}/payments/fail",
        body=_why,
        done="payment-failed",
        dialog="orders/dialogs/fail.html",
        not_now=_("No payment is on its way any more."),
        button=Button(_("The payment failed"), "circle-x", ""),
    ),
    Action(
        "unpay",
        in_may="reverse",
        scope="billing:write",
        service="billing",
        path="/orders/{order_id}/payments/reverse",
        body=_taking_back,
        done="not-paid",
        dialog="orders/dialogs/unpay.html",
        not_now=_("There is no payment to take back."),
        button=Button(_("Mark as not paid"), "undo-2", ""),
    ),
    Action(
        "write-off",
        in_may="write_off",
        scope="billing:write",
        service="billing",
        path="/orders/{order_id}/write-off",
        body=_write_off,
        done="written-off",
        dialog="orders/dialogs/write_off.html",
        why_not_now=why_not_written_off,
        button=Button(_("Write off the difference"), "scissors", ""),
    ),
    Action(
        "unwrite-off",
        in_may="reverse",
        scope="billing:write",
        service="billing",
        path="/orders/{order_id}/payments/reverse",
        subject=WRITE_OFF,
        body=_taking_back,
        done="due-again",
        dialog="orders/dialogs/unwrite_off.html",
        not_now=_("Nothing of this is written off any more."),
        button=Button(_("Take the write-off back"), "undo-2", "quiet-link"),
    ),
    Action(
        "refund",
        scope="billing:write",
        service="billing",
        path="/orders/{order_id}/refunds",
        body=_refund,
        done="refund-recorded",
        dialog="orders/dialogs/refund.html",
        not_now=_("Nothing is owed back on this order that is not on its way."),
        button=Button(_("Record a refund"), "corner-up-left"),
    ),
    Action(
        "refund-given",
        in_may="succeed",
        scope="billing:write",
        service="billing",
        path="/orders/{order_id}/refunds/{refund_id}/succeed",
        subject=REFUND,
        body=_refund_given,
        done="refund-succeeded",
        dialog="orders/dialogs/refund_given.html",
        not_now=_("This refund has succeeded or failed already."),
        button=Button(_("Refund given"), "circle-check", "quiet-link"),
    ),
    Action(
        "refund-failed",
        in_may="fail",
        scope="billing:write",
        service="billing",
        path="/orders/{order_id}/refunds/{refund_id}/fail",
        subject=REFUND,
        body=_why,
        done="refund-failed",
        dialog="orders/dialogs/refund_failed.html",
        not_now=_("This refund has failed already."),
        button=Button(_("The refund failed"), "circle-x", "quiet-link"),
    ),
)
