"""An order is given a custom status of the shop, or none, from its page."""

from services.backoffice.web.actions import Action, Button
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import marked as _


def chosen(form: Form) -> Json:
    """What the choice of a form says; nothing chosen is none."""
    return {"custom_status": form["custom_status"] or None, "notify_customer": "notify_customer" in form}


def done(form: Form) -> str:
    return "custom-status-set" if form["custom_status"] else "custom-status-cleared"


CUSTOM_STATUS = Action(
    "custom-status",
    scope="orders:status",
    service="orders",
    path="/orders/{order_id}/custom-status",
    body=chosen,
    done=done,
    dialog="orders/dialogs/custom_status.html",
    button=Button(_("Custom status"), "tag", ""),
)
