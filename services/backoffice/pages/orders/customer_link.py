"""The customer's page of an order, as staff deal with its link: it is shown to be copied, mailed anew, and revoked.

Whoever has it acts as the customer, so that it is shown to those alone who may do that for the customer anyway.
"""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.web import order_links_store
from services.backoffice.web.actions import failure_of, not_now
from services.backoffice.web.order_links_store import Revoked
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Sent, SignedIn, Visit
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.texts import texts_in
from services.backoffice.wording.vocabulary import REFUSALS
from shared.clock import now
from shared.order_links import OrderLinks
from shared.signed_links import LinkSettings

router = APIRouter()

SCOPE = "orders:write"
HEADING = _("The customer’s page")
SUBJECT = _("Your order %(number)s")
TEXT = _(
    "Hello %(name)s,\n\nHere is the link to the page of your order %(number)s. It shows how far the order is, its"
    " documents and its parcels, and what can come back."
)


@router.get("/orders/{order_id}/link")
async def get_link(order_id: UUID, visit: SignedIn) -> Response:
    if not visit.may(SCOPE):
        return not_now(visit, HEADING, REFUSALS["insufficient-scope"], to=f"/orders/{order_id}")
    return visit.dialog("orders/dialogs/link.html", **await _shown(visit, order_id))


@router.post("/orders/{order_id}/link")
async def post_link(order_id: UUID, visit: SignedIn, form: Sent) -> Response:
    """A mail with a new link; or no link of a mail that was written until now leads to the order any more."""
    if not visit.may(SCOPE):
        return not_now(visit, HEADING, REFUSALS["insufficient-scope"], to=f"/orders/{order_id}")
    if "send" in form:
        return await _send(visit, order_id, form["key"])
    await visit.services.get("orders", f"/orders/{order_id}")
    async with visit.database.transaction() as tx:
        await order_links_store.save_revoked(tx, order_id, Revoked(now(), visit.staff.email))
    return visit.leave_to(f"/orders/{order_id}", done="order-link-revoked")


async def _send(visit: Visit, order_id: UUID, key: str) -> Response:
    """Once for its form; a mail about an order bears the link by itself."""
    shown = await _shown(visit, order_id)
    failure = await failure_of(
        visit, visit.services.post("notifier", "/messages", _mail(visit, shown["order"]), key=key)
    )
    if failure is None:
        return visit.leave_to(f"/orders/{order_id}", done="order-link-sent")
    return visit.dialog("orders/dialogs/link.html", **shown | {"form": {"key": key}}, **failure)


def _mail(visit: Visit, order: Json) -> Json:
    texts = texts_in(order["language"], visit.settings.time_zone)
    told = {"number": order["number"], "name": order["customer"]["name"]}
    subject, text = (texts.text(words) % told for words in (SUBJECT, TEXT))
    return {"order_id": order["order_id"], "subject": subject, "text": text}


async def _shown(visit: Visit, order_id: UUID) -> dict[str, Any]:
    """Raises ServiceRefused where orders knows no such order."""
    order = await visit.services.get("orders", f"/orders/{order_id}")
    async with visit.database.reading() as queries:
        revoked = await order_links_store.find_revoked(queries, order_id)
    path = OrderLinks(LinkSettings()).path(order_id, now())
    return {
        "order": order,
        "revoked": revoked,
        "link": path and visit.settings.public_url + path,
        "form": {"key": visit.new_key()},
        "to": f"/orders/{order_id}",
        "address": f"/orders/{order_id}/link",
    }
