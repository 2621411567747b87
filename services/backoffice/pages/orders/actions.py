"""What is done with an order, each asked for in a dialog: hold, cancel, pay, invoice, ship, and back; and its note."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from services.backoffice.pages.orders.payment_actions import PAYMENT_ACTIONS
from services.backoffice.pages.orders.refund_parts import refund_parts
from services.backoffice.pages.orders.still_due import still_due
from services.backoffice.web.actions import (
    Action,
    Actions,
    Button,
    Subject,
    Target,
    content_or_none,
    reason,
    text_or_none,
)
from services.backoffice.web.service_clients import Json, together
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _


def _cancellation(form: Form) -> Json:
    return {"reason": text_or_none(form, "reason"), "notify_customer": "notify_customer" in form}


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
    shown = {"owner": areas["owner"], "order": areas["owner"].content, "refund_parts": refund_parts}
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
        *PAYMENT_ACTIONS,
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
