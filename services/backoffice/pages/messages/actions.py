"""What is done with a message: it is sent again, to the present address or to another one."""

from uuid import UUID

from services.backoffice.web.actions import Action, Actions, Button, Target, content_or_none, text_or_none
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _

AS_OF_ITS_DAY = ("order_confirmation", "order_changed")
"""What an order was when they were written: sent again, they say it still."""


async def _message(message_id: UUID) -> Target:
    return Target({"message_id": str(message_id)}, page=f"/messages/{message_id}")


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    """The message, the address that its order has now, and what was written of the order since."""
    owner = await visit.services.area(action.service, target.page)
    email, newer = await _email(visit, owner.content), await _newer(visit, owner.content)
    return {"owner": owner, "message": owner.content, "email": email, "newer": newer}


async def _email(visit: Visit, message: Json | None) -> str:
    if not message or not message["order_id"]:
        return str(message["recipient"] or "") if message else ""
    order = await content_or_none(visit, "orders", f"/orders/{message['order_id']}")
    return str((order["customer"]["email"] if order else message["recipient"]) or "")


async def _newer(visit: Visit, message: Json | None) -> Json | None:
    """The latest mail that says what the order is since it was edited, of one that says what it was before."""
    if not message or not message["order_id"] or message["kind"] not in AS_OF_ITS_DAY:
        return None
    asked = {"order_id": message["order_id"], "kind": "order_changed"}
    found = await content_or_none(visit, "notifier", "/messages", **asked)
    later = [one for one in found["items"] if _is_later(one, message)] if found else []
    return max(later, key=lambda one: str(one["created_at"]), default=None)


def _is_later(one: Json, message: Json) -> bool:
    return bool(one["message_id"] != message["message_id"] and one["created_at"] >= message["created_at"])


def _to(form: Form) -> Json:
    return {"to": text_or_none(form, "to")}


MESSAGE_ACTIONS = Actions(
    "/messages/{message_id}",
    _message,
    _shown,
    lambda action, form, shown: shown["message"] and shown["message"]["may"],
    (
        Action(
            "resend",
            scope="notifier:notify",
            service="notifier",
            path="/messages/{message_id}/resend",
            body=_to,
            done="message-resent",
            dialog="messages/dialogs/resend.html",
            not_now=_("This message waits to be sent, or what it says is so no more: it is not sent again."),
            button=Button(_("Send again"), "send"),
        ),
        Action(
            "clear-address",
            scope="notifier:write",
            service="notifier",
            path="/messages/{message_id}/clear-address",
            in_may="clear_address",
            done="address-cleared",
            dialog="messages/dialogs/clear_address.html",
            not_now=_("Nothing keeps mails from this address."),
            button=Button(_("Clear the address"), "check"),
        ),
    ),
)

router = MESSAGE_ACTIONS.router()
