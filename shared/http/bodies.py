"""Bodies of requests: the application begins once all of a body is here, and is no more than can be worked through."""

import asyncio
from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.answers import problem
from shared.http.uploads import UPLOAD, is_upload
from shared.json_limits import is_other_than_utf8, repeated_name, too_much

MAX_BODY_BYTES = 2 * 1024 * 1024
MAX_FORM_BYTES = 256 * 1024
MOST_FIELDS = 200
"""Of a form, and of a query."""
BODY_S = 30.0

FORM = b"application/x-www-form-urlencoded"
MAIL = b"message/rfc822"


class WholeBodies:
    """Reads a body before the application is called, or answers 408, 413, 415 or 422; an upload is left to its route.

    A client that breaks off while it sends has asked for nothing yet, and is answered nothing.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if scope["query_string"].count(b"&") > MOST_FIELDS + MOST_FIELDS // 10:
            await _refuse(422, "too-many-parameters", f"a query has at most {MOST_FIELDS} parameters")(
                scope, receive, send
            )
            return
        if is_upload(scope):
            if not _is_length(headers):
                await _too_large(MAX_BODY_BYTES)(scope, receive, send)
                return
            scope[UPLOAD] = True
            await self.app(scope, receive, send)
            return
        if b"content-length" not in headers and b"transfer-encoding" not in headers and scope["method"] == "GET":
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(BODY_S):
                body = await _read(headers, receive)
        except TimeoutError:
            body = _refuse(408, "request-timeout", f"a body has to be here within {BODY_S:.0f} s")
        if body is None:
            return
        answer = body if isinstance(body, Response) else _refusal(headers, body)
        if answer is not None:
            await answer(scope, receive, send)
            return
        assert isinstance(body, bytes)
        await self.app(scope, _again(body, receive), send)


async def _read(headers: Mapping[bytes, bytes], receive: Receive) -> bytes | Response | None:
    """None where the client has gone."""
    most = MAX_FORM_BYTES if _kind(headers) == FORM else MAX_BODY_BYTES
    if not _is_length(headers) or int(headers.get(b"content-length", b"0")) > most:
        return _too_large(most)
    parts: list[bytes] = []
    received, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        received, more = received + len(part), message.get("more_body", False)
        if received > most:
            return _too_large(most)
        parts.append(part)
    return b"".join(parts)


def _is_length(headers: Mapping[bytes, bytes]) -> bool:
    announced = headers.get(b"content-length", b"0")
    return announced.isdigit() and len(announced) <= 15


def _refusal(headers: Mapping[bytes, bytes], body: bytes) -> Response | None:
    kind = _kind(headers)
    if kind.startswith(b"multipart/"):
        return _refuse(415, "unsupported-media-type", "send JSON, or a form that is not in parts")
    if kind == FORM:
        if body.count(b"&") >= MOST_FIELDS:
            return _refuse(422, "too-many-fields", f"a form has at most {MOST_FIELDS} fields")
        return None
    if kind == MAIL:  # is of any bytes, and read by its route alone
        return None
    wrong = _what_is_wrong(body)
    return _refuse(422, "invalid-request", f"body: {wrong}") if wrong else None


def _what_is_wrong(body: bytes) -> str | None:
    if is_other_than_utf8(body):
        return "JSON is written in UTF-8"
    if wrong := too_much(body):
        return wrong
    name = repeated_name(body)
    return None if name is None else f"{name or 'an empty name'} stands twice in one object"


def _again(body: bytes, receive: Receive) -> Receive:
    """The body that has been read; then what happens to the connection."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _kind(headers: Mapping[bytes, bytes]) -> bytes:
    return headers.get(b"content-type", b"")[:200].partition(b";")[0].strip().lower()


def _too_large(most: int) -> Response:
    return _refuse(413, "request-too-large", f"a request has at most {most} bytes")


def _refuse(status: int, kind: str, detail: str) -> Response:
    """The rest of what was sent is not read any more."""
    answer = problem(status, kind, detail)
    answer.headers["Connection"] = "close"
    return answer
