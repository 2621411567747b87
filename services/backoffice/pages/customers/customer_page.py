"""The page of a customer: what is known of them, what they ordered, what that comes to, and what they were written."""

from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from services.backoffice.pages.customers.actions import CUSTOMER_ACTIONS
from services.backoffice.web.bouncing_address import bouncing_address
from services.backoffice.web.service_clients import Area, together
from services.backoffice.web.visit import SignedIn, Visit

router = APIRouter()

ORDERS, OF_ORDERS, MESSAGES = 20, 10, 10
"""Orders on a page; of so many of them, the newest, the messages; and so many of those."""


@router.get("/customers/{customer_id}")
async def get_customer_page(customer_id: UUID, visit: SignedIn, after: str | None = None) -> Response:
    """One that is merged into another is shown as that one."""
    areas = await together(
        customer=visit.services.area("orders", f"/customers/{customer_id}"),
        orders=visit.services.area("orders", "/orders", customer=customer_id, after=after, limit=ORDERS),
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
        messages=await _messages(visit, areas["orders"]),
        bouncing=await bouncing_address(visit, customer.content and customer.content["email"]),
        **areas,
    )


async def _messages(visit: Visit, orders: Area) -> Area | None:
    """About the newest orders on the page, the newest message first; None where there is no order."""
    listed = orders.content["items"][:OF_ORDERS] if orders.content else []
    if not listed:
        return None
    each = await together(
        **{
            one["order_id"]: visit.services.area("notifier", "/messages", order_id=one["order_id"], limit=MESSAGES)
            for one in listed
        }
    )
    for area in each.values():
        if not area.answered:
            silent: Area = area
            return silent
    found = [message for area in each.values() if area.content for message in area.content["items"]]
    newest = sorted(found, key=lambda message: str(message["created_at"]), reverse=True)[:MESSAGES]
    return Area("notifier", {"items": newest}, None)
