"""What the number of a packing slip opens: the shipment, its parcels, and what may be done with it."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.orders.actions import ORDER_ACTIONS
from services.backoffice.pages.orders.notify_page import NOTIFY
from services.backoffice.pages.orders.proposed_carriers import carriers_for
from services.backoffice.web.actions import content_or_none
from services.backoffice.web.stock_dots import dots_of
from services.backoffice.web.visit import SignedIn

router = APIRouter()


@router.get("/shipments/{shipment_id}")
async def get_window(shipment_id: UUID, visit: SignedIn) -> Response:
    shipment = await visit.services.area("fulfilment", f"/shipments/{shipment_id}")
    shipment.raise_if_unknown()
    order_id = shipment.content["order_id"] if shipment.content else None
    to = f"/orders/{order_id}" if order_id else "/orders"
    lines = shipment.content["lines"] if shipment.content else ()
    return visit.dialog(
        "orders/dialogs/shipment.html",
        shipment=shipment,
        order_id=order_id,
        sold=await content_or_none(visit, "orders", to) if order_id else None,
        proposed=await carriers_for(visit, [shipment.content] if shipment.content else ()),
        stock=await dots_of(visit, (line["sku"] for line in lines)),
        actions=ORDER_ACTIONS,
        notify=NOTIFY,
        to=to,
    )
