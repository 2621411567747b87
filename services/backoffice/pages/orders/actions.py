"""What is done with an order, each asked for in a dialog: hold, cancel, pay, invoice, ship, and back; and its note."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from services.backoffice.pages.orders.still_due import still_due
from services.backoffice.web.actions import (
    Action,
    Actions,
    Button,
    Subject,
    Target,
    amount_or_none,
    content_or_none,
    reason,
    text_or_none,
)
from services.backoffice.web.service_clients import Json, together
from services.backoffice.web.typed_days import noon_or_none
from services.backoffice.web.visit import Form, Visit
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
    body = {
        "method": form["method"],
        "amount": amount_or_none(form, "amount"),
        "reference": text_or_none(form, "reference"),
        "reason": text_or_none(form, "reason"),
    }
    given = {"state": "succeeded", "refunded_at": noon_or_none(form, "refunded_at")}
    return body | given if "given" in form or form["refunded_at"].strip() else body


def _refund_given(form: Form) -> Json:
    return {"reference": text_or_none(form, "reference"), "refunded_at": noon_or_none(form, "refunded_at")}


def _cancellation(form: Form) -> Json:
    return {"reason": text_or_none(form, "reason"), "notify_customer": "notify_customer" in form}


def _taking_back(form: Form) -> Json:
    """One payment where the form names it, else all of the order."""
    return {"reason": form["reason"], "entry_id": text_or_none(form, "entry_id")}


def _left(form: Form) -> str:
    return "handed-over" if form["kind"] == "pickup" else "shipped"


def _back(form: Form) -> str:
    return "not-handed-over" if form["kind"] == "pickup" else "not-shipped"


def _withdrawal(form: Form) -> Json:
    return {"reason": text_or_none(form, "reason")}


def _note(form: Form) -> Json:
    return {"text": form["text"]}


def _shipments(shown: Json) -> set[str]:
    return {shipment["shipment_id"] for shipment in shown["order"]["shipments"]} if shown["order"] else set()


def _refunds(shown: Json) -> set[str]:
    return {refund["refund_id"] for refund in shown["order"].get("refunds", ())} if shown["order"] else set()


def _may(action: Action, form: Form, shown: Json) -> Collection[str] | None:
    """What its service says of the order, or of the parcel or refund that the form names."""
    order = shown["order"]
    if order is None or action.name == "note":
        return None
    if action.subject is None:
        return tuple(order["may"])
    things = order["shipments"] if action.subject is SHIPMENT else order.get("refunds", ())
    named = action.subject.name
    return [name for one in things if one[named] == form[named] for name in one["may"]]


async def _order(order_id: UUID) -> Target:
    return Target({"order_id": str(order_id)}, page=f"/orders/{order_id}")


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    """The order, as the action's service knows it and as far as that answers, and what else its dialog tells of."""
    areas = await together(
        owner=visit.services.area(action.service, target.page),
        **{service: content_or_none(visit, service, target.page) for service in _BESIDE.get(action.name, ())},
    )
    shown = {"owner": areas["owner"], "order": areas["owner"].content}
    if action.name == "resume":
        return shown | _made_by_resuming(shown["order"], areas["billing"], areas["fulfilment"])
    if action.name not in _BESIDE:
        return shown
    return shown | {"sold": areas["orders"], "due": still_due(areas["orders"], areas.get("billing"))}


_BESIDE = {"resume": ("billing", "fulfilment"), "ship": ("billing", "orders"), "unship": ("orders",)}
"""The services that a dialog asks beside that of its action."""


def _made_by_resuming(order: Json | None, billing: Json | None, fulfilment: Json | None) -> Json:
    """Which of its documents are made once it is resumed: None of one that nobody tells of now."""
    has_none = billing and not billing["documents"]
    return {
        "makes_invoice": has_none and billing and _invoices_by_itself(billing),
        "has_no_invoice": has_none,
        "by_hand": billing and billing.get("invoicing") == "by_hand",
        "makes_slip": order and fulfilment and bool(order["still_ships"] and not fulfilment["shipments"]),
    }


