"""What customers print of a return, over HTTP: the label for the parcel, and the form that lies in it."""

from hashlib import sha256
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.returns.orders.store import get_order
from services.returns.papers.model import PaperKind, to_print
from services.returns.papers.press import print_paper
from services.returns.returned.refusals import ReturnNotFound
from services.returns.returned.store import get_return
from services.returns.settings import ReturnSettings
from shared.http import Reading, scope
from shared.http.in_time import takes_its_time
from shared.http.logos import bytes_of
from shared.http.stored_bytes import served
from shared.scopes import ASK
from shared.stored_settings import get_settings
from shared.transaction import Queries

router = APIRouter(dependencies=[takes_its_time, scope("returns:read", or_else=ASK)])
_PDF = "application/pdf"


@router.get("/returns/{return_id}/label", response_class=Response, responses=bytes_of(_PDF))
async def get_label(return_id: UUID, request: Request, queries: Reading, order_id: UUID | None = None) -> Response:
    """The shop's address for the parcel of a return that is approved, in the language of its order.

    With `order_id` only where it is of that order.
    """
    return await _printed(PaperKind.LABEL, return_id, request, queries, order_id)


@router.get("/returns/{return_id}/form", response_class=Response, responses=bytes_of(_PDF))
async def get_form(return_id: UUID, request: Request, queries: Reading, order_id: UUID | None = None) -> Response:
    """What comes back and why, and what the customer has to do, to lie in the parcel; asked for as the label is."""
    return await _printed(PaperKind.FORM, return_id, request, queries, order_id)


async def _printed(
    kind: PaperKind, return_id: UUID, request: Request, queries: Queries, order_id: UUID | None
) -> Response:
    one = await get_return(queries, return_id)
    if order_id not in (None, one.order_id):
        raise ReturnNotFound(f"there is no return {return_id}")
    order, policy = await get_order(queries, one.order_id), await get_settings(queries, ReturnSettings)
    pdf = await print_paper(to_print(kind, one, order, policy))
    hashed = sha256(pdf).digest()
    return served(request, pdf, sha256=hashed, media_type=_PDF, filename=f"{one.number}-{kind}.pdf")
