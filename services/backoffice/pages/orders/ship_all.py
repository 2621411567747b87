"""All slips of an order that are ready leave at once: one click, each by a command of its own."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.orders.actions import ORDER_ACTIONS
from services.backoffice.web.actions import act
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Sent, SignedIn

router = APIRouter()

SHIP = ORDER_ACTIONS["ship"]


@router.post("/orders/{order_id}/ship-all")
async def post_ship_all(order_id: UUID, visit: SignedIn, form: Sent) -> Response:
    """Sent again, it ships what has not left yet. Whoever may ship nothing is refused by fulfilment."""
    page = f"/orders/{order_id}"

    async def send() -> None:
        order = await visit.services.get("fulfilment", page)
        for shipment in order["shipments"]:
            if "ship" in shipment["may"]:
                shipment_id = shipment["shipment_id"]
                await visit.services.post(
                    SHIP.service, f"/shipments/{shipment_id}/ship", None, key=f"{form['key']}-{shipment_id}"
                )

    async def shown() -> Json:
        return {"address": f"{page}/ship-all"}

    return await act(
        visit, send(), to=page, done="shipped-all", dialog="orders/dialogs/ship_all.html", form=form, shown=shown
    )
