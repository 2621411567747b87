"""What is done with an order, each asked for in a dialog: hold, cancel, pay, invoice, ship, and back; and its note."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from services.backoffice.pages.orders.attach_order import ATTACH, DETACH
from services.backoffice.pages.orders.cancel_order import CANCEL, why_not_cancelled
from services.backoffice.pages.orders.custom_status import CUSTOM_STATUS
from services.backoffice.pages.orders.order_customer import CUSTOMER, customer_parts, known_customer
from services.backoffice.pages.orders.payment_actions import PAYMENT_ACTIONS, WRITE_OFF, write_offs
from services.backoffice.pages.orders.refund_parts import refund_parts
from services.backoffice.pages.orders.shipping_actions import PARCEL, SHIPMENT, SHIPPING_ACTIONS
from services.backoffice.pages.orders.still_due import still_due
from services.backoffice.web.actions import (
    Action,
    Actions,
    Button,
    Target,
    content_or_none,
    reason,
)
from services.backoffice.web.bouncing_address import bouncing_address
from services.backoffice.web.found_customers import found_customers
from services.backoffice.web.refund_means import came_by
from services.backoffice.web.service_clients import Json, together
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _


def _note(form: Form) -> Json:
    return {"text": form["text"]}


def _may(action: Action, form: Form, shown: Json) -> Collection[str] | None:
    """What its service says of the order, or of the parcel or refund that the form names."""
    order = shown["order"]
    if order is None or action.name in _ALWAYS:
        return None
    if action.subject is PARCEL:
        parcels = [parcel for one in order["shipments"] for parcel in one.get("parcels", ())]
        return [name for one in parcels if one["parcel_id"] == form["parcel_id"] for name in one["may"]]
    if action.subject is None:
        return tuple(order["may"])
    if action.subject is WRITE_OFF:
        return ("reverse",) if form["entry_id"] in write_offs(order) else ()
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
    shown = {"owner": areas["owner"], "order": areas["owner"].content, "refund_parts": refund_parts, "came_by": came_by}
    if action is CUSTOM_STATUS:
        return shown | {"statuses": await content_or_none(visit, "orders", "/custom-statuses")}
    if action is ATTACH:
        return shown | await found_customers(visit, shown["order"] and shown["order"]["customer"])
    if action is CUSTOMER:
        bouncing = await bouncing_address(visit, shown["order"] and shown["order"]["customer"]["email"])
        known = await known_customer(visit, shown["order"])
        parts = customer_parts(visit, shown["order"], areas["billing"], areas["fulfilment"], known)
        return shown | parts | {"bouncing": bouncing}
    if action is CANCEL:
        return shown | _instead_of_cancelling(visit, shown["order"], areas["billing"])
    if action.name == "resume":
        return shown | _made_by_resuming(shown["order"], areas["billing"], areas["fulfilment"])
    if action.subject is PARCEL or action.name == "parcel":
        shown["carriers"] = await content_or_none(visit, "fulfilment", "/carriers")
    if action.name not in _BESIDE:
        return shown
    return shown | {"sold": areas["orders"], "due": still_due(areas["orders"], areas.get("billing"))}


_ALWAYS = {"note", CUSTOM_STATUS.name, CUSTOMER.name, ATTACH.name, DETACH.name}
"""Whatever state the order is in."""

_BESIDE = {
    CANCEL.name: ("billing",),
    "resume": ("billing", "fulfilment"),
    CUSTOMER.name: ("billing", "fulfilment"),
    "ship": ("billing", "orders"),
    "unship": ("orders",),
    "split": ("orders",),
    "parcel-again": ("orders",),
}
"""The services that a dialog asks beside that of its action."""


def _instead_of_cancelling(visit: Visit, order: Json | None, billing: Json | None) -> Json:
    """Goods may have left since its page was shown."""
    left = order and "cancel" not in order["may"]
    return {"billing": billing, "instead": why_not_cancelled(visit, order) if order and left else ""}


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
        CANCEL,
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
        CUSTOM_STATUS,
        CUSTOMER,
        ATTACH,
        DETACH,
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
        *SHIPPING_ACTIONS,
    ),
)

router = ORDER_ACTIONS.router()
