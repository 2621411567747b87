"""The customer's page of a quote, behind the link of a mail: seen, accepted or declined, without an account.

It needs no script, and what it does a form does. The link is in the query of its address, which is in no log.
"""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from uuid_utils.compat import uuid7

from services.backoffice.accounts import sessions
from services.backoffice.accounts.throttle import TooManyAttempts
from services.backoffice.settings import backoffice_settings
from services.backoffice.web import csrf
from services.backoffice.web.actions import text_or_none
from services.backoffice.web.files import shown_file
from services.backoffice.web.pace import Pace
from services.backoffice.web.render import render
from services.backoffice.web.security import BEHIND_A_LINK
from services.backoffice.web.service_clients import Json, ServiceClients, ServiceRefused, ServiceUnavailable
from services.backoffice.web.visit import Form, Sent
from services.backoffice.wording.texts import best_language
from shared.clock import now
from shared.http.header_lists import listed
from shared.refused import NotFound, Refused
from shared.scopes import ANSWER, FILES
from shared.signed_links import BadLink, LinkExpired, LinkSettings, SignedLinks
from shared.tokens import mint

router = APIRouter()

CUSTOMER, TTL_S = "customer", 60
PACE = Pace(60, within_s=60)


@router.get("/offer")
async def get_offer(request: Request, link: str = "") -> Response:
    try:
        quote_id, services = _open(request, link)
        quote = await _find(services, quote_id)
        if quote["state"] == "sent" and not quote["seen_at"]:
            await services.put("orders", f"/quotes/{quote_id}/seen", {})
    except (Refused, ServiceUnavailable) as error:
        return _instead(request, error)
    return _page(quote, link)


@router.get("/offer/pdf")
async def get_offer_pdf(request: Request, link: str = "") -> Response:
    try:
        quote_id, services = _open(request, link)
        file = await services.file("orders", f"/quotes/{quote_id}/pdf", made_now=True)
    except (Refused, ServiceUnavailable) as error:
        return _instead(request, error)
    response = shown_file(file)
    response.headers.update(BEHIND_A_LINK)
    return response


@router.post("/offer/accept")
async def post_accept(request: Request, form: Sent) -> Response:
    return await _answer(request, form, "convert", {})


@router.post("/offer/decline")
async def post_decline(request: Request, form: Sent) -> Response:
    return await _answer(request, form, "decline", {"comment": text_or_none(form, "comment")})


async def _answer(request: Request, form: Form, what: str, body: Json) -> Response:
    """Whoever was first has answered it; the page says what it is by then."""
    try:
        quote_id, services = _open(request, form["link"])
        csrf.check_origin(request)
        csrf.check_form(form["link"], form["proof"])
        csrf.check_key(form["key"])
        await services.post("orders", f"/quotes/{quote_id}/{what}", body, key=form["key"])
    except ServiceRefused as refusal:
        try:
            return _page(await _find(services, quote_id), form["link"], form=form, refused_as=refusal.type)
        except (Refused, ServiceUnavailable) as error:
            return _instead(request, error)
    except (Refused, ServiceUnavailable) as error:
        return _instead(request, error)
    return RedirectResponse(f"/offer?link={form['link']}", 303, BEHIND_A_LINK)


def _open(request: Request, link: str) -> tuple[UUID, ServiceClients]:
    """What the link leads to, and the services as its holder may use them. Raises what is refused."""
    PACE.count(sessions.address_of(request))
    quote_id = SignedLinks("quote", LinkSettings()).read(link, now())
    settings = backoffice_settings()
    bearer = mint(settings.token_private_key.get_secret_value(), subject=CUSTOMER, scopes=(ANSWER, FILES), ttl_s=TTL_S)
    return quote_id, ServiceClients(request.app.state.client, settings, bearer)


async def _find(services: ServiceClients, quote_id: UUID) -> Json:
    """Raises NotFound, also of one that was never sent."""
    try:
        quote = await services.get("orders", f"/quotes/{quote_id}")
    except ServiceRefused as refusal:
        raise NotFound("there is no such quote") from refusal
    if not quote["sent_at"]:
        raise NotFound("there is no such quote")
    return quote


def _page(quote: Json, link: str, *, form: Form | None = None, refused_as: str = "") -> Response:
    """In the customer's language. What was refused as the quote is answered by now needs no more words."""
    told = refused_as if quote["state"] == "sent" else ""
    shown: dict[str, Any] = {
        "quote": quote,
        "link": link,
        "proof": csrf.form_proof(link),
        "key": form["key"] if form else str(uuid7()),
        "comment": form["comment"] if form else "",
        "refused_as": told,
    }
    content = render(quote["language"], "quotes/offer.html", **shown)
    return HTMLResponse(content, 409 if refused_as else 200, BEHIND_A_LINK)


def _instead(request: Request, error: Exception) -> Response:
    """What is told where there is nothing to show, in the language of the browser."""
    status = error.status if isinstance(error, Refused) else 503
    if isinstance(error, BadLink | NotFound):
        why = "unknown"
    elif isinstance(error, LinkExpired):
        why = "expired"
    elif isinstance(error, TooManyAttempts):
        why = "too-many"
    else:
        why = "later" if status == 503 else "again"
    language = best_language(listed(request, "accept-language"))
    return HTMLResponse(render(language, "quotes/offer_instead.html", why=why), status, BEHIND_A_LINK)
