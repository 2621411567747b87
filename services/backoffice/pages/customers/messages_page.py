"""What a customer was written: all messages about their orders, a hundred orders after the other, newest first."""

from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.web.service_clients import Area, together
from services.backoffice.web.visit import SignedIn, Visit

router = APIRouter()

MOST_ORDERS = 100
"""So many orders the notifier is asked for at once."""


class Messages(NamedTuple):
    """`further` is what the address of the rest asks for; None where this was all."""

    area: Area
    further: dict[str, str] | None


@router.get("/customers/{customer_id}/messages")
async def get_messages_of_customer(
    customer_id: UUID, visit: SignedIn, orders: str | None = None, after: str | None = None
) -> Response:
    """`orders` is where its orders go on, `after` where the messages about these do."""
    areas = await together(
        customer=visit.services.area("orders", f"/customers/{customer_id}"),
        messages=messages_of(visit, customer_id, orders=orders, after=after),
    )
    areas["customer"].raise_if_unknown()
    return visit.page(
        "customers/messages.html",
        customer_id=customer_id,
        customer=areas["customer"],
        messages=areas["messages"].area,
        further=areas["messages"].further,
        is_first=not (orders or after),
    )


async def messages_of(
    visit: Visit, customer_id: UUID, *, orders: str | None = None, after: str | None = None, limit: int | None = None
) -> Messages:
    listed = await visit.services.area("orders", "/orders", customer=customer_id, after=orders, limit=MOST_ORDERS)
    if not listed.content:
        return Messages(listed, None)
    about = [one["order_id"] for one in listed.content["items"] if "order_id" in one]
    if not about:
        return Messages(Area("notifier", {"items": [], "next": None}, None), None)
    found = await visit.services.area("notifier", "/messages", order_id=about, after=after, limit=limit)
    if not found.content:
        return Messages(found, None)
    if found.content["next"]:
        return Messages(found, {"orders": orders or "", "after": found.content["next"]})
    return Messages(found, {"orders": listed.content["next"]} if listed.content["next"] else None)
