"""What is done with a document: the delivery time of an invoice, and sending it to its customer again."""

from uuid import UUID

from services.backoffice.web.actions import Action, Actions, Button, Target, content_or_none, text_or_none
from services.backoffice.web.service_clients import Json, together
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _

MOST_REVISIONS = 9_999


async def _document(document_id: UUID) -> Target:
    return Target({"document_id": str(document_id)}, page=f"/documents/{document_id}")


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    """Its revisions; or its mails, and the address that its order has now."""
    if action.service == "billing":
        owner = await visit.services.area("billing", f"{target.page}/revisions")
        return {"owner": owner, "known": owner.content}
    areas = await together(
        owner=visit.services.area("notifier", "/messages", document_id=target.ids["document_id"]),
        email=_email(visit, target),
    )
    return areas | {"known": areas["owner"].content}


async def _email(visit: Visit, target: Target) -> str | None:
    document = await content_or_none(visit, "billing", f"{target.page}/revisions")
    order = await content_or_none(visit, "orders", f"/orders/{document['order_id']}") if document else None
    return str(order["customer"]["email"] or "") if order else None


def _to(form: Form) -> Json:
    return {"to": text_or_none(form, "to")}


def _revision(form: Form) -> Json:
    """`revises` is the revision that the form was made of."""
    seen = form["revises"]
    revises = int(seen) if seen.isdecimal() and 0 < int(seen) <= MOST_REVISIONS else 1
    return {"revises": revises, "delivery_time": text_or_none(form, "delivery_time")}


DOCUMENT_ACTIONS = Actions(
    "/documents/{document_id}",
    _document,
    _shown,
    lambda action, form, shown: None,
    (
        Action(
            "delivery-time",
            scope="billing:write",
            service="billing",
            path="/documents/{document_id}/revisions",
            body=_revision,
            done="delivery-time-set",
            dialog="documents/dialogs/delivery_time.html",
            button=Button(_("Delivery time"), "truck", "button secondary outline"),
        ),
        Action(
            "send",
            scope="notifier:write",
            service="notifier",
            path="/documents/{document_id}/resend",
            body=_to,
            done="document-sent",
            dialog="documents/dialogs/send.html",
            button=Button(_("Send to the customer"), "send", "button secondary outline"),
        ),
    ),
)

router = DOCUMENT_ACTIONS.router()
