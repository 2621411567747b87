"""Pictures with what a customer asks for: sent on as they came, those that are taken kept while the form is mended."""

import asyncio
import re
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.backoffice.pages.own_order.open_order import instead, open_order
from services.backoffice.web.explaining import explained
from services.backoffice.web.pace import Pace
from services.backoffice.web.security import BEHIND_A_LINK
from services.backoffice.web.service_clients import ServiceClients, ServiceRefused, ServiceUnavailable
from services.backoffice.web.upload_forms import MOST_OF_FILES, SentFile
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import Texts
from services.backoffice.wording.texts import marked as _
from shared.refused import NotFound, Refused

router = APIRouter()

MOST = 5
FOR_A_DAY = {"Cache-Control": "private, max-age=86400, immutable"}
"""In the customer's own browser: a picture of this name never changes."""
PACE = Pace(300, within_s=60)
"""A page has several."""
OF_ORDER = Pace(30, within_s=600)
"""Pictures that are sent for one order, whether they are taken or not."""
AT_A_TIME = asyncio.Semaphore(4)
"""Each is in memory whole. Of an order there is one at most: whoever sends many waits behind all others."""
TOO_LARGE = _("This picture is too large: 10 MB at most, and %(most)s MB for all of them.")
NOT_NOW = _("This picture cannot be taken at the moment: send it again.")
_ID = re.compile(r"[0-9a-f]{64}")


class PicturesRefused(Refused):
    """Some of the pictures; the others are kept."""

    type = "pictures-refused"
    status = 422
    field = "files"


class TooManyPictures(Refused):
    type = "too-many-pictures"
    status = 422


class Taken(NamedTuple):
    """The names of those that are stored, and of each that is not why."""

    ids: list[str]
    refused: list[tuple[str, str]]


@router.get("/order/pictures/{picture_id}")
async def get_own_picture(request: Request, picture_id: str, link: str = "") -> Response:
    """Of this order alone."""
    try:
        order_id, services = await open_order(request, link, pace=PACE)
        if not _ID.fullmatch(picture_id):
            raise NotFound("there is no such picture")
        file = await services.file("returns", f"/orders/{order_id}/pictures/{picture_id}")
    except (Refused, ServiceRefused, ServiceUnavailable) as error:
        return instead(request, error)
    return Response(file.content, media_type="image/jpeg", headers=BEHIND_A_LINK | FOR_A_DAY)


async def take_pictures(
    services: ServiceClients, order_id: UUID, form: Form, files: list[SentFile], texts: Texts
) -> Taken:
    """Those of before that stay, and then the new ones."""
    left_out = form.values_of("leave_out")
    ids = [one for one in dict.fromkeys(form.values_of("pictures")) if _ID.fullmatch(one) and one not in left_out]
    taken = Taken(ids[:MOST], [])
    for file in files:
        try:
            await _take(services, order_id, file, taken, texts)
        except ServiceUnavailable:
            taken.refused.append((file.name, texts.text(NOT_NOW)))
        except (Refused, ServiceRefused) as refusal:
            taken.refused.append((file.name, explained(texts, refusal)))
    return taken


def without(taken: Taken, field: str) -> Taken:
    """The picture that a refusal is about is not there any more."""
    head, number = field.partition("/")[::2]
    if head != "pictures" or not number.isdigit():
        return taken
    return taken._replace(ids=[one for place, one in enumerate(taken.ids) if place != int(number)])


async def _take(services: ServiceClients, order_id: UUID, file: SentFile, taken: Taken, texts: Texts) -> None:
    if file.size is None:
        most = texts.number(MOST_OF_FILES // 1024 // 1024)
        taken.refused.append((file.name, texts.text(TOO_LARGE) % {"most": most}))
        return
    if len(taken.ids) >= MOST:
        raise TooManyPictures("a return has five pictures at most")
    OF_ORDER.count(str(order_id))
    async with AT_A_TIME:
        stored = await services.upload("returns", f"/orders/{order_id}/pictures", file.content())
    if stored["picture_id"] not in taken.ids:  # the same twice is one
        taken.ids.append(stored["picture_id"])
