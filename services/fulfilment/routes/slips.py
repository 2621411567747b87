"""Packing slips as PDF over HTTP, made when asked for, as a slip changes until it leaves; and how they look."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from services.fulfilment.papers.list_to_print import choose_slips, list_to_print
from services.fulfilment.papers.press import SLIP_PRESS, read_logo
from services.fulfilment.papers.print_many import print_many
from services.fulfilment.papers.sample import sample_slip
from services.fulfilment.papers.schemas import SlipsToPrint
from shared.clock import now
from shared.http import Caller, Reading, Writing, scope
from shared.http.in_time import takes_its_time
from shared.http.logos import bytes_of, logo_routes
from shared.look.logos import get_look
from shared.look.look import Colour, LogoId, refuse_too_light
from shared.schemas.values import Language

SETTINGS = "fulfilment:settings"

router = APIRouter()
router.include_router(logo_routes(SETTINGS, read_logo), tags=["settings"])

Reader = Annotated[Caller, scope("fulfilment:read")]
Asked = Annotated[Language | None, Query(description="instead of the customer's")]

PDF = bytes_of("application/pdf")


@router.get("/shipments/{shipment_id}/slip/pdf", dependencies=[takes_its_time], response_class=Response, responses=PDF)
async def get_slip_pdf(shipment_id: UUID, caller: Reader, queries: Reading, language: Asked = None) -> Response:
    """Its packing slip as it is now, or as it left, in the customer's language."""
    (slip,) = slips = await list_to_print(queries, [shipment_id], language)
    pdf: bytes = await SLIP_PRESS.make(slips)
    return Response(pdf, media_type="application/pdf", headers=_headers(slip.shipment.slip.number))


@router.get(
    "/slips/sample",
    dependencies=[scope(SETTINGS), takes_its_time],
    response_class=Response,
    responses=PDF,
    tags=["settings"],
)
async def get_sample(
    queries: Reading,
    accent: Annotated[Colour | None, Query()] = None,
    logo: Annotated[LogoId | None, Query()] = None,
    language: Language = "fr",
) -> Response:
    """A slip of nobody as PDF, marked as a sample, with this colour and logo or none."""
    if accent:
        refuse_too_light(accent)
    look = await get_look(queries, accent, logo)
    pdf: bytes = await SLIP_PRESS.make([sample_slip(look, language, now())])
    return Response(pdf, media_type="application/pdf", headers=_headers("sample"))


@router.put("/slips/pdf", dependencies=[takes_its_time], response_class=StreamingResponse, responses=PDF)
async def put_slips_pdf(
    body: SlipsToPrint,
    caller: Reader,
    database: Writing,
    language: Asked = None,
    progress: Annotated[
        bool,
        Query(
            description='before the PDF, lines of JSON tell how far it is: {"made": 20, "of": 500}; the last of them'
            " has its size as `bytes`, and the orders without a slip as `left_out`, with `order_id` and `number`; the"
            " PDF follows"
        ),
    ] = False,
) -> StreamingResponse:
    """Packing slips of up to 1,000 shipments or orders as one PDF, in the order asked for. It changes nothing."""
    async with database.reading() as queries:
        chosen = await choose_slips(queries, body.shipment_ids, body.order_ids)
    printed = print_many(database, chosen, language, progress=progress)
    media_type = "application/octet-stream" if progress else "application/pdf"
    return StreamingResponse(printed, media_type=media_type, headers=_headers("slips"))


def _headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
