"""What is done with an order, each asked for in a dialog: hold, resume, cancel, pay, ship, and back."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.web.actions import act, content_or_none, text_or_none
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit

router = APIRouter()


class Name(StrEnum):
    HOLD = "hold"
    RESUME = "resume"
    CANCEL = "cancel"
    PAY = "pay"
    UNPAY = "unpay"
    SHIP = "ship"
    UNSHIP = "unship"


class Action(NamedTuple):
    """The service it is a command of, the command's path and body, and what is said once it is done."""

    service: str
    path: Callable[[UUID, Form], str]
    body: Callable[[Form], Json | None]
    done: str


def _of_order(path: str) -> Callable[[UUID, Form], str]:
    return lambda order_id, form: f"/orders/{order_id}/{path}"


def _of_shipment(path: str) -> Callable[[UUID, Form], str]:
    return lambda order_id, form: f"/shipments/{quote(form['shipment_id'], safe='')}/{path}"


def _reason(form: Form) -> Json:
    return {"reason": form["reason"]}


def _payment(form: Form) -> Json:
    amount = form["amount"].strip().replace(",", ".")
    return {
        "amount": amount or None,
        "method": text_or_none(form, "method"),
        "reference": text_or_none(form, "reference"),
    }


def _cancellation(form: Form) -> Json:
    return {"reason": text_or_none(form, "reason"), "notify_customer": "notify_customer" in form}


ACTIONS: dict[Name, Action] = {
    Name.HOLD: Action("orders", _of_order("hold"), _reason, "held"),
    Name.RESUME: Action("orders", _of_order("resume"), lambda form: None, "resumed"),
    Name.CANCEL: Action("orders", _of_order("cancel"), _cancellation, "cancelled"),
    Name.PAY: Action("billing", _of_order("payments"), _payment, "paid"),
    Name.UNPAY: Action("billing", _of_order("payments/reverse"), _reason, "not-paid"),
    Name.SHIP: Action("fulfilment", _of_shipment("ship"), lambda form: None, "shipped"),
    Name.UNSHIP: Action("fulfilment", _of_shipment("unship"), _reason, "not-shipped"),
}


@router.get("/orders/{order_id}/{name}")
async def get_dialog(order_id: UUID, name: Name, visit: SignedIn) -> Response:
    form = Form({"key": visit.new_key(), **visit.request.query_params})
    return visit.dialog(
        f"orders/dialogs/{name}.html", form=form, to=f"/orders/{order_id}", **await _shown(visit, order_id, name)
    )


@router.post("/orders/{order_id}/note")
async def post_note(order_id: UUID, visit: SignedIn, form: Sent) -> Response:
    """Somebody who saved another note meanwhile is not overwritten: both texts are shown."""
    version = form["version"]
    command = visit.services.put(
        "orders",
        f"/orders/{order_id}/note",
        {"text": form["text"]},
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
    )
    to = f"/orders/{order_id}"

    async def now_there() -> Json:
        return {"order": await content_or_none(visit, "orders", to)}

    return await act(
        visit, command, to=to, done="note-saved", dialog="orders/dialogs/note.html", form=form, shown=now_there
    )


@router.post("/orders/{order_id}/{name}")
async def post_action(order_id: UUID, name: Name, visit: SignedIn, form: Sent) -> Response:
    action = ACTIONS[name]
    command = visit.services.post(action.service, action.path(order_id, form), action.body(form), key=form["key"])
    return await act(
        visit,
        command,
        to=f"/orders/{order_id}",
        done=action.done,
        dialog=f"orders/dialogs/{name}.html",
        form=form,
        shown=lambda: _shown(visit, order_id, name),
    )


async def _shown(visit: Visit, order_id: UUID, name: Name) -> Json:
    """What the dialog shows of the order, as far as its service answers."""
    service = ACTIONS[name].service
    return {"order_id": order_id, "name": name, "order": await content_or_none(visit, service, f"/orders/{order_id}")}
