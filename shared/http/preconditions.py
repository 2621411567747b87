"""Versions of what callers read and write: `ETag` tells one, `If-Match` asks that it is still there."""

import re
from typing import Annotated

from fastapi import Depends, Header, Request

from shared.http.header_lists import listed
from shared.refused import Refused

_VERSION = re.compile(r'(?:W/)?("?)([0-9]{1,18})\1')


class BadVersion(Refused):
    type = "bad-version"
    status = 400


class VersionMissing(Refused):
    type = "precondition-required"
    status = 428


def etag(version: int) -> str:
    return f'"{version}"'


async def if_match(
    request: Request,
    etag: Annotated[
        str | None, Header(alias="If-Match", description='refuse unless this is still its ETag, such as "3"')
    ] = None,
) -> int | None:
    """The version the caller read, from `If-Match: "3"`; None where the header is absent. It takes one, not a list."""
    stated = listed(request, "if-match").strip(", ")
    if etag is None or not stated:
        return None
    version = _VERSION.fullmatch(stated)
    if not version:
        raise BadVersion('If-Match takes a version as in the ETag, such as "3"')
    return int(version[2])


async def required_if_match(version: Annotated[int | None, Depends(if_match)]) -> int:
    """Where overwriting what somebody else has saved must not be possible, not even by leaving out the header."""
    if version is None:
        raise VersionMissing('this needs the header If-Match: the version you have read, such as "3"')
    return version


ExpectedVersion = Annotated[int | None, Depends(if_match)]
RequiredVersion = Annotated[int, Depends(required_if_match)]
