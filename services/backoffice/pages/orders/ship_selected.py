"""Several orders of the list are shipped at once: each by a command of its own, and each says what became of it."""

from collections.abc import Mapping
from typing import Annotated, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.backoffice.pages.orders.actions import ORDER_ACTIONS
from services.backoffice.pages.orders.list_place import place_of
from services.backoffice.pages.orders.still_due import StillDue, still_due
from services.backoffice.web.addresses import is_order_id
from services.backoffice.web.forms import InvalidForm
from services.backoffice.web.service_clients import Json, ServiceRefused, ServiceUnavailable, few_at_once, together
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording import sentences
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.vocabulary import REFUSALS

MOST = 50
"""A page of the list."""
MOST_SHIPMENTS = 90
"""As an order may have several; of each a form has two fields, of the 200 that it may have."""

SHIP = ORDER_ACTIONS["ship"]

router = APIRouter()


class Parcel(NamedTuple):
    """A shipment of a chosen order, what is still due of that, and the tracking numbers that it has already.

    `slip` is the number of its slip, where several of the order are shipped.
    """

    shipment_id: str
    order_id: str
    number: str
    customer: str
    due: StillDue
    tracked: tuple[str, ...] = ()
    slip: str = ""


class LeftOut(NamedTuple):
    """A chosen order which cannot be shipped now, and why, for the reader."""

    order_id: str
    number: str
    why: str


class Outcome(NamedTuple):
    """What came of a command: done, refused for what `why` says, or not answered, so that it may be done.

    `tracking_number` is what was typed of its parcel, which may be mistyped or not tell its carrier. `slip` is its
    number, once it is known.
    """

    shipment_id: UUID
    order_id: str
    number: str
    why: str = ""
    may_be_done: bool = False
    tracking_number: str = ""
    is_mistyped: bool = False
    has_no_carrier: bool = False
    slip: str = ""

    @property
    def is_done(self) -> bool:
        return not (self.why or self.may_be_done)

    @property
    def is_to_correct(self) -> bool:
        return self.is_mistyped or self.has_no_carrier


@router.get("/orders/ship")
async def get_dialog(
    visit: SignedIn, order: Annotated[tuple[UUID, ...], Query(max_length=MOST)] = (), query: str = ""
) -> Response:
    chosen = await few_at_once(_ask(visit, order_id) for order_id in dict.fromkeys(order))
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
    """All of them done, the list says so and takes it back; else the dialog stays, and says of each what it is.

    A tracking number that was typed is that of a parcel, which is entered before it leaves: its customer is told.
    """
    outcomes = await send_each(visit, form, "/shipments/{}/ship", None)
    place = place_of(visit, form["query"])
    left = await few_at_once(_ask(visit, order_id) for order_id in _left(form))
    left_out = [one for found in left for one in found if isinstance(one, LeftOut)]
    if not left_out and all(one.is_done and not one.is_to_correct for one in outcomes):
        shipped = urlencode([("shipped", one.order_id) for one in outcomes])
        return visit.leave_to(f"{place.address}{'&' if place.query else '?'}{shipped}", done="shipped-selected")
    return visit.dialog(
        "orders/dialogs/shipped_selected.html",
        form=form,
        to=place.address,
        address="/orders/ship",
        outcomes=outcomes,
        again=[one for one in outcomes if one.may_be_done],
        left_out=left_out,
    )


async def send_each(visit: Visit, form: Form, path: str, body: Json | None) -> list[Outcome]:
    """A command to each shipment of the form, but to what is picked up: no page offers that. Raises InvalidForm."""
    return await few_at_once(_send(visit, form, one, path, body) for one in _shipments(form))


async def _ask(visit: Visit, order_id: UUID) -> list[Parcel | LeftOut]:
    path = f"/orders/{order_id}"
    areas = await together(**{name: visit.services.area(name, path) for name in ("orders", "billing", "fulfilment")})
    order, billing, fulfilment = (areas[name].content for name in ("orders", "billing", "fulfilment"))
    if order is None or fulfilment is None:
        silent = visit.texts.text(_("Its service does not answer now."))
        return [LeftOut(str(order_id), order["number"] if order else "…", silent)]
    may_ship = [one for one in fulfilment["shipments"] if SHIP.is_offered(visit, one["may"])]
    if not may_ship or _is_picked_up(order):
        why = _of_pickup(visit, may_ship[0]) if may_ship else _why_not(visit, order, fulfilment)
        return [LeftOut(str(order_id), order["number"], why)]
    customer, due = order["customer"]["name"], still_due(order, billing)
    slips = [one["slip_number"] if len(may_ship) > 1 else "" for one in may_ship]
    return [
        Parcel(one["shipment_id"], str(order_id), order["number"], customer, due, _tracked(one), slip)
        for one, slip in zip(may_ship, slips, strict=True)
    ]


def _tracked(shipment: Json) -> tuple[str, ...]:
    return tuple(one["tracking_number"] for one in shipment.get("parcels", ()) if one["tracking_number"])


def _is_picked_up(order: Json) -> bool:
    return bool(order["shipping"] and order["shipping"]["kind"] == "pickup")


