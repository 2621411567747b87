"""Several orders of the list are shipped at once: each by a command of its own, and each says what became of it."""

import asyncio
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.backoffice.pages.orders.actions import ORDER_ACTIONS
from services.backoffice.pages.orders.list_place import place_of
from services.backoffice.web.forms import InvalidForm
from services.backoffice.web.service_clients import Json, ServiceRefused, ServiceUnavailable, together
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.texts import marked as _

MOST = 50
"""A page of the list."""

SHIP = ORDER_ACTIONS["ship"]

router = APIRouter()


class Parcel(NamedTuple):
    """A shipment of a chosen order, and what is still due of that: None where nobody says."""

    shipment_id: str
    order_id: str
    number: str
    customer: str
    due: str | None
    currency: str | None


class LeftOut(NamedTuple):
    """A chosen order which cannot be shipped now, and why: marked for translation."""

    order_id: str
    number: str
    why: str


class Outcome(NamedTuple):
    """What came of a command: done, refused for what `why` says, or not answered, so that it may be done."""

    shipment_id: UUID
    order_id: str
    number: str
    why: str = ""
    may_be_done: bool = False

    @property
    def is_done(self) -> bool:
        return not (self.why or self.may_be_done)


@router.get("/orders/ship")
async def get_dialog(
    visit: SignedIn, order: Annotated[tuple[UUID, ...], Query(max_length=MOST)] = (), query: str = ""
) -> Response:
    chosen = await asyncio.gather(*(_ask(visit, order_id) for order_id in dict.fromkeys(order)))
    parcels = [one for found in chosen for one in found if isinstance(one, Parcel)]
    left_out = [one for found in chosen for one in found if isinstance(one, LeftOut)]
    return visit.dialog(
        "orders/dialogs/ship_selected.html",
        form=Form(key=visit.new_key(), query=query),
        to=place_of(visit, query).address,
        address="/orders/ship",
        parcels=parcels,
        left_out=left_out,
    )


@router.post("/orders/ship")
async def post_shipments(visit: SignedIn, form: Sent) -> Response:
    shipments = _shipments(form)
    outcomes = await asyncio.gather(*(_ship(visit, form, one) for one in shipments))
    return visit.dialog(
        "orders/dialogs/shipped_selected.html",
        form=form,
        to=place_of(visit, form["query"]).address,
        address="/orders/ship",
        outcomes=outcomes,
        again=[one for one in outcomes if one.may_be_done],
    )


async def _ask(visit: Visit, order_id: UUID) -> list[Parcel | LeftOut]:
    path = f"/orders/{order_id}"
    areas = await together(**{name: visit.services.area(name, path) for name in ("orders", "billing", "fulfilment")})
    order, billing, fulfilment = (areas[name].content for name in ("orders", "billing", "fulfilment"))
    if order is None or fulfilment is None:
        return [LeftOut(str(order_id), order["number"] if order else "…", _("Its service does not answer now."))]
    due = (billing["due"], billing["currency"]) if billing else (None, None)
    parcels: list[Parcel | LeftOut] = [
        Parcel(one["shipment_id"], str(order_id), order["number"], order["customer"]["name"], *due)
        for one in fulfilment["shipments"]
        if SHIP.is_offered(visit, one["may"])
    ]
    if _is_picked_up(order):
        return [LeftOut(str(order_id), order["number"], _("It is picked up: hand it over on its page."))]
    return parcels or [LeftOut(str(order_id), order["number"], _why_not(order, fulfilment))]


def _is_picked_up(order: Json) -> bool:
    return bool(order["shipping"] and order["shipping"]["kind"] == "pickup")


def _why_not(order: Json, fulfilment: Json) -> str:
    states = {one["state"] for one in fulfilment["shipments"]}
    if order["status"] == "cancelled":
        return _("It is cancelled.")
    if order["hold"]:
        return _("It is on hold.")
    if "not_shipped" in states:
        return _("Goods of it are not in stock yet.")
    return _("It has left already.") if "shipped" in states else _("There is nothing to ship.")


def _shipments(form: Form) -> list[UUID]:
    """Raises InvalidForm."""
    try:
        found = list(dict.fromkeys(UUID(one) for one in form.values_of("shipment")))
    except ValueError as error:
        raise InvalidForm("shipment: this is no shipment") from error
    if not 0 < len(found) <= MOST:
        raise InvalidForm(f"shipment: choose 1 to {MOST}")
    return found


async def _ship(visit: Visit, form: Form, shipment_id: UUID) -> Outcome:
    """By a key of its own: the form sent again ships each once."""
    named = Outcome(shipment_id, form[f"order.{shipment_id}"], form[f"number.{shipment_id}"])
    try:
        await visit.services.post(
            "fulfilment", f"/shipments/{shipment_id}/ship", None, key=f"{form['key']}-{shipment_id}"
        )
    except ServiceRefused as refusal:
        return named._replace(why=visit.explain(refusal))
    except ServiceUnavailable:
        return named._replace(may_be_done=True)
    return named
