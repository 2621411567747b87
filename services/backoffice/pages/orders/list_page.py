"""The list of orders: filtered, searched as one types, in pages, always up to date."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from fastapi import APIRouter, Response

from services.backoffice.pages.orders import saved_views_store
from services.backoffice.pages.orders.filters import (
    COMPLETED,
    Filter,
    OrderFilters,
    asked_of_orders,
    read_filters,
    why_wrong,
)
from services.backoffice.pages.orders.list_place import ListPlace
from services.backoffice.pages.orders.saved_views_store import SavedView
from services.backoffice.pages.orders.tabs import TABS, tab_of
from services.backoffice.pages.orders.unship_selected import just_shipped
from services.backoffice.web.service_clients import Area, ServiceRefused, together
from services.backoffice.web.visit import SignedIn, Visit
from shared.clock import now
from shared.schemas.order_status import PaymentState, ShipmentStatus, Status

PAGE = 50
ALL_DONE = ("custom-status-set-selected", "custom-status-cleared-selected")
"""What was done to all orders that were ticked: they are ticked no more."""
FRESH = timedelta(seconds=15)
"""So long an order is new to whoever looks on."""

STATES = {
    "status": [status for status in Status if status is Status.COMPLETED or status.value not in COMPLETED],
    "payment_status": [state for state in PaymentState if state is not PaymentState.OVERPAID],  # `to_refund` finds them
    "shipment_status": list(ShipmentStatus),
}

router = APIRouter()


class WrongField(NamedTuple):
    typed: str
    why: str


@router.get("/orders")
async def get_orders_page(visit: SignedIn) -> Response:
    filters, left_out = read_filters(visit.request.query_params.multi_items(), visit.staff.language)
    after = visit.request.query_params.get("after") or None
    wrong = _wrong_fields(visit, left_out)
    read = await together(
        orders=_read_page(visit, filters, after),
        counts=visit.services.area("orders", "/orders/counts"),
        views=_read_views(visit),
        shipped=just_shipped(visit),
        statuses=visit.services.area("orders", "/custom-statuses"),
    )
    orders, page_is_there = read["orders"]
    own = next((view for view in read["views"] if view.query == filters.query), None)
    tab = None if own else tab_of(filters)
    response = visit.page(
        "orders/orders.html",
        orders=orders,
        filters=filters,
        left_out=[one for one in left_out if one.name not in wrong],
        wrong_fields=wrong,
        page_is_there=page_is_there,
        is_first=after is None or not page_is_there,
        fresh=_fresh(orders),
        place=ListPlace(filters, after if page_is_there else None),
        tabs=TABS,
        tab=tab,
        chosen=_chosen(filters, tab.filters if tab else OrderFilters()),
        counts=read["counts"].content or {},
        states=STATES,
        custom_statuses=_by_code(read["statuses"]),
        views=read["views"],
        own=own,
        shipped=read["shipped"],
        all_done=visit.request.query_params.get("done") in ALL_DONE,
    )
    if not wrong:
        _write_address(visit, response, filters, after)
    return response


def _by_code(statuses: Area) -> dict[str, Any]:
    """None while orders does not answer, or of the version before."""
    return {one["code"]: one for one in (statuses.content or {}).get("custom_statuses", ())}


def _chosen(filters: OrderFilters, of_tab: OrderFilters) -> list[Filter]:
    """What narrows the list beyond its tab and the search, which are both seen above it."""
    return [one for one in filters.without("q").all if one not in of_tab.all]


def _wrong_fields(visit: Visit, left_out: Iterable[Filter]) -> dict[str, WrongField]:
    """What was typed, by its field, and why it cannot be read. With it there is no list: it would look filtered."""
    language, text = visit.staff.language, visit.texts.text
    refused = {one.name: why_wrong(one, language) for one in left_out}
    return {name: WrongField(why.typed, text(why.sentence) % why.shown) for name, why in refused.items() if why}


async def _read_page(visit: Visit, filters: OrderFilters, after: str | None) -> tuple[Area, bool]:
    """The first page, and False, where there is no such page."""
    asked = asked_of_orders(filters, visit.settings.time_zone)
    try:
        return await visit.services.area("orders", "/orders", **asked, after=after, limit=PAGE), True
    except ServiceRefused as refusal:
        if after is None or refusal.status != 422:
            raise
    return await visit.services.area("orders", "/orders", **asked, limit=PAGE), False


async def _read_views(visit: Visit) -> list[SavedView]:
    async with visit.database.reading() as queries:
        return await saved_views_store.list_views(queries, visit.staff.staff_id)


def _fresh(orders: Area) -> set[str]:
    """Those that have just come in."""
    since = now() - FRESH
    listed: list[dict[str, Any]] = orders.content["items"] if orders.content else []
    return {order["order_id"] for order in listed if datetime.fromisoformat(order["placed_at"]) > since}


def _write_address(visit: Visit, response: Response, filters: OrderFilters, after: str | None) -> None:
    """Without the fields that a form sent empty. What is typed does not make an entry in the history by the letter."""
    asked = visit.request.headers
    address = filters.page(after) if after else filters.address
    if asked.get("hx-trigger") == "search":
        response.headers["HX-Replace-Url"] = address
    elif asked.get("hx-boosted"):
        response.headers["HX-Push-Url"] = address
