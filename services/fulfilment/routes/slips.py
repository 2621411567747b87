"""Packing slips as PDF over HTTP: made when asked for, as a slip changes until it leaves."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from services.fulfilment.papers.list_to_print import list_to_print, refuse_unknown
from services.fulfilment.papers.press import SLIP_PRESS
from services.fulfilment.papers.print_many import print_many
from services.fulfilment.shipments.store import find_known_shipments
from shared.http import Caller, Reading, Writing, scope
from shared.http.in_time import takes_its_time
from shared.schemas.values import Language

router = APIRouter()

Reader = Annotated[Caller, scope("fulfilment:read")]
Asked = Annotated[Language | None, Query(description="instead of the customer's")]

MOST = 1000

PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("/shipments/{shipment_id}/slip/pdf", dependencies=[takes_its_time], response_class=Response, responses=PDF)
async def get_slip_pdf(shipment_id: UUID, caller: Reader, queries: Reading, language: Asked = None) -> Response:
    """Its packing slip as it is now, or as it left, in the customer's language."""
    (slip,) = slips = await list_to_print(queries, [shipment_id], language)
    pdf: bytes = await SLIP_PRESS.make(slips)
    return Response(pdf, media_type="application/pdf", headers=_headers(slip.shipment.slip.number))


@router.get("/slips/pdf", dependencies=[takes_its_time], response_class=StreamingResponse, responses=PDF)
async def get_slips_pdf(
    caller: Reader,
    database: Writing,
    shipments: Annotated[
        tuple[UUID, ...],
        Query(alias="shipment_id", min_length=1, max_length=MOST, description="in this order, each once"),
    ],
    language: Asked = None,
    progress: Annotated[
        bool,
        Query(
            description='before the PDF, lines of JSON tell how far it is: {"made": 20, "of": 500}; the last of them'
            " has its size as `bytes`, and the PDF follows"
        ),
    ] = False,
) -> StreamingResponse:
    """Up to 1,000 packing slips as one PDF, in the order asked for."""
    shipment_ids = list(dict.fromkeys(shipments))
    async with database.reading() as queries:
        refuse_unknown(shipment_ids, await find_known_shipments(queries, shipment_ids))
    printed = print_many(database, shipment_ids, language, progress=progress)
    media_type = "application/octet-stream" if progress else "application/pdf"
    return StreamingResponse(printed, media_type=media_type, headers=_headers("slips"))


def _headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
