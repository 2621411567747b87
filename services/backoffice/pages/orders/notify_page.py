"""Writing to a customer by hand: the form, the mail as it will be seen, and sending it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.orders.first_words import first_words
from services.backoffice.web.actions import Action, Button, Target, content_or_none, failure_of, not_now, text_or_none
from services.backoffice.web.bouncing_address import bouncing_address
from services.backoffice.web.service_clients import Json, together
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.texts import texts_in
from shared.refused import Refused

router = APIRouter()


class NothingWritten(Refused):
    type = "nothing-written"
    status = 422
    field = "text"


def _message(form: Form) -> Json:
    asked = {name: form[name] for name in ("order_id", "subject", "text")}
    return asked | {"to": text_or_none(form, "to")}


def _refuse_unwritten(form: Form) -> None:
    """The form keeps what it began with, where that tells nothing yet."""
    if form["begun"] and form["text"].split() == form["begun"].split():
        raise NothingWritten("nothing is written below the greeting")


NOTIFY = Action(
    "notify",
    scope="notifier:notify",
    service="notifier",
    path="/messages",
    body=_message,
    done="customer-notified",
    dialog="orders/dialogs/notify.html",
    button=Button(_("Notify the customer"), "mail", ""),
)
PREVIEW = NOTIFY._replace(path="/messages/preview")


@router.get("/orders/{order_id}/notify")
async def get_form(order_id: UUID, visit: SignedIn, shipment_id: UUID | None = None) -> Response:
    """Begun in the language of the order, and with what is known of the shipment."""
    shown = await _shown(visit, order_id)
    if why := NOTIFY.why_not(visit, shown["owner"], None):
        assert NOTIFY.button
        return not_now(visit, NOTIFY.button.text, why, to=shown["to"])
    form = Form(key=visit.new_key())
    if order := shown["order"]:
        shipment = await _shipment(visit, order_id, shipment_id) if shipment_id else None
        words = first_words(texts_in(order["language"], visit.settings.time_zone), order, shipment)
        form |= {"to": order["customer"]["email"] or "", "subject": words.subject, "text": words.text}
        form["begun"] = "" if words.tells else words.text
    return visit.dialog(NOTIFY.dialog, form=form, preview=None, **shown)


@router.post("/orders/{order_id}/notify")
async def post_form(order_id: UUID, visit: SignedIn, form: Sent) -> Response:
    """Sends it, once however often it is asked; or shows it as it will be seen."""
    form["order_id"] = str(order_id)
    form["text"] = form["text"].replace("\r\n", "\n")
    answer: Json = {}

    async def send() -> None:
        if "preview" not in form:
            _refuse_unwritten(form)
        action, key = (PREVIEW, visit.new_key()) if "preview" in form else (NOTIFY, form["key"])
        answer.update(await action.send(visit, Target({}, page=f"/orders/{order_id}"), Form(form, key=key)))

    failure = await failure_of(visit, send())
    if failure is None and "preview" not in form:
        return visit.leave_to(f"/orders/{order_id}", done=str(NOTIFY.done))
    shown = await _shown(visit, order_id)
    return visit.dialog(NOTIFY.dialog, form=form, preview=answer, **(failure or {}), **shown)


async def _shown(visit: Visit, order_id: UUID) -> dict[str, Any]:
    """The order, as far as its service answers."""
    areas = await together(owner=visit.services.area("orders", f"/orders/{order_id}"))
    areas["owner"].raise_if_unknown()
    order, to = areas["owner"].content, f"/orders/{order_id}"
    bouncing = await bouncing_address(visit, order and order["customer"]["email"])
    return {"owner": areas["owner"], "order": order, "bouncing": bouncing, "to": to, "address": f"{to}/notify"}


async def _shipment(visit: Visit, order_id: UUID, shipment_id: UUID) -> Json | None:
    """None of one that is not of this order."""
    found = await content_or_none(visit, "fulfilment", f"/shipments/{shipment_id}")
    return found if found and found["order_id"] == str(order_id) else None
