"""Refusals and errors as problem details (RFC 9457)."""

import json
import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.postgres.transient import is_transient
from shared.refused import Refused

MAX_BODY_BYTES = 2 * 1024 * 1024

log = logging.getLogger(__name__)


def problem(status: int, kind: str, detail: str, **more: Any) -> Response:
    body = {"type": kind, "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return Response(json.dumps(body), status, headers, media_type="application/problem+json")


def refused(refusal: Refused) -> Response:
    return problem(refusal.status, refusal.type, refusal.detail)


def install(app: FastAPI) -> None:
    """Answer every refusal and failure with problem details; what the caller sent is never echoed."""

    @app.exception_handler(Refused)
    async def on_refused(request: Request, error: Refused) -> Response:
        return refused(error)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> Response:
        errors = [
            {"at": "/".join(str(part) for part in found["loc"]), "detail": found["msg"].removeprefix("Value error, ")}
            for found in error.errors()[:20]
        ]
        return problem(422, "invalid-request", f"{errors[0]['at']}: {errors[0]['detail']}", errors=errors)

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:
        kind = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        return problem(error.status_code, kind, str(error.detail))

    @app.exception_handler(Exception)
    async def on_failure(request: Request, error: Exception) -> Response:
        if is_transient(error):
            return problem(503, "unavailable", "the service cannot reach its database; nothing was changed, try again")
        log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
        return problem(500, "internal-error", "this is a bug of the service; nothing was changed")

    app.add_middleware(LimitBody)


class LimitBody:
    """Refuses request bodies over the limit, whether announced or streamed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > MAX_BODY_BYTES:
            await _too_large()(scope, receive, send)
            return
        received = 0

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY_BYTES:
                raise HTTPException(413, f"a request has at most {MAX_BODY_BYTES} bytes")
            return message

        await self.app(scope, limited, send)


def _too_large() -> Response:
    return problem(413, "request-too-large", f"a request has at most {MAX_BODY_BYTES} bytes")
