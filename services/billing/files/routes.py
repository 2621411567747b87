"""How documents look, over HTTP: the pictures of logos, and a sample of an invoice."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.billing.files.model import ToPreview
from services.billing.files.press import preview, read_logo
from services.billing.settings import SellerSettings
from shared.clock import now
from shared.http import Reading, scope
from shared.http.in_time import takes_its_time
from shared.http.logos import bytes_of, logo_routes
from shared.look.logos import get_look
from shared.look.look import Colour, LogoId, refuse_too_light
from shared.schemas.values import Language
from shared.stored_settings import get_settings

SETTINGS = "billing:settings"

router = APIRouter(tags=["settings"])
router.include_router(logo_routes(SETTINGS, read_logo))


@router.get(
    "/documents/sample",
    dependencies=[scope(SETTINGS), takes_its_time],
    response_class=Response,
    responses=bytes_of("application/pdf"),
)
async def get_sample(
    queries: Reading,
    accent: Annotated[Colour | None, Query()] = None,
    logo: Annotated[LogoId | None, Query()] = None,
    language: Language = "fr",
) -> Response:
    """An invoice of nobody as PDF, marked as a sample, with this colour and logo or none. It takes no number."""
    if accent:
        refuse_too_light(accent)
    look = await get_look(queries, accent, logo)
    seller, at = await get_settings(queries, SellerSettings), now()
    pdf = await preview(ToPreview(seller.seller(), look, language, at, seller.date_of(at)))
    headers = {"Content-Disposition": 'inline; filename="sample.pdf"', "Cache-Control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)
