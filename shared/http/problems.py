"""Refusals and errors as problem details (RFC 9457)."""

import logging
from http import HTTPStatus

import asyncpg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from shared.http.access import may_read
from shared.http.answers import problem
from shared.http.bodies import WholeBodies
from shared.http.in_time import InTime, Stops
from shared.http.once_more import OnceMore
from shared.postgres.transient import in_words, is_transient, refused_by_database
from shared.refused import Refused
from shared.schemas.event import rule_of, what_is_wrong
from shared.waiting import reason_of

RETRY_AFTER_S = 2

log = logging.getLogger(__name__)


def refused(refusal: Refused, request: Request) -> Response:
    """With the field that it is about, as what is not valid in a request.

    In full for who may read what the service has, and else without what they may not read.
    """
    whole = refusal.brief == refusal.detail or may_read(request)
    detail = refusal.detail if whole else refusal.brief
    if not refusal.field:
        answer = problem(refusal.status, refusal.type, detail)
        if refusal.retry_after_s is not None:
            answer.headers["Retry-After"] = str(refusal.retry_after_s)
        return answer
    errors = [_error(one, whole=whole) for one in refusal.each or (refusal,)]
    return problem(refusal.status, refusal.type, detail, errors=errors)


def _error(refusal: Refused, *, whole: bool) -> dict[str, str]:
    wrong = {"at": f"body/{refusal.field}", "detail": refusal.detail if whole else refusal.brief}
    known = {"limit": refusal.limit, "currency": refusal.currency} if whole else {}
    return wrong | {name: value for name, value in known.items() if value}


def install(app: FastAPI) -> None:
    """Answer every refusal and failure with problem details; what the caller sent is never echoed."""

    @app.exception_handler(Refused)
    async def on_refused(request: Request, error: Refused) -> Response:
        return refused(error, request)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> Response:
        errors = [
            {"at": "/".join(str(part) for part in found["loc"]), "detail": what_is_wrong(found), **rule_of(found)}
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
            answer = problem(503, "unavailable", f"{_why_not_now(error)}; {_what_became_of(request, error)}")
            answer.headers["Retry-After"] = str(RETRY_AFTER_S)
            return ends_connection(answer)
        log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
        return ends_connection(problem(500, "internal-error", "this is a bug of the service; nothing was changed"))

    app.state.uploads = ()
    app.add_middleware(OnceMore)
    app.add_middleware(InTime)
    app.add_middleware(WholeBodies)


def ends_connection(answer: Response) -> Response:
    """The server closes a connection on which something failed: told, nobody sends the next request on it."""
    answer.headers["Connection"] = "close"
    return answer


def _why_not_now(error: Exception) -> str:
    """All that a service waits for while it answers is its database."""
    if isinstance(error, Stops):
        return "the service stops"
    if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
        return "the database takes no changes at the moment: it is read-only"
    if isinstance(error, asyncpg.PostgresError):
        return in_words(error)
    if isinstance(error, OSError | TimeoutError | asyncpg.InterfaceError | asyncpg.InternalClientError):
        return "the database does not answer, or not in time"
    return reason_of(error)


def _what_became_of(request: Request, error: Exception) -> str:
    """What is cut off while it commits may have been done; the same key brings the same answer then."""
    if request.method in ("GET", "HEAD") or refused_by_database(error):
        return "nothing was changed, try again"
    return "whether anything was changed is not known: try again with the same Idempotency-Key"
