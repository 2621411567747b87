"""Who has lost the link to an order asks for a new one by its number and e-mail address.

The answer is the same for everybody and is given before anything is looked up: neither what it says nor how long it
takes tells whether there is such an order. The link goes to the address of the order and to no other.
"""

import logging

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from starlette.background import BackgroundTask

from services.backoffice.accounts import sessions
from services.backoffice.accounts.throttle import TooManyAttempts
from services.backoffice.pages.own_order.open_order import CUSTOMER, TTL_S, instead, language_of
from services.backoffice.settings import backoffice_settings
from services.backoffice.web import csrf
from services.backoffice.web.pace import Pace
from services.backoffice.web.render import render
from services.backoffice.web.security import BEHIND_A_LINK
from services.backoffice.web.service_clients import Json, ServiceClients, ServiceRefused, ServiceUnavailable
from services.backoffice.web.visit import Sent
from services.backoffice.wording.texts import marked, texts_in
from shared.clock import now
from shared.order_numbers import spellings
from shared.refused import Refused
from shared.schemas.values import Language
from shared.scopes import NOTIFY
from shared.signed_links import LinkSettings
from shared.tokens import mint

router = APIRouter()
log = logging.getLogger(__name__)

PACE = Pace(10, within_s=600)
SUBJECT = marked("Your order %(number)s")
TEXT = marked(
    "Hello %(name)s,\n\nHere is the link to your order %(number)s, which was asked for on our site. If it was not you,"
    " you need not do anything: the link was sent to this address alone."
)


@router.get("/order/find")
async def get_find(request: Request, language: str = "") -> Response:
    return _page(language_of(request, language), asked=False)


@router.post("/order/find")
async def post_find(request: Request, form: Sent) -> Response:
    """Says the same to everybody, and looks for the order once that is said."""
    try:
        csrf.check_origin(request)
        PACE.count(sessions.address_of(request))
    except (TooManyAttempts, Refused) as error:
        return instead(request, error, form["language"])
    response = _page(language_of(request, form["language"]), asked=True)
    response.background = BackgroundTask(_send_link, request, form["number"].strip()[:40], form["email"].strip()[:254])
    return response


async def _send_link(request: Request, number: str, email: str) -> None:
    """Once an hour for an order, whichever process is asked: the key of its command says so."""
    settings = backoffice_settings()
    scopes = ("orders:read", NOTIFY)
    bearer = mint(settings.token_private_key.get_secret_value(), subject=CUSTOMER, scopes=scopes, ttl_s=TTL_S)
    services = ServiceClients(request.app.state.client, settings, bearer)
    if not (number and email and LinkSettings().link_secrets):
        return
    try:
        for order_id in await _found(services, number, email):
            order = await services.get("orders", f"/orders/{order_id}")
            await services.post("notifier", "/messages", _message(order), key=f"order-link-{order_id}-{now():%Y%m%d%H}")
    except (ServiceRefused, ServiceUnavailable) as error:
        log.warning("a link to an order that was asked for is not sent: %s", error.service)


async def _found(services: ServiceClients, typed: str, email: str) -> list[str]:
    """Raises ServiceRefused and ServiceUnavailable."""
    for number in spellings(typed):
        asked = await services.get("orders", "/orders", q=f"{number} {email}", limit=20)
        found = [one["order_id"] for one in asked["items"] if _is_it(one, number, email)]
        if found:
            return found
    return []


def _is_it(one: Json, number: str, email: str) -> bool:
    same_address = (one["customer_email"] or "").casefold() == email.casefold()
    return same_address and str(one["number"]).casefold() == number.casefold()


def _message(order: Json) -> Json:
    texts = texts_in(order["language"], backoffice_settings().time_zone)
    told = {"number": order["number"], "name": order["customer"]["name"]}
    return {
        "order_id": order["order_id"],
        "subject": texts.text(SUBJECT) % told,
        "text": texts.text(TEXT) % told,
    }


def _page(language: Language, *, asked: bool) -> HTMLResponse:
    return HTMLResponse(render(language, "own_order/find.html", asked=asked), headers=BEHIND_A_LINK)