def _invoices_by_itself(billing: Json) -> bool:
    """Once it is not on hold; a billing service of the version before does always."""
    when = billing.get("invoicing", "on_placement")
    return when == "on_placement" or (when == "on_payment" and not Decimal(billing["due"]))


SHIPMENT = Subject("shipment_id", _shipments)
REFUND = Subject("refund_id", _refunds)

ORDER_ACTIONS = Actions(
    "/orders/{order_id}",
    _order,
    _shown,
    _may,
    (
        Action(
            "hold",
            scope="orders:write",
            service="orders",
            path="/orders/{order_id}/hold",
            body=reason,
            done="held",
            dialog="orders/dialogs/hold.html",
            not_now=_("An order that is on hold, completed or cancelled is not put on hold."),
            button=Button(_("Hold"), "circle-pause", ""),
        ),
        Action(
            "resume",
            scope="orders:write",
            service="orders",
            path="/orders/{order_id}/resume",
            done="resumed",
            dialog="orders/dialogs/resume.html",
            not_now=_("There is no hold to end: this order is not on hold, or it is cancelled."),
            button=Button(_("Resume"), "circle-play", ""),
        ),
        Action(
            "cancel",
            scope="orders:write",
            service="orders",
            path="/orders/{order_id}/cancel",
            body=_cancellation,
            done="cancelled",
            dialog="orders/dialogs/cancel.html",
            not_now=_("An order is not cancelled once its goods have left, nor twice."),
            button=Button(_("Cancel order"), "ban", "quiet-link"),
        ),
        Action(
            "note",
            scope="orders:note",
            service="orders",
            path="/orders/{order_id}/note",
            method="PUT",
            body=_note,
            done="note-saved",
            dialog="orders/dialogs/note.html",
        ),
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
            body=_withdrawal,
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
            body=_withdrawal,
            done="refund-failed",
            dialog="orders/dialogs/refund_failed.html",
            not_now=_("This refund has succeeded or failed already."),
            button=Button(_("The refund failed"), "circle-x", "quiet-link"),
        ),
        Action(
            "invoice",
            scope="billing:write",
            service="billing",
            path="/orders/{order_id}/invoice",
            done="invoiced",
            dialog="orders/dialogs/invoice.html",
            not_now=_("This order waits for no invoice: it has one already, is on hold, or is cancelled."),
            button=Button(_("Create invoice"), "receipt-text"),
        ),
        Action(
            "ready",
            in_may="make_ready_for_pickup",
            scope="fulfilment:write",
            service="fulfilment",
            path="/shipments/{shipment_id}/make-ready-for-pickup",
            subject=SHIPMENT,
            done="ready-for-pickup",
            dialog="orders/dialogs/ready.html",
            not_now=_(
                "This is not made ready for pickup now: it is so already, waits for goods, or its order is on hold."
            ),
            button=Button(_("Ready for pickup"), "store"),
        ),
        Action(
            "unready",
            in_may="withdraw_from_pickup",
            scope="fulfilment:write",
            service="fulfilment",
            path="/shipments/{shipment_id}/withdraw-from-pickup",
            subject=SHIPMENT,
            body=_withdrawal,
            done="not-ready-for-pickup",
            dialog="orders/dialogs/unready.html",
            not_now=_("This is not ready for pickup any more."),
            button=Button(_("Not ready for pickup"), "undo-2", ""),
        ),
        Action(
            "ship",
            scope="fulfilment:write",
            service="fulfilment",
            path="/shipments/{shipment_id}/ship",
            subject=SHIPMENT,
            done=_left,
            dialog="orders/dialogs/ship.html",
            not_now=_(
                "This parcel does not leave now: it has left, waits for goods, is void, or its order is on hold."
            ),
            button=Button(_("Mark as shipped"), "truck"),
        ),
        Action(
            "unship",
            scope="fulfilment:write",
            service="fulfilment",
            path="/shipments/{shipment_id}/unship",
            subject=SHIPMENT,
            body=reason,
            done=_back,
            dialog="orders/dialogs/unship.html",
            not_now=_("This has not been shipped."),
            button=Button(_("Mark as not shipped"), "undo-2", ""),
        ),
    ),
)

router = ORDER_ACTIONS.router()
