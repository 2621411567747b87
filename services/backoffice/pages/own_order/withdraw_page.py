"""The customer of an order withdraws from the contract: what of it, the declaration to confirm, and its receipt.

Behind the link of the order's mails, for as long as the law gives. The declaration is kept by returns, which sends the
receipt; this page says the same at once.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from uuid_utils.compat import uuid7

from services.backoffice.pages.own_order.open_order import instead, open_order
from services.backoffice.pages.own_order.withdrawal_form import asked_lines, declaration, filled_in, to_fill_in
from services.backoffice.settings import backoffice_settings
from services.backoffice.web import csrf
from services.backoffice.web.render import render
from services.backoffice.web.security import BEHIND_A_LINK
from services.backoffice.web.service_clients import (
    Json,
    ServiceClients,
    ServiceRefused,
    ServiceUnavailable,
    together,
)
from services.backoffice.web.visit import Sent
from services.backoffice.wording.texts import LANGUAGES, texts_in
from shared.refused import Refused
from shared.schemas.values import Language

router = APIRouter()
NEEDED = ("name", "email")
MORE_THAN_LEFT = "more-than-ordered"
"""Somebody has withdrawn from it since this was filled in, by another form."""


@router.get("/order/withdraw")
async def get_withdraw(request: Request, link: str = "", language: str = "") -> Response:
    """All that is left of it, unless the customer says otherwise."""
    try:
        order_id, services = await open_order(request, link)
        order, offer = await _read(services, str(order_id))
    except (Refused, ServiceRefused, ServiceUnavailable) as error:
        return instead(request, error)
    receiver = (order["customer"]["delivery_address"] or order["customer"]["billing_address"])["name"]
    units = {line["line_no"]: line["left"] for line in offer["lines"]}
    start = to_fill_in(units, name=receiver or order["customer"]["name"])
    return _page("own_order/withdraw_form.html", _reader(order, language), link, order, offer, filled=start)


@router.post("/order/withdraw")
async def post_withdraw(request: Request, form: Sent) -> Response:
    """Nothing is declared yet: what was filled in is shown as the declaration to confirm; once it is, it is sent."""
    link = form["link"]
    try:
        csrf.check_origin(request)
        order_id, services = await open_order(request, link)
        order, offer = await _read(services, str(order_id))
    except (Refused, ServiceRefused, ServiceUnavailable) as error:
        return instead(request, error, form["language"])
    reader = _reader(order, form["language"])
    filled = filled_in(form, offer["lines"], needed=NEEDED)
    if filled.wrong or form["step"] == "change":
        return _page("own_order/withdraw_form.html", reader, link, order, offer, filled=filled)
    shown = declaration(texts_in(reader, backoffice_settings().time_zone), filled, order["number"], offer["lines"])
    if form["step"] != "confirm":
        return _page("own_order/withdraw_confirm.html", reader, link, order, offer, filled=filled, shown=shown)
    body = {
        "name": filled.value("name"),
        "email": filled.value("email"),
        "lines": asked_lines(filled, offer["lines"]),
        "reason": filled.value("reason"),
        "shown": shown,
        "form": filled.form,
        "language": reader,
    }
    try:
        receipt = await services.post("returns", f"/orders/{order_id}/withdrawals", body, key=str(uuid7()))
    except ServiceRefused as refusal:
        if refusal.type != MORE_THAN_LEFT:
            return instead(request, refusal)
        wrong = filled._replace(wrong=frozenset({"units"}))
        return _page("own_order/withdraw_form.html", reader, link, order, offer, filled=wrong)
    except ServiceUnavailable:
        trouble = {"filled": filled, "shown": shown, "trouble": True}
        return _page("own_order/withdraw_confirm.html", reader, link, order, offer, status=503, **trouble)
    return _page("own_order/withdrawn.html", reader, link, order, offer, shown=shown, receipt=receipt)


async def _read(services: ServiceClients, order_id: str) -> tuple[Json, Json]:
    read = await together(
        order=services.get("orders", f"/orders/{order_id}"),
        offer=services.get("returns", f"/orders/{order_id}/withdrawal"),
    )
    return read["order"], read["offer"]


def _reader(order: Json, asked: str) -> Language:
    reader: Language = next((one for one in LANGUAGES if one == asked), order["language"])
    return reader


def _page(
    template: str, reader: Language, link: str, order: Json, offer: Json, *, status: int = 200, **more: object
) -> HTMLResponse:
    shown = {"link": link, "order": order, "offer": offer, "public": False} | more
    return HTMLResponse(render(reader, template, **shown), status, BEHIND_A_LINK)
