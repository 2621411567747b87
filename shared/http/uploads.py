"""Bodies larger than others, such as pictures: their route reads them, once it knows who sends them."""

import asyncio
import re
from collections.abc import AsyncIterator

from starlette.requests import ClientDisconnect, Request
from starlette.types import Scope

from shared.refused import Refused

UPLOAD = "backshop.upload"
"""In the scope of a request whose body its route reads."""
UPLOAD_S = 120.0
"""For all of it to be here, over a slow line too."""


class UploadTooLarge(Refused):
    type = "request-too-large"
    status = 413


class UploadTooSlow(Refused):
    type = "request-timeout"
    status = 408


class UploadBrokenOff(Refused):
    """Nobody is there any more to read it."""

    type = "upload-broken-off"
    status = 400


def is_upload(scope: Scope) -> bool:
    """Whether the service has a route for this that reads the body itself."""
    if scope["method"] not in ("POST", "PUT"):
        return False
    return any(re.fullmatch(path, scope["path"]) for path in scope["app"].state.uploads)


async def parts_of_upload(request: Request, *, most: int) -> AsyncIterator[bytes]:
    """As it comes. Raises UploadTooLarge before any of it is read, where its length is known; UploadTooSlow."""
    if int(request.headers.get("content-length") or 0) > most:
        raise _too_large(most)
    received = 0
    try:
        async with asyncio.timeout(UPLOAD_S):
            async for part in request.stream():
                received += len(part)
                if received > most:
                    raise _too_large(most)
                yield part
    except TimeoutError as error:
        raise UploadTooSlow(f"a body has to be here within {UPLOAD_S:.0f} s") from error
    except ClientDisconnect as error:
        raise UploadBrokenOff("the client has gone") from error


async def read_upload(request: Request, *, most: int) -> bytes:
    """Raises as `parts_of_upload`."""
    return b"".join([part async for part in parts_of_upload(request, most=most)])


def _too_large(most: int) -> UploadTooLarge:
    return UploadTooLarge(f"this has at most {most} bytes", limit=most)
