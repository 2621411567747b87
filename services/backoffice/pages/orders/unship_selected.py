"""Several orders that have just been shipped at once are taken back at once, where the page still tells of them."""

from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.orders.actions import ORDER_ACTIONS
from services.backoffice.pages.orders.list_place import place_of
from services.backoffice.pages.orders.next_step import shipped_by_reader
from services.backoffice.pages.orders.ship_selected import MOST, send_each
from services.backoffice.web.addresses import is_order_id
from services.backoffice.web.service_clients import few_at_once
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.orders import AT_ONCE

router = APIRouter()


class Shipped(NamedTuple):
    """A shipment that the reader has just shipped, and its order."""

    shipment_id: str
    order_id: str
    number: str


@router.post("/orders/unship")
async def post_taking_back(visit: SignedIn, form: Sent) -> Response:
    """Each with the reason that a single one is taken back with."""
    outcomes = await send_each(visit, form, "/shipments/{}/unship", {"reason": AT_ONCE})
    place = place_of(visit, form["query"])
    if all(one.is_done for one in outcomes):
        return visit.leave_to(place.address, done="not-shipped-selected")
    return visit.dialog(
        "orders/dialogs/shipped_selected.html",
        form=Form(form),
        to=place.address,
        address="/orders/unship",
        outcomes=outcomes,
        again=[one for one in outcomes if one.may_be_done],
        left_out=[],
        taken_back=True,
    )


async def just_shipped(visit: Visit) -> list[Shipped]:
    """Of the orders that the address names. It goes by what fulfilment has recorded, whatever the address says."""
    query = visit.request.query_params
    if query.get("done") != "shipped-selected" or not visit.may(ORDER_ACTIONS["unship"].scope):
        return []
    asked = [UUID(one) for one in dict.fromkeys(query.getlist("shipped")) if is_order_id(one)][:MOST]
    areas = await few_at_once(visit.services.area("fulfilment", f"/orders/{one}") for one in asked)
    return [
        Shipped(one["shipment_id"], one["order_id"], one["order_number"])
        for area in areas
        for one in shipped_by_reader(visit, area)
    ]
