"""The label and the form of a return, as its customer prints them, behind the link of the order's mails."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.backoffice.pages.own_order.open_order import instead, open_order
from services.backoffice.web.files import shown_file
from services.backoffice.web.security import BEHIND_A_LINK
from services.backoffice.web.service_clients import ServiceRefused, ServiceUnavailable
from shared.refused import Refused

router = APIRouter()


@router.get("/order/returns/{return_id}/label")
async def get_own_label(request: Request, return_id: UUID, link: str = "") -> Response:
    return await _printed(request, f"/returns/{return_id}/label", link)


@router.get("/order/returns/{return_id}/form")
async def get_own_form(request: Request, return_id: UUID, link: str = "") -> Response:
    return await _printed(request, f"/returns/{return_id}/form", link)


async def _printed(request: Request, path: str, link: str) -> Response:
    """Of a return of this order alone."""
    try:
        order_id, services = await open_order(request, link)
        file = await services.file("returns", path, made_now=True, order_id=str(order_id))
    except (Refused, ServiceRefused, ServiceUnavailable) as error:
        return instead(request, error)
    response = shown_file(file)
    response.headers.update(BEHIND_A_LINK)
    return response
