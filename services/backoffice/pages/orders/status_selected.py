"""Several orders of the list are given a custom status at once: each by a command of its own, each says what became."""

import asyncio
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.backoffice.pages.orders.custom_status import chosen, done
from services.backoffice.pages.orders.list_place import place_of
from services.backoffice.web.actions import content_or_none
from services.backoffice.web.addresses import is_order_id
from services.backoffice.web.forms import InvalidForm
from services.backoffice.web.service_clients import Json, ServiceRefused, ServiceUnavailable
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit

MOST = 50
"""A page of the list."""

router = APIRouter()


class Outcome(NamedTuple):
    """What came of a command: done, refused for what `why` says, or not answered, so that it may be done."""

    order_id: UUID
    number: str
    why: str = ""
    may_be_done: bool = False

    @property
    def is_done(self) -> bool:
        return not (self.why or self.may_be_done)


@router.get("/orders/custom-status")
async def get_dialog(
    visit: SignedIn, order: Annotated[tuple[UUID, ...], Query(max_length=MOST)] = (), query: str = ""
) -> Response:
    selected = list(dict.fromkeys(order))
    return visit.dialog(
        "orders/dialogs/status_selected.html",
        form=Form(key=visit.new_key(), query=query),
        to=place_of(visit, query).address,
        address="/orders/custom-status",
        selected=selected,
        statuses=await content_or_none(visit, "orders", "/custom-statuses"),
    )


@router.post("/orders/custom-status")
async def post_statuses(visit: SignedIn, form: Sent) -> Response:
    """All of them done, the list says so; else the dialog stays, and says of each what it is."""
    outcomes = await asyncio.gather(*(_send(visit, form, one) for one in _orders(form)))
    place = place_of(visit, form["query"])
    if all(one.is_done for one in outcomes):
        return visit.leave_to(place.address, done=f"{done(form)}-selected")
    return visit.dialog(
        "orders/dialogs/statuses_selected.html",
        form=form,
        to=place.address,
        address="/orders/custom-status",
        outcomes=outcomes,
        again=[one for one in outcomes if one.may_be_done],
    )


def _orders(form: Form) -> list[UUID]:
    """Raises InvalidForm."""
    asked = dict.fromkeys(form.values_of("order"))
    found = [UUID(one) for one in asked if is_order_id(one)]
    if not 0 < len(found) <= MOST or len(found) < len(asked):
        raise InvalidForm(f"order: choose 1 to {MOST}", field="order")
    if "custom_status" not in form:
        raise InvalidForm("custom_status: choose one", field="custom_status")
    return found


async def _send(visit: Visit, form: Form, order_id: UUID) -> Outcome:
    """By a key of its own: the form sent again does it once to each."""
    try:
        order: Json = await visit.services.post(
            "orders", f"/orders/{order_id}/custom-status", chosen(form), key=f"{form['key']}-{order_id}"
        )
    except ServiceRefused as refusal:
        return Outcome(order_id, await _number(visit, order_id), why=visit.explain(refusal))
    except ServiceUnavailable:
        return Outcome(order_id, "…", may_be_done=True)
    return Outcome(order_id, order["number"])


async def _number(visit: Visit, order_id: UUID) -> str:
    order = await content_or_none(visit, "orders", f"/orders/{order_id}")
    return order["number"] if order else "…"
