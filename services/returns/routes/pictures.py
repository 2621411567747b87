"""Pictures of what comes back, over HTTP: sent before what is asked for names them, and seen by staff and customer."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from services.returns.orders.store import get_order
from services.returns.pictures import store
from services.returns.pictures.model import MOST_SENT, Picture, PictureId, PictureNotFound, too_large
from services.returns.pictures.press import read_picture
from services.returns.returned.store import get_return
from services.returns.routes.customers import Asking
from shared.clock import now
from shared.http import Reading, Writing, scope
from shared.http.in_time import takes_its_time
from shared.http.logos import bytes_of
from shared.http.uploads import UploadTooLarge, read_upload
from shared.schemas.event import Contract
from shared.scopes import ASK

router = APIRouter()

UPLOADS = (r"/orders/[^/]+/pictures",)
"""Bodies that the route reads itself."""
JPEG = bytes_of("image/jpeg")
ANY_PICTURE = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("image/jpeg", "image/png", "image/webp")
        },
    }
}
HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


class PictureView(Contract):
    """A picture as it is stored: what is asked for names it by `picture_id`."""

    picture_id: PictureId
    width: int
    height: int
    added_at: datetime


class PicturesOfReturn(Contract):
    """In the order in which they were sent: the first is picture 1 of the return."""

    pictures: tuple[PictureView, ...]


@router.put("/orders/{order_id}/pictures", dependencies=[takes_its_time], openapi_extra=ANY_PICTURE)
async def put_picture(order_id: UUID, caller: Asking, request: Request, database: Writing) -> PictureView:
    """Keep a JPEG, PNG or WebP picture of at most 10 MB, as the body. It is made anew; the same again is the same."""
    async with database.reading() as queries:
        await get_order(queries, order_id)
    try:
        sent = await read_upload(request, most=MOST_SENT)
    except UploadTooLarge as error:
        raise too_large() from error
    picture, at = await read_picture(sent), now()
    async with database.transaction(locking=(order_id,)) as tx:
        await store.save_picture(tx, order_id, picture, at=at, by=caller.subject)
    return PictureView(picture_id=picture.picture_id, width=picture.width, height=picture.height, added_at=at)


@router.get(
    "/orders/{order_id}/pictures/{picture_id}",
    dependencies=[scope("returns:read", or_else=ASK)],
    response_class=Response,
    responses=JPEG,
)
async def get_picture_of_order(order_id: UUID, picture_id: PictureId, queries: Reading) -> Response:
    return _shown(await store.get_picture(queries, order_id, picture_id))


@router.get("/returns/{return_id}/pictures", dependencies=[scope("returns:read")])
async def get_pictures(return_id: UUID, queries: Reading) -> PicturesOfReturn:
    one = await get_return(queries, return_id)
    found = await store.list_pictures(queries, one.order_id, one.pictures)
    return PicturesOfReturn(pictures=tuple(PictureView(**row._asdict()) for row in found))


@router.get(
    "/returns/{return_id}/pictures/{number}",
    dependencies=[scope("returns:read")],
    response_class=Response,
    responses=JPEG,
)
async def get_picture_of_return(
    return_id: UUID, number: Annotated[int, Path(ge=1, le=1000)], queries: Reading
) -> Response:
    """The first is 1."""
    one = await get_return(queries, return_id)
    if number > len(one.pictures):
        raise PictureNotFound(f"return {one.number} has {len(one.pictures)} pictures")
    return _shown(await store.get_picture(queries, one.order_id, one.pictures[number - 1]))


def _shown(picture: Picture) -> Response:
    return Response(picture.content, media_type="image/jpeg", headers=HEADERS)
