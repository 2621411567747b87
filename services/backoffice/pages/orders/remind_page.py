"""Sending a payment reminder by hand: which text, the mail as the customer will see it, and sending it."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.web.actions import Action, Button, Target, failure_of, not_now, whole_number
from services.backoffice.web.service_clients import Area, Json, ServiceRefused, ServiceUnavailable
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.vocabulary import REFUSALS

router = APIRouter()

_NOT_NOW = _("Nobody is reminded now: nothing is due, or the order is on hold or cancelled.")

_NOT_YET = _(
    "This customer was reminded a short while ago: between two reminders are %(hours)s hours, by the settings. The next"
    " one may be sent from %(at)s."
)


def why_not_reminded(visit: Visit, order: Json) -> str:
    """As billing says it; one of the version before says nothing."""
    reminders = order.get("reminders") or {}
    refusal = reminders.get("refusal")
    if refusal == "reminded-lately" and reminders.get("not_before"):
        hours = visit.texts.number(reminders["hours_between"])
        return visit.texts.text(_NOT_YET) % {"hours": hours, "at": visit.texts.moment(reminders["not_before"])}
    return visit.texts.text(REFUSALS.get(refusal or "", _NOT_NOW))


REMIND = Action(
    "remind",
    scope="billing:write",
    service="billing",
    path="/orders/{order_id}/reminders",
    body=lambda form: {"text": whole_number(form, "text_no")},
    done="customer-reminded",
    dialog="orders/dialogs/remind.html",
    why_not_now=why_not_reminded,
    button=Button(_("Send a payment reminder"), "send", ""),
)


@router.get("/orders/{order_id}/remind")
async def get_form(order_id: UUID, visit: SignedIn, text: Literal["", "0", "1", "2", "3", "4"] = "") -> Response:
    """With the text of the level that the order has reached, unless another one is asked for."""
    owner = await _order(visit, order_id)
    if why := REMIND.why_not(visit, owner, owner.content["may"] if owner.content else None):
        assert REMIND.button
        return not_now(visit, REMIND.button.text, why, to=f"/orders/{order_id}")
    form = Form(key=visit.new_key(), text_no=text or str(_reminders(owner).get("text", 1)))
    return visit.dialog(REMIND.dialog, form=form, **await _shown(visit, order_id, owner, form))


@router.post("/orders/{order_id}/remind")
async def post_form(order_id: UUID, visit: SignedIn, form: Sent) -> Response:
    """Sends it, once however often it is asked; or shows it in another text."""
    form["order_id"] = str(order_id)
    page = f"/orders/{order_id}"
    failure: Json = {}
    if "preview" not in form:
        failed = await failure_of(visit, REMIND.send(visit, Target({}, page=page), form))
        if failed is None:
            return visit.leave_to(page, done=str(REMIND.done))
        failure = failed
    owner = await _order(visit, order_id)
    if failure.get("refused_as") == "reminded-lately" and owner.content:
        failure["refusal"] = why_not_reminded(visit, owner.content)
    return visit.dialog(REMIND.dialog, form=form, **failure, **await _shown(visit, order_id, owner, form))


async def _order(visit: Visit, order_id: UUID) -> Area:
    owner = await visit.services.area("billing", f"/orders/{order_id}")
    owner.raise_if_unknown()
    return owner


def _reminders(owner: Area) -> Json:
    of_order: Json = (owner.content or {}).get("reminders") or {}
    return of_order


async def _shown(visit: Visit, order_id: UUID, owner: Area, form: Form) -> dict[str, Any]:
    page = f"/orders/{order_id}"
    preview, why = await _preview(visit, order_id, form)
    texts = [str(one) for one in _reminders(owner).get("texts", range(1, 5))]  # else a version before offers all
    shown = {"preview": preview, "no_preview": why, "texts_of_reminders": texts}
    return shown | {"owner": owner, "order": owner.content, "to": page, "address": f"{page}/remind"}


async def _preview(visit: Visit, order_id: UUID, form: Form) -> tuple[Json | None, str]:
    """The mail as it would be sent now, or why it cannot be shown: a reminder can be sent without that."""
    said = await visit.services.area("billing", f"/orders/{order_id}/reminders/preview", text=form["text_no"])
    if said.content is None:
        return None, ""
    try:
        return await visit.services.post("notifier", "/reminders/preview", said.content, key=visit.new_key()), ""
    except ServiceRefused as refusal:
        return None, visit.explain(refusal)
    except ServiceUnavailable:
        return None, visit.texts.text(_("The mail cannot be shown at the moment."))
