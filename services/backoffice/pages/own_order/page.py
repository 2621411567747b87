"""The customer's page of an order, behind the link of its mails: how far it is, its documents and its parcels.

It needs no account and no script. Whoever has the link may have got a mail that was passed on, so that of all that is
known of the customer it says the receiver's name and town alone. The link is in the query of its address, which is in
no log.
"""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from uuid_utils.compat import uuid7

from services.backoffice.pages.own_order.exchanged import settled_later
from services.backoffice.pages.own_order.offered import offered_lines
from services.backoffice.pages.own_order.open_order import instead, open_order
from services.backoffice.settings import backoffice_settings
from services.backoffice.web import csrf
from services.backoffice.web.explaining import explained
from services.backoffice.web.files import shown_file
from services.backoffice.web.render import render
from services.backoffice.web.security import BEHIND_A_LINK
from services.backoffice.web.service_clients import (
    Json,
    ServiceClients,
    ServiceRefused,
    ServiceUnavailable,
    together,
)
from services.backoffice.wording.texts import LANGUAGES, texts_in
from shared.clock import now
from shared.refused import NotFound, Refused
from shared.schemas.values import Language

router = APIRouter()


@router.get("/order")
async def get_own_order(request: Request, link: str = "", language: str = "", done: str = "") -> Response:
    """In the language of the order, unless another is asked for; `done` is what its customer has just done."""
    try:
        order_id, services = await open_order(request, link)
        return await own_page(services, order_id, link, language, done=done)
    except (Refused, ServiceRefused, ServiceUnavailable) as error:
        return instead(request, error)


async def own_page(
    services: ServiceClients,
    order_id: UUID,
    link: str,
    language: str,
    *,
    done: str = "",
    refusal: Refused | ServiceRefused | None = None,
) -> Response:
    """`refusal` is of what was asked for on it. Raises ServiceRefused and ServiceUnavailable."""
    path = f"/orders/{order_id}"
    areas = await together(
        order=services.get("orders", path),
        billing=services.area("billing", path),
        fulfilment=services.area("fulfilment", path),
        returns=services.area("returns", f"{path}/offer"),
        withdrawal=services.area("returns", f"{path}/withdrawal"),
    )
    order, offer = areas["order"], areas["returns"].content
    reader = reader_of(language, order)
    texts = texts_in(reader, backoffice_settings().time_zone)
    shown = areas | {
        "link": link,
        "settled_later": await settled_later(services, order),
        "receiver": _receiver(order["customer"]),
        "offered": offered_lines(offer, now()) if offer else [],
        "proof": csrf.form_proof(link),
        "new_key": lambda: str(uuid7()),
        "done": done,
        "refusal": explained(texts, refusal) if refusal else "",
    }
    content = render(reader, "own_order/order.html", **shown)
    return HTMLResponse(content, refusal.status if refusal else 200, BEHIND_A_LINK)


def reader_of(language: str, order: Json) -> Language:
    return next((one for one in LANGUAGES if one == language), order["language"])


@router.get("/order/documents/{document_id}/pdf")
async def get_own_document(request: Request, document_id: UUID, link: str = "") -> Response:
    """Of this order alone."""
    try:
        order_id, services = await open_order(request, link)
        billing = await services.get("billing", f"/orders/{order_id}")
        if str(document_id) not in [one["document_id"] for one in billing["documents"]]:
            raise NotFound("there is no such document")
        file = await services.file("billing", f"/documents/{document_id}/pdf")
    except (Refused, ServiceRefused, ServiceUnavailable) as error:
        return instead(request, error)
    response = shown_file(file)
    response.headers.update(BEHIND_A_LINK)
    return response


def _receiver(customer: Json) -> str:
    """Name and town, as a parcel is told apart from others, and no more."""
    address = customer["delivery_address"] or customer["billing_address"]
    return ", ".join(filter(None, (address["name"] or customer["name"], address["city"])))
