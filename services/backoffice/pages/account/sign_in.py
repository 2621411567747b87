"""Signing in and out."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.backoffice.accounts import sessions
from services.backoffice.accounts.model import Staff, WrongCredentials
from services.backoffice.accounts.throttle import TooManyAttempts
from services.backoffice.accounts.usecases.sign_in import check_code, check_password
from services.backoffice.settings import backoffice_settings
from services.backoffice.web import csrf
from services.backoffice.web.addresses import local
from services.backoffice.web.render import render
from services.backoffice.web.visit import Form, Sent, SignedIn
from services.backoffice.wording.texts import LANGUAGES, best_language
from shared.http.header_lists import listed
from shared.schemas.values import Language, is_one_line
from shared.transaction import Database

router = APIRouter()

Next = Annotated[str, Query(alias="next")]


@router.get("/sign-in")
async def get_sign_in(request: Request, next_page: Next = "/", language: str = "") -> Response:
    return _page(request, "account/sign_in.html", Form(next=next_page, language=language))


@router.post("/sign-in")
async def post_sign_in(request: Request, form: Sent) -> Response:
    csrf.check_origin(request)
    database: Database = request.app.state.database
    email = "".join(letter for letter in form["email"].strip()[:254] if is_one_line(letter))
    try:
        staff = await check_password(database, email, form["password"], sessions.address_of(request))
        if staff.has_second_factor:
            return await _begin(request, staff, "second_factor", to=_asking("/sign-in/code", form))
        return await _begin(request, staff, "signed_in", to=local(form["next"]))
    except (WrongCredentials, TooManyAttempts) as refusal:
        return _page(request, "account/sign_in.html", form, refusal=refusal.type, status=refusal.status)


@router.get("/sign-in/code")
async def get_code(request: Request, next_page: Next = "/", language: str = "") -> Response:
    form = Form(next=next_page, language=language)
    staff = await _halfway(request)
    if staff is None:
        return RedirectResponse(_asking("/sign-in", form), 303)
    return _page(request, "account/sign_in_code.html", form, of=staff)


@router.post("/sign-in/code")
async def post_code(request: Request, form: Sent) -> Response:
    csrf.check_origin(request)
    staff = await _halfway(request)
    if staff is None:
        return RedirectResponse(_asking("/sign-in", form), 303)
    secret = backoffice_settings().secret.get_secret_value()
    try:
        address = sessions.address_of(request)
        await check_code(request.app.state.database, staff, form["code"][:40], address, secret)
        return await _begin(request, staff, "signed_in", to=local(form["next"]))
    except (WrongCredentials, TooManyAttempts) as refusal:
        return _page(request, "account/sign_in_code.html", form, of=staff, refusal=refusal.type, status=refusal.status)


@router.post("/sign-out")
async def post_sign_out(visit: SignedIn) -> Response:
    async with visit.database.transaction() as tx:
        await sessions.end(tx, visit.request)
    response = RedirectResponse("/sign-in", 303)
    sessions.clear_cookie(response)
    return response


async def _begin(request: Request, staff: Staff, state: str, *, to: str) -> Response:
    async with request.app.state.database.transaction() as tx:
        token = await sessions.begin(tx, request, staff, state=state)
    response = RedirectResponse(to, 303)
    sessions.set_cookie(response, token)
    return response


async def _halfway(request: Request) -> Staff | None:
    """Who has given the password, but no code yet."""
    session = await sessions.find(request.app.state.database, request)
    return session.staff if session and session.state == "second_factor" else None


def _asking(path: str, form: Form) -> str:
    """The path, with where to go from there and the language that was chosen."""
    asked = {"next": local(form["next"]), "language": form["language"]}
    return f"{path}?{urlencode({name: value for name, value in asked.items() if value})}"


def _page(
    request: Request, template: str, form: Form, *, of: Staff | None = None, status: int = 200, **context: Any
) -> Response:
    """In the language that was chosen here, else in that of whose password was given, else in the browser's."""
    language = _language(request, form["language"], of)
    switches = {one: _asking("/sign-in", Form({**form, "language": one})) for one in LANGUAGES}
    context = {"form": form, "next_page": local(form["next"]), "switches": switches, "refusal": None} | context
    return HTMLResponse(render(language, template, **context), status)


def _language(request: Request, chosen: str, of: Staff | None) -> Language:
    for language in LANGUAGES:
        if chosen == language:
            return language
    return of.language if of else best_language(listed(request, "accept-language"))
