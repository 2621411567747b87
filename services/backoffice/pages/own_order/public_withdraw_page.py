"""Anybody withdraws from a contract by the number of its order: without an account, and without the link of a mail.

The answer is the same whether or not there is such an order, and takes as long: which order it is of is looked up after
it is kept. A declaration that matches none is kept all the same, and staff see it.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from uuid_utils.compat import uuid7

from services.backoffice.accounts import sessions
from services.backoffice.accounts.throttle import TooManyAttempts
from services.backoffice.pages.own_order.open_order import CUSTOMER, TTL_S, language_of
from services.backoffice.pages.own_order.withdrawal_form import Filled, declaration, filled_in, to_fill_in
from services.backoffice.settings import backoffice_settings
from services.backoffice.web import csrf
from services.backoffice.web.pace import Pace
from services.backoffice.web.render import render
from services.backoffice.web.security import BEHIND_A_LINK
from services.backoffice.web.service_clients import ServiceClients, ServiceRefused, ServiceUnavailable
from services.backoffice.web.visit import Sent
from services.backoffice.wording.texts import texts_in
from shared.mail_addresses import mailbox_of
from shared.refused import Refused
from shared.schemas.values import Language
from shared.scopes import ASK
from shared.tokens import mint

router = APIRouter()
NEEDED = ("number", "name", "email")
PACE, OF_ADDRESS = Pace(10, within_s=600), Pace(10, within_s=3600)
"""By whoever asks, and by the mailbox that the receipts would go to."""


@router.get("/withdraw")
async def get_public_withdraw(request: Request, language: str = "") -> Response:
    return _page("own_order/withdraw_form.html", language_of(request, language), filled=to_fill_in({}))


@router.post("/withdraw")
async def post_public_withdraw(request: Request, form: Sent) -> Response:
    """First the declaration to confirm; once it is, it is kept and its receipt is sent."""
    reader = language_of(request, form["language"])
    filled = filled_in(form, (), needed=NEEDED)
    if filled.wrong or form["step"] == "change":
        return _page("own_order/withdraw_form.html", reader, filled=filled)
    number = filled.value("number") or ""
    shown = declaration(texts_in(reader, backoffice_settings().time_zone), filled, number, ())
    if form["step"] != "confirm":
        return _page("own_order/withdraw_confirm.html", reader, filled=filled, shown=shown)
    try:
        csrf.check_origin(request)
        PACE.count(sessions.address_of(request))
        OF_ADDRESS.count(mailbox_of(filled.value("email") or ""))
        receipt = await _services(request).post(
            "returns", "/withdrawals", _body(filled, shown, reader), key=str(uuid7())
        )
    except TooManyAttempts:
        return _page("own_order/withdraw_confirm.html", reader, status=429, filled=filled, shown=shown, too_many=True)
    except csrf.ForgedForm:
        return _page("own_order/withdraw_confirm.html", reader, status=403, filled=filled, shown=shown, forged=True)
    except (Refused, ServiceRefused, ServiceUnavailable):
        return _page("own_order/withdraw_confirm.html", reader, status=503, filled=filled, shown=shown, trouble=True)
    return _page("own_order/withdrawn.html", reader, shown=shown, receipt=receipt)


def _body(filled: Filled, shown: str, reader: Language) -> dict[str, str | None]:
    values = {name: filled.value(name) for name in ("name", "email", "goods", "reason")}
    return values | {"order_number": filled.value("number"), "shown": shown, "form": filled.form, "language": reader}


def _services(request: Request) -> ServiceClients:
    settings = backoffice_settings()
    bearer = mint(settings.token_private_key.get_secret_value(), subject=CUSTOMER, scopes=(ASK,), ttl_s=TTL_S)
    return ServiceClients(request.app.state.client, settings, bearer)


def _page(template: str, reader: Language, *, status: int = 200, **shown: object) -> HTMLResponse:
    return HTMLResponse(render(reader, template, public=True, **shown), status, BEHIND_A_LINK)
