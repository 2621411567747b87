"""What is done with a message: it is sent again."""

from uuid import UUID

from services.backoffice.web.actions import Action, Actions, Button, Target, content_or_none
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Visit
from services.backoffice.wording.texts import marked as _


def _message(message_id: UUID) -> Target:
    return Target({"message_id": str(message_id)}, page=f"/messages/{message_id}")


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    return {"message": await content_or_none(visit, action.service, target.page)}


MESSAGE_ACTIONS = Actions(
    "/messages/{message_id}",
    _message,
    _shown,
    (
        Action(
            "resend",
            scope="notifier:write",
            service="notifier",
            path="/messages/{message_id}/resend",
            done="message-resent",
            dialog="messages/dialogs/resend.html",
            button=Button(_("Send again"), "send"),
        ),
    ),
)

router = MESSAGE_ACTIONS.router()
