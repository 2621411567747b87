"""How documents look, over HTTP: the pictures of logos, and a sample of an invoice."""

import base64
import binascii
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from services.billing.files.logos import get_logo, look_of, save_logo
from services.billing.files.look import MOST_KB, NotALogo, refuse_too_light
from services.billing.files.model import ToPreview
from services.billing.files.press import preview, read_logo
from services.billing.settings import Colour, DocumentSettings, LogoId, SellerSettings
from shared.clock import now
from shared.http import Caller, Reading, Writing, scope
from shared.http.in_time import takes_its_time
from shared.schemas.event import Asked
from shared.schemas.values import Language
from shared.stored_settings import get_settings

router = APIRouter(tags=["settings"])

NEEDED = scope("billing:settings")


class NewLogo(Asked):
    """A PNG or JPEG picture of at most 512 kB and 16 million pixels, in base64."""

    content: str = Field(max_length=MOST_KB * 1024 * 2)


class LogoView(BaseModel):
    """The logo that was made of it; the settings `documents` take its id."""

    logo: str
    width: int
    height: int


def _bytes(kind: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}}}}}


@router.put("/logos", dependencies=[takes_its_time])
async def put_logo(body: NewLogo, caller: Annotated[Caller, NEEDED], database: Writing) -> LogoView:
    """Keep a picture for a logo: on white, of at most 600 by 240 pixels. The same again is the same logo."""
    logo = await read_logo(_decoded(body.content))
    async with database.transaction(taking_back=True) as tx:
        await save_logo(tx, logo, at=now(), by=caller.subject)
    return LogoView(logo=logo.logo_id, width=logo.width, height=logo.height)


@router.get("/logos/{logo}", dependencies=[NEEDED], response_class=Response, responses=_bytes("image/jpeg"))
async def get_logo_picture(queries: Reading, logo: LogoId) -> Response:
    found = await get_logo(queries, logo)
    headers = {"Cache-Control": "private, max-age=31536000, immutable", "Content-Disposition": "inline"}
    return Response(found.content, media_type="image/jpeg", headers=headers)


@router.get(
    "/documents/sample",
    dependencies=[NEEDED, takes_its_time],
    response_class=Response,
    responses=_bytes("application/pdf"),
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
    look = await look_of(queries, DocumentSettings(accent=accent, logo=logo))
    seller, at = await get_settings(queries, SellerSettings), now()
    pdf = await preview(ToPreview(seller.seller(), look, language, at, seller.date_of(at)))
    headers = {"Content-Disposition": 'inline; filename="sample.pdf"', "Cache-Control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _decoded(text: str) -> bytes:
    """Also as browsers write it into forms: without padding, and with - and _."""
    try:
        return base64.b64decode(text.translate(_IN_FORMS) + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotALogo("the content is base64, which this is not") from error


_IN_FORMS = str.maketrans("-_", "+/")
