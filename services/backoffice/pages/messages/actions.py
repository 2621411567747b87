"""What is done with a message: it is sent again."""

from uuid import UUID

from services.backoffice.web.actions import Action, Actions, Button, Target
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Visit
from services.backoffice.wording.texts import marked as _


async def _message(message_id: UUID) -> Target:
    return Target({"message_id": str(message_id)}, page=f"/messages/{message_id}")


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    owner = await visit.services.area(action.service, target.page)
    return {"owner": owner, "message": owner.content}


MESSAGE_ACTIONS = Actions(
    "/messages/{message_id}",
    _message,
    _shown,
    lambda action, form, shown: shown["message"] and shown["message"]["may"],
    (
        Action(
            "resend",
            scope="notifier:write",
            service="notifier",
            path="/messages/{message_id}/resend",
            done="message-resent",
            dialog="messages/dialogs/resend.html",
            not_now=_(
                "A message is sent again only where it failed, its address is possible and its order is not cancelled."
            ),
            button=Button(_("Send again"), "send"),
        ),
    ),
)

router = MESSAGE_ACTIONS.router()
