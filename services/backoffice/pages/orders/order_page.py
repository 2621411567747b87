"""The order page: all that is known of an order, an area a service."""

import asyncio
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.orders.actions import ORDER_ACTIONS
from services.backoffice.pages.orders.list_place import ask_neighbours, read_place
from services.backoffice.pages.orders.next_step import next_step, undo_of
from services.backoffice.pages.orders.notify_page import NOTIFY
from services.backoffice.pages.orders.open_edit import of_others
from services.backoffice.pages.orders.proposed_carriers import carriers_for
from services.backoffice.pages.orders.remind_page import REMIND
from services.backoffice.pages.orders.still_due import charged_without_goods, still_due
from services.backoffice.pages.orders.timeline import timeline
from services.backoffice.web.bouncing_address import bouncing_address
from services.backoffice.web.service_clients import Area, Json, together
from services.backoffice.web.stock_dots import dots_of
from services.backoffice.web.visit import SignedIn, Visit
from shared.schemas.notifier import MessageKind

router = APIRouter()

QUOTES = 10
"""So many of those that were made of an order are named."""


@router.get("/orders/{order_id}")
async def get_order_page(order_id: UUID, visit: SignedIn) -> Response:
    place = read_place(visit)
    read = await together(areas=read_order(visit, order_id), neighbours=ask_neighbours(visit, order_id, place))
    areas = read["areas"]
    entries = areas["history"].content["items"] if areas["history"].content else ()
    return visit.page(
        "orders/order.html",
        actions=ORDER_ACTIONS,
        notify=NOTIFY,
        remind=REMIND,
        next_step=next_step(visit, areas),
        undo=undo_of(visit, areas),
        days=timeline(entries, visit.texts.day),
        place=place,
        today=visit.today.isoformat(),
        due=still_due(areas["orders"].content, areas["billing"].content),
        stays_charged=charged_without_goods(areas["orders"].content),
        on=place.seeing(order_id),
        neighbours=read["neighbours"],
        open_edit=of_others(visit, areas["open_edit"].content),
        **{name: area for name, area in areas.items() if name != "open_edit"},
    )


async def read_order(visit: Visit, order_id: UUID) -> dict[str, Any]:
    """The areas of the page, all asked at the same time. Raises ServiceRefused where orders knows no such order."""
    services, path = visit.services, f"/orders/{order_id}"
    orders = asyncio.create_task(services.area("orders", path))
    fulfilment = asyncio.create_task(services.area("fulfilment", path))
    areas = await together(
        orders=orders,
        history=services.area("orders", f"{path}/history"),
        tasks=services.area("orders", f"{path}/tasks"),
        open_edit=services.area("orders", f"{path}/open-edit"),
        quotes=services.area("orders", "/quotes", order_id=order_id, limit=QUOTES),
        statuses=services.area("orders", "/custom-statuses"),
        billing=services.area("billing", path),
        fulfilment=fulfilment,
        returns=services.area("returns", path),
        withdrawals=services.area("returns", "/withdrawals", order_id=order_id, limit=QUOTES),
        proposed=_carriers_of_its_parcels(visit, fulfilment),
        stock=_stock_of_its_products(visit, orders),
        told=_mail_of_its_cancellation(visit, orders),
        bouncing=_bouncing_address(visit, orders),
    )
    areas["orders"].raise_if_unknown()
    return {"order_id": order_id, **areas}


async def _mail_of_its_cancellation(visit: Visit, orders: asyncio.Task[Area]) -> Area | None:
    """What became of it; None of an order whose customer is not to be told of any."""
    order = (await orders).content
    if order is None or not (order["cancellation"] and order["cancellation"]["notify_customer"]):
        return None
    about = {"order_id": order["order_id"], "kind": MessageKind.ORDER_CANCELLATION}
    return await visit.services.area("notifier", "/messages", **about, limit=1)


async def _bouncing_address(visit: Visit, orders: asyncio.Task[Area]) -> Json | None:
    order = (await orders).content
    return await bouncing_address(visit, order["customer"]["email"]) if order else None


async def _carriers_of_its_parcels(visit: Visit, fulfilment: asyncio.Task[Area]) -> dict[str, Any]:
    shipped = (await fulfilment).content
    return await carriers_for(visit, shipped["shipments"]) if shipped else {}


async def _stock_of_its_products(visit: Visit, orders: asyncio.Task[Area]) -> dict[str, Any]:
    order = (await orders).content
    return await dots_of(visit, [line["sku"] for line in order["lines"]]) if order else {}
