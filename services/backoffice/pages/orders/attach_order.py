"""A guest's order is attached to a customer, or to a new one, and taken off again, from its page."""

from services.backoffice.web.actions import Action, Button
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import marked as _


def _attached(form: Form) -> Json:
    chosen = form["customer_id"]
    return {"customer_id": None if chosen == "new" else chosen or "", "reason": form["reason"]}


ATTACH = Action(
    "attach",
    scope="orders:write",
    service="orders",
    path="/orders/{order_id}/attach",
    body=_attached,
    versioned=True,
    done="order-attached",
    dialog="orders/dialogs/attach.html",
    button=Button(_("Attach to a customer"), "user", ""),
)
DETACH = Action(
    "detach",
    scope="orders:write",
    service="orders",
    path="/orders/{order_id}/detach",
    body=lambda form: {"reason": form["reason"]},
    versioned=True,
    done="order-detached",
    dialog="orders/dialogs/detach.html",
    button=Button(_("Take off this customer"), "undo-2", ""),
)
