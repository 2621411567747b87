"""What the link of a mail opens: one order, and the services as far as its customer may use them."""

from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from services.backoffice.accounts import sessions
from services.backoffice.accounts.throttle import TooManyAttempts
from services.backoffice.settings import backoffice_settings
from services.backoffice.web.csrf import ForgedForm
from services.backoffice.web.order_links_store import find_revoked
from services.backoffice.web.pace import Pace
from services.backoffice.web.render import render
from services.backoffice.web.security import BEHIND_A_LINK
from services.backoffice.web.service_clients import ServiceClients, ServiceRefused
from services.backoffice.wording.texts import LANGUAGES, best_language
from shared.clock import now
from shared.http.header_lists import listed
from shared.http.uploads import UploadBrokenOff, UploadTooLarge, UploadTooSlow
from shared.order_links import OrderLinks
from shared.refused import NotFound, Refused
from shared.schemas.values import Language
from shared.scopes import ASK, FILES, FOLLOW
from shared.signed_links import BadLink, LinkExpired, LinkSettings
from shared.tokens import mint

CUSTOMER, TTL_S = "customer", 60
SCOPES = (FOLLOW, FILES, ASK)
NO_PAPERS = "not-to-be-sent"
PACE = Pace(60, within_s=60)


async def open_order(request: Request, link: str, *, pace: Pace | None = None) -> tuple[UUID, ServiceClients]:
    """`pace` is of what is asked for more often than pages.

    Raises TooManyAttempts, BadLink and LinkExpired, the latter also of one that staff have revoked.
    """
    (pace or PACE).count(sessions.address_of(request))
    order_id, made_at = OrderLinks(LinkSettings()).read(link, now())
    async with request.app.state.database.reading() as queries:
        revoked = await find_revoked(queries, order_id)
    if revoked and made_at <= revoked.at:
        raise LinkExpired("this link is not valid any more")
    settings = backoffice_settings()
    bearer = mint(settings.token_private_key.get_secret_value(), subject=CUSTOMER, scopes=SCOPES, ttl_s=TTL_S)
    return order_id, ServiceClients(request.app.state.client, settings, bearer)


def language_of(request: Request, asked: str = "") -> Language:
    """Where it is not known whose order it is: the one that was asked for, by the form or the address, or else that
    of the browser.
    """
    wanted = asked or request.query_params.get("language", "")
    return next((one for one in LANGUAGES if one == wanted), best_language(listed(request, "accept-language")))


def instead(request: Request, error: Exception, language: str = "") -> Response:
    """One plain page where there is nothing to show: it never says what there is. `language` is that of a form."""
    status = error.status if isinstance(error, Refused | ServiceRefused) else 503
    if isinstance(error, BadLink | NotFound) or status == 404:
        why = "unknown"
    elif isinstance(error, LinkExpired):
        why = "expired"
    elif isinstance(error, TooManyAttempts):
        why = "too-many"
    elif isinstance(error, ServiceRefused) and error.type == NO_PAPERS:
        why = "no-papers"
    elif isinstance(error, UploadTooLarge):
        why = "too-large"
    elif isinstance(error, UploadTooSlow | UploadBrokenOff):
        why = "not-whole"
    elif isinstance(error, ForgedForm):
        why = "old-form"
    else:
        why = "later"
    reader = language_of(request, language)
    return HTMLResponse(render(reader, "own_order/instead.html", why=why), status, BEHIND_A_LINK)
