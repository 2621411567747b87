"""The page of a customer: what is known of them, what they ordered, what that comes to, and what they were written."""

from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from services.backoffice.pages.customers.actions import CUSTOMER_ACTIONS
from services.backoffice.pages.customers.messages_page import messages_of
from services.backoffice.web.bouncing_address import bouncing_address
from services.backoffice.web.service_clients import Json, together
from services.backoffice.web.visit import SignedIn, Visit

router = APIRouter()

ORDERS, MESSAGES, QUOTES = 20, 10, 5
"""Orders on a page, and messages and quotes beside them."""


@router.get("/customers/{customer_id}")
async def get_customer_page(customer_id: UUID, visit: SignedIn, after: str | None = None) -> Response:
    """One that is merged into another is shown as that one."""
    areas = await together(
        customer=visit.services.area("orders", f"/customers/{customer_id}"),
        orders=visit.services.area("orders", "/orders", customer=customer_id, after=after, limit=ORDERS),
        messages=messages_of(visit, customer_id, limit=MESSAGES),
        quotes=visit.services.area("orders", "/quotes", customer=customer_id, limit=QUOTES),
    )
    customer = areas["customer"]
    customer.raise_if_unknown()
    if customer.content and customer.content["merged_into"]:
        return RedirectResponse(f"/customers/{customer.content['merged_into']}", 303)
    return visit.page(
        "customers/customer.html",
        customer_id=customer_id,
        after=after,
        actions=CUSTOMER_ACTIONS,
        messages=areas.pop("messages").area,
        mails=await _mails_of(visit, areas["quotes"].content),
        bouncing=await bouncing_address(visit, customer.content and customer.content["email"]),
        **areas,
    )


async def _mails_of(visit: Visit, quotes: Json | None) -> dict[str, Json]:
    """The last mail about each of these quotes that has one; none without an answer."""
    sent = [one["quote_id"] for one in (quotes["items"] if quotes else ()) if one["sent_at"]]
    asked = {one: visit.services.area("notifier", "/messages", document_id=one, limit=1) for one in sent}
    found = await together(**asked) if asked else {}
    return {one: area.content["items"][0] for one, area in found.items() if area.content and area.content["items"]}
