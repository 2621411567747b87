"""What people see when something is refused or fails; programs get problem details as from any service."""

import logging
from collections.abc import Awaitable, Callable
from typing import cast
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from services.backoffice.accounts import sessions
from services.backoffice.accounts.model import Staff
from services.backoffice.settings import backoffice_settings
from services.backoffice.web.addresses import local, path_as_sent
from services.backoffice.web.dialogs import into_dialog
from services.backoffice.web.render import render
from services.backoffice.web.security import HEADERS
from services.backoffice.web.service_clients import ServiceRefused, ServiceUnavailable
from services.backoffice.web.visit import NotSignedIn
from services.backoffice.wording import sentences
from services.backoffice.wording.faults import fault_of
from services.backoffice.wording.texts import best_language, texts_in
from services.backoffice.wording.texts import marked as _
from shared.http.header_lists import listed
from shared.http.problems import ends_connection
from shared.in_time import NotInTime, within
from shared.postgres.transient import is_transient
from shared.refused import Refused
from shared.schemas.values import Language

STAFF_S = 0.5
"""What is late already is not to be later, for the sake of its language."""

TITLES = {
    "file-not-ready": _("Not ready yet"),
    "rate-missing": _("The exchange rate is missing"),
    "no-such-format": _("There is no electronic invoice in this currency"),
}
"""Of what is not there for a reason of its own; the texts are marked."""

Handler = Callable[[Request, Exception], Awaitable[Response]]

log = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Takes the place of the services' handlers for whoever accepts HTML."""

    app.add_exception_handler(NotSignedIn, _to_sign_in)
    answers: tuple[tuple[type[Exception], Handler], ...] = (
        (Refused, _refused),
        (RequestValidationError, _not_found),
        (HTTPException, _http),
    )
    for kind, answer in answers:
        _for_people(app, kind, answer)
    app.add_exception_handler(ServiceRefused, _refused)
    for failure in (ServiceUnavailable, Exception):
        app.add_exception_handler(failure, _failed)
    app.router.redirect_slashes = False  # it would redirect to whatever host the request names


async def _to_sign_in(request: Request, error: Exception) -> Response:
    """And from there back to the page that was asked for, or on which the form stood."""
    if "text/event-stream" in listed(request, "accept"):
        return Response(status_code=401)  # a stream goes nowhere; its browser's pages get a message when it ends
    address = "/sign-in?" + urlencode({"next": _asked_from(request)})
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _asked_from(request: Request) -> str:
    try:
        page = urlsplit(request.headers.get("hx-current-url", ""))
    except ValueError:
        return "/"
    if page.path:
        return local(page._replace(scheme="", netloc="", fragment="").geturl())
    asked = request.query_params.multi_items()
    return local(path_as_sent(request) + (f"?{urlencode(asked)}" if asked else "")) if request.method == "GET" else "/"


def _for_people(app: FastAPI, kind: type[Exception], answer: Handler) -> None:
    of_services = cast(Handler, app.exception_handlers[kind])

    async def handle(request: Request, error: Exception) -> Response:
        for_people = "text/html" in listed(request, "accept")
        return await (answer if for_people else of_services)(request, error)

    app.add_exception_handler(kind, handle)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused | ServiceRefused)
    staff = await _staff(request)
    language = _language_of(request, staff)
    texts = texts_in(language, backoffice_settings().time_zone)
    fault = error.fault if isinstance(error, ServiceRefused) else fault_of(error)
    told = sentences.refusal(texts, error.type, error.detail, fault)
    enters_rates = error.type == "rate-missing" and staff is not None and staff.may("billing:write")
    return _page(language, error.status, told, title=TITLES.get(error.type, ""), enters_rates=enters_rates)


async def _not_found(request: Request, error: Exception) -> Response:
    return _page(await _language(request), 404, None)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _page(await _language(request), error.status_code, None)


async def _failed(request: Request, error: Exception) -> Response:
    """A service that is away, or a bug."""
    language = await _language(request)
    if isinstance(error, ServiceUnavailable):
        return _page(language, 503, None, service=error.service)
    if isinstance(error, NotInTime):
        return ends_connection(_page(language, 503, None, late=True))
    if is_transient(error):
        return ends_connection(_page(language, 503, None))
    log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
    return ends_connection(_page(language, 500, None))


async def _language(request: Request) -> Language:
    return _language_of(request, await _staff(request))


async def _staff(request: Request) -> Staff | None:
    """Who is signed in; None while the database is away."""
    try:
        session = await within(STAFF_S, sessions.find(request.app.state.database, request))
    except Exception as error:
        if not is_transient(error):
            raise
        return None
    return session.staff if session else None


def _language_of(request: Request, staff: Staff | None) -> Language:
    return staff.language if staff else best_language(listed(request, "accept-language"))


def _page(
    language: Language,
    status: int,
    refusal: str | None,
    *,
    service: str | None = None,
    late: bool = False,
    title: str = "",
    enters_rates: bool = False,
) -> Response:
    """`late`: it did not answer in time. `title` is marked; `enters_rates`: the reader may enter what is missing."""
    about = {"status": status, "refusal": refusal, "service": service, "late": late}
    about |= {"title": title, "enters_rates": enters_rates}
    content = render(language, "web/error.html", **about)
    response = HTMLResponse(content, status, HEADERS)  # which nothing adds to the answer to a bug
    into_dialog(response)
    return response
