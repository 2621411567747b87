"""An order is cancelled until goods of it have left; then staff are told what is done instead."""

from services.backoffice.web.actions import Action, Button, text_or_none
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _
from shared.schemas.order_status import ShipmentStatus


def _cancellation(form: Form) -> Json:
    return {"reason": text_or_none(form, "reason"), "notify_customer": "notify_customer" in form}


def why_not_cancelled(visit: Visit, order: Json) -> str:
    """What is done instead of what has left already, or that it is cancelled."""
    return visit.texts.text(_INSTEAD.get(order["shipment_status"], _("This order is cancelled.")))


_INSTEAD = {
    ShipmentStatus.PARTIALLY_SHIPPED: _(
        "A part of this order has left: it is not cancelled any more. "
        "Credit on its invoice what has not left, and it no longer leaves. "
        "Credit what has left once it is back."
    ),
    ShipmentStatus.SHIPPED: _(
        "All of this order has left: it is not cancelled any more. Credit on its invoice what comes back."
    ),
}

CANCEL = Action(
    "cancel",
    scope="orders:write",
    service="orders",
    path="/orders/{order_id}/cancel",
    body=_cancellation,
    done="cancelled",
    dialog="orders/dialogs/cancel.html",
    why_not_now=why_not_cancelled,
    button=Button(_("Cancel order"), "ban", "quiet-link"),
)
