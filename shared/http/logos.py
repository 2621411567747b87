"""The pictures of logos over HTTP, of each service that prints."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from shared.clock import now
from shared.http import Caller, Reading, Writing, scope
from shared.http.in_time import takes_its_time
from shared.look.logos import get_logo, save_logo
from shared.look.look import MOST_KB, Logo, LogoId, NotALogo
from shared.schemas.event import Asked


class NewLogo(Asked):
    """A PNG or JPEG picture of at most 512 kB and 16 million pixels, in base64."""

    content: str = Field(max_length=MOST_KB * 1024 * 2)


class LogoView(BaseModel):
    """The logo that was made of it; the settings of how it looks take its id."""

    logo: str
    width: int
    height: int


def bytes_of(kind: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}}}}}


def logo_routes(scope_of_settings: str, read: Callable[[bytes], Awaitable[Logo]]) -> APIRouter:
    """`read` makes a logo of a picture, or raises NotALogo."""
    router = APIRouter()
    needed = scope(scope_of_settings)

    @router.put("/logos", dependencies=[takes_its_time])
    async def put_logo(body: NewLogo, caller: Annotated[Caller, needed], database: Writing) -> LogoView:
        """Keep a picture for a logo: on white, of at most 600 by 240 pixels. The same again is the same logo."""
        logo = await read(_decoded(body.content))
        async with database.transaction(taking_back=True) as tx:
            await save_logo(tx, logo, at=now(), by=caller.subject)
        return LogoView(logo=logo.logo_id, width=logo.width, height=logo.height)

    @router.get("/logos/{logo}", dependencies=[needed], response_class=Response, responses=bytes_of("image/jpeg"))
    async def get_logo_picture(queries: Reading, logo: LogoId) -> Response:
        found = await get_logo(queries, logo)
        headers = {"Cache-Control": "private, max-age=31536000, immutable", "Content-Disposition": "inline"}
        return Response(found.content, media_type="image/jpeg", headers=headers)

    return router


def _decoded(text: str) -> bytes:
    """Also as browsers write it into forms: without padding, and with - and _."""
    try:
        return base64.b64decode(text.translate(_IN_FORMS) + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotALogo("the content is base64, which this is not") from error


_IN_FORMS = str.maketrans("-_", "+/")
