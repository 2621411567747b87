"""Signing in and out."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.backoffice import sessions
from services.backoffice.render import render
from services.backoffice.settings import backoffice_settings
from services.backoffice.staff import Staff
from services.backoffice.texts import best_language
from services.backoffice.usecases.sign_in import TooManyAttempts, WrongCredentials, check_code, check_password
from services.backoffice.visit import Sent, SignedIn
from shared.postgres.tx import Database

router = APIRouter()

Next = Annotated[str, Query(alias="next")]


@router.get("/sign-in")
async def get_sign_in(request: Request, next_page: Next = "/") -> Response:
    return _page(request, "sign_in.html", next_page=next_page)


@router.post("/sign-in")
async def post_sign_in(request: Request, form: Sent) -> Response:
    sessions.check_origin(request)
    database: Database = request.app.state.database
    email, next_page = form["email"].strip()[:254], form["next"]
    try:
        staff = await check_password(database, email, form["password"], sessions.address_of(request))
    except (WrongCredentials, TooManyAttempts) as refusal:
        return _page(
            request, "sign_in.html", next_page=next_page, email=email, refusal=refusal.type, status=refusal.status
        )
    if staff.has_second_factor:
        return await _begin(
            request, staff, "second_factor", RedirectResponse(_with_next("/sign-in/code", next_page), 303)
        )
    return await _begin(request, staff, "signed_in", RedirectResponse(local(next_page), 303))


@router.get("/sign-in/code")
async def get_code(request: Request, next_page: Next = "/") -> Response:
    if await _halfway(request) is None:
        return RedirectResponse(_with_next("/sign-in", next_page), 303)
    return _page(request, "sign_in_code.html", next_page=next_page)


@router.post("/sign-in/code")
async def post_code(request: Request, form: Sent) -> Response:
    sessions.check_origin(request)
    next_page = form["next"]
    staff = await _halfway(request)
    if staff is None:
        return RedirectResponse(_with_next("/sign-in", next_page), 303)
    secret = backoffice_settings().secret.get_secret_value()
    try:
        address = sessions.address_of(request)
        await check_code(request.app.state.database, staff, form["code"][:40], address, secret)
    except (WrongCredentials, TooManyAttempts) as refusal:
        return _page(request, "sign_in_code.html", next_page=next_page, refusal=refusal.type, status=refusal.status)
    return await _begin(request, staff, "signed_in", RedirectResponse(local(next_page), 303))


@router.post("/sign-out")
async def post_sign_out(visit: SignedIn) -> Response:
    async with visit.database.transaction() as tx:
        await sessions.end(tx, visit.request)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(sessions.COOKIE)
    return response


def local(address: str) -> str:
    """The address if it is a page of ours, else the first page: nobody is sent elsewhere by a link they followed."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_ours and "\\" not in address else "/"


async def _begin(request: Request, staff: Staff, state: str, response: Response) -> Response:
    async with request.app.state.database.transaction() as tx:
        token = await sessions.begin(tx, request, staff.staff_id, state=state)
    sessions.set_cookie(response, token, backoffice_settings())
    return response


async def _halfway(request: Request) -> Staff | None:
    """Who has given the password, but no code yet."""
    session = await sessions.find(request.app.state.database, request)
    return session.staff if session and session.state == "second_factor" else None


def _with_next(path: str, next_page: str) -> str:
    return f"{path}?{urlencode({'next': local(next_page)})}"


def _page(request: Request, template: str, *, next_page: str, status: int = 200, **context: Any) -> Response:
    language = best_language(request.query_params.get("language") or request.headers.get("accept-language"))
    context = {"email": "", "refusal": None} | context
    return HTMLResponse(render(language, template, next_page=local(next_page), **context), status)
