"""What is reserved before an order is released on the product's page, before its time."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.backoffice.web.actions import Action, Actions, Button, Target
from services.backoffice.web.addresses import is_order_id, segment
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Sent, Visit
from services.backoffice.wording.texts import marked as _
from shared.refused import NotFound
from shared.schemas.values import Sku


async def _reservation_asked(
    form: Sent, sku: Annotated[Sku | None, Query()] = None, reservation_id: Annotated[UUID | None, Query()] = None
) -> Target:
    known, asked = sku or form["sku"], str(reservation_id or form["reservation_id"])
    if not known or not is_order_id(asked):
        raise NotFound("there is no such reservation")
    return Target({"sku": known, "reservation_id": asked}, page=f"/products/{segment(known)}")


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    reservation = await visit.services.area("fulfilment", f"/reservations/{target.ids['reservation_id']}")
    return {"owner": reservation, "reservation": reservation}


RESERVATION_ACTIONS = Actions(
    "/reservation",
    _reservation_asked,
    _shown,
    lambda action, form, shown: content["may"] if (content := shown["owner"].content) else None,
    (
        Action(
            "release",
            scope="fulfilment:write",
            service="fulfilment",
            path="/reservations/{reservation_id}",
            method="DELETE",
            done="reservation-released",
            dialog="products/dialogs/release.html",
            not_now=_("This reservation has ended already."),
            button=Button(_("Release"), "undo-2", ""),
        ),
    ),
)

router = RESERVATION_ACTIONS.router()
