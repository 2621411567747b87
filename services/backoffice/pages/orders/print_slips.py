"""Packing slips for the browser to show: one, or those of many orders of the list as one PDF, in the list's order."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from services.backoffice.pages.orders.filters import asked_of_orders
from services.backoffice.pages.orders.list_place import place_of
from services.backoffice.web.files import VIEWER, shown_file
from services.backoffice.web.visit import Form, SignedIn, Visit

MOST = 1000
SELECTED = 50
"""A page of the list."""
AT_ONCE = 200

router = APIRouter()

Selected = Annotated[tuple[UUID, ...], Query(alias="order", max_length=SELECTED)]


@router.get("/shipments/{shipment_id}/slip")
async def get_slip(shipment_id: UUID, visit: SignedIn) -> Response:
    """As it is now, in the customer's language."""
    return shown_file(await visit.services.file("fulfilment", f"/shipments/{shipment_id}/slip/pdf", made_now=True))


@router.get("/orders/slips")
async def get_dialog(visit: SignedIn, selected: Selected = (), query: str = "") -> Response:
    place = place_of(visit, query)
    return visit.dialog(
        "orders/dialogs/print_slips.html", form=Form(query=query), to=place.address, selected=selected, most=MOST
    )


@router.get("/orders/slips/pdf")
async def get_slips(
    visit: SignedIn,
    selected: Selected = (),
    query: str = "",
    which: Literal["selected", "list"] = "selected",
    told: Annotated[Literal["yes"] | None, Query(description="lines before the PDF tell how far it is")] = None,
) -> Response:
    order_ids = await _list_orders(visit, query) if which == "list" else [str(one) for one in selected]
    made = await visit.services.stream("fulfilment", "/slips/pdf", {"order_ids": order_ids}, progress="true")
    headers = {"Content-Disposition": made.disposition, "Content-Security-Policy": VIEWER}
    if told:
        return StreamingResponse(made.parts, media_type="application/octet-stream", headers=headers)
    return StreamingResponse(_without_lines(made.parts), media_type="application/pdf", headers=headers)


async def _list_orders(visit: Visit, query: str) -> list[str]:
    """Those of the whole list, from its first page on."""
    asked = asked_of_orders(place_of(visit, query).filters, visit.settings.time_zone)
    found: list[str] = []
    after = None
    while len(found) < MOST:
        page = await visit.services.get("orders", "/orders", **asked, after=after, limit=AT_ONCE)
        found += [order["order_id"] for order in page["items"]]
        if not (after := page["next"]):
            break
    return found[:MOST]


async def _without_lines(parts: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    before = b""
    async with aclosing(parts):
        async for part in parts:
            if before.endswith(_PDF):
                yield part
            elif _PDF in (before := before + part):
                yield before[before.index(_PDF) :]
                before = _PDF


_PDF = b"%PDF-"
