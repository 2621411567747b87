"""Problem details (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any

from starlette.responses import Response


def problem(status: int, kind: str, detail: str, **more: Any) -> Response:
    body = {"type": kind, "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return Response(json.dumps(body), status, headers, media_type="application/problem+json")