def _of_pickup(visit: Visit, shipment: Json) -> str:
    """Of what could be handed over now, or is."""
    state = (shipment.get("pickup") or {}).get("state")
    if state == "picked_up" or shipment["state"] == "shipped":
        return visit.texts.text(_("It is picked up: its handing over is taken back on its page."))
    is_ready = state == "ready_for_pickup"
    return visit.texts.text(
        _("The customer comes for it: hand it over on its page.")
        if is_ready
        else _("The customer comes for it and it is not ready yet: make it ready, or hand it over, on its page.")
    )


def _why_not(visit: Visit, order: Json, fulfilment: Json) -> str:
    """What its service would refuse it with."""
    text = visit.texts.text
    if not visit.may(SHIP.scope):
        return text(REFUSALS["insufficient-scope"])
    if fulfilment["shipments"]:
        return " ".join(dict.fromkeys(_why_it_stays(visit, order, one) for one in fulfilment["shipments"]))
    if fulfilment["cancelled"]:
        return text(REFUSALS["order-cancelled"])
    if fulfilment["held"]:
        return text(REFUSALS["order-on-hold"])
    return text(_("No packing slip yet.") if order["still_ships"] else _("There is nothing to ship."))


def _why_it_stays(visit: Visit, order: Json, shipment: Json) -> str:
    # A fulfilment service of the version before does not say why.
    refusal = next((one for one in shipment.get("why_not", ()) if one["command"] == "ship"), None)
    if refusal is None:
        return visit.texts.text(SHIP.not_now)
    if refusal["type"] == "goods-missing":
        titles = {line["line_no"]: line["title"] for line in order["lines"]}
        return visit.texts.text(_("It waits for stock of %(goods)s.")) % {"goods": _missing(visit, shipment, titles)}
    return sentences.refusal(visit.texts, refusal["type"], refusal["detail"])


def _missing(visit: Visit, shipment: Json, titles: Mapping[int, str]) -> str:
    """What it waits for: how many of each product."""
    short = [
        (line["quantity"] - line["allocated"], titles.get(line["line_no"], line["sku"]))
        for line in shipment["lines"]
        if line["tracked"] and line["allocated"] < line["quantity"]
    ]
    return ", ".join(f"{visit.texts.number(count)} × {title}" for count, title in short)


def _shipments(form: Form) -> list[Outcome]:
    """As the form names them: shipment, order and its number, in one field each. Raises InvalidForm."""
    named = [one.partition("/") for one in dict.fromkeys(form.values_of("shipment"))]
    try:
        found = {UUID(shipment_id): rest.partition("/") for shipment_id, __, rest in named}
    except ValueError as error:
        raise InvalidForm("shipment: this is no shipment") from error
    if not 0 < len(found) <= MOST_SHIPMENTS:
        raise InvalidForm(f"shipment: choose 1 to {MOST_SHIPMENTS}")
    return [
        Outcome(shipment_id, order_id, number, tracking_number=form[f"tracking.{shipment_id}"].strip())
        for shipment_id, (order_id, __, number) in found.items()
    ]


def _left(form: Form) -> list[UUID]:
    """The orders that the dialog had left out."""
    return [UUID(one) for one in dict.fromkeys(form.values_of("left")) if is_order_id(one)][:MOST]


async def _send(visit: Visit, form: Form, named: Outcome, path: str, body: Json | None) -> Outcome:
    """By a key of its own: the form sent again does it once to each."""
    shipment_id, typed = named.shipment_id, named.tracking_number
    try:
        shipment = await visit.services.get("fulfilment", f"/shipments/{shipment_id}")
        order = await visit.services.get("orders", f"/orders/{shipment['order_id']}")
        named = named._replace(order_id=order["order_id"], number=order["number"], slip=shipment["slip_number"])
        if _is_picked_up(order):
            return named._replace(why=_of_pickup(visit, shipment))
        if typed:
            parcel = await _enter_parcel(visit, form, shipment_id, typed)
            mistyped, unknown = parcel["check_digit"] == "wrong", not parcel["carrier_name"]
            named = named._replace(is_mistyped=mistyped, has_no_carrier=unknown)
        await visit.services.post("fulfilment", path.format(shipment_id), body, key=f"{form['key']}-{shipment_id}")
    except ServiceRefused as refusal:
        return named._replace(why=visit.explain(refusal))
    except ServiceUnavailable:
        return named._replace(may_be_done=True)
    return named


async def _enter_parcel(visit: Visit, form: Form, shipment_id: UUID, number: str) -> Json:
    """The parcel. It may have been entered before, where what came after was refused."""
    path, key = f"/shipments/{shipment_id}/parcels", f"{form['key']}-{shipment_id}-parcel"
    try:
        shipment = await visit.services.post("fulfilment", path, {"tracking_number": number}, key=key)
    except ServiceRefused as refusal:
        if refusal.type != "tracking-number-taken":
            raise
        shipment = await visit.services.get("fulfilment", f"/shipments/{shipment_id}")
    parcel: Json = shipment["parcels"][-1]
    return parcel
