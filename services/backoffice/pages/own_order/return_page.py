"""The customer asks for a return or an exchange, takes that back, and says that the goods are on their way.

The link is in the address of what is sent, too: it is looked at before anything else is read.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from uuid_utils.compat import uuid7

from services.backoffice.accounts import sessions
from services.backoffice.pages.own_order.offered import field_of_form, offered_lines, read_request, typed_lines
from services.backoffice.pages.own_order.open_order import instead, open_order
from services.backoffice.pages.own_order.page import own_page, reader_of
from services.backoffice.pages.own_order.pictures import PicturesRefused, Taken, take_pictures, without
from services.backoffice.settings import backoffice_settings
from services.backoffice.web import csrf
from services.backoffice.web.actions import text_or_none
from services.backoffice.web.explaining import explained, fault_in
from services.backoffice.web.pace import Pace
from services.backoffice.web.render import render
from services.backoffice.web.security import BEHIND_A_LINK
from services.backoffice.web.service_clients import Json, ServiceClients, ServiceRefused, ServiceUnavailable, together
from services.backoffice.web.upload_forms import SentForm, upload_form
from services.backoffice.web.visit import Form, Sent
from services.backoffice.wording.texts import texts_in
from shared.clock import now
from shared.http.in_time import takes_its_time
from shared.refused import Refused


class NotAnswered(Refused):
    type = "not-answered"
    status = 503


router = APIRouter()

PACE = Pace(60, within_s=600)
"""Of what is sent: a customer has few returns."""
UPLOADS = (r"/order/return",)
"""Bodies that the route reads itself."""
NO_PICTURES = Taken([], [])


@router.get("/order/return")
async def get_return_form(request: Request, link: str = "", language: str = "") -> Response:
    try:
        order_id, services = await open_order(request, link)
        return await _page(services, order_id, link, Form({"language": language}))
    except (Refused, ServiceRefused, ServiceUnavailable) as error:
        return instead(request, error)


@router.post("/order/return", dependencies=[takes_its_time])
async def post_return_form(request: Request, link: str = "") -> Response:
    """What is refused is shown with all that was typed, and pictures that were taken stay."""
    try:
        order_id, services = await _known(request, link)
        async with upload_form(request, of=str(order_id)) as sent:
            _check_form(link, sent.form)
            return await _ask(services, order_id, link, sent)
    except (Refused, ServiceRefused, ServiceUnavailable) as error:
        return instead(request, error)


@router.post("/order/returns/{return_id}/send")
async def post_own_parcel(request: Request, return_id: UUID, form: Sent, link: str = "") -> Response:
    parcel = {name: text_or_none(form, name) for name in ("carrier", "tracking_number")}
    return await _do(request, return_id, form, link, "send", parcel)


@router.post("/order/returns/{return_id}/cancel")
async def post_own_cancellation(request: Request, return_id: UUID, form: Sent, link: str = "") -> Response:
    return await _do(request, return_id, form, link, "cancel", None)


async def _opened(request: Request, form: Form, link: str) -> tuple[UUID, ServiceClients]:
    """Raises what `_known` does, and ForgedForm."""
    order_id, services = await _known(request, link)
    _check_form(link, form)
    return order_id, services


async def _known(request: Request, link: str) -> tuple[UUID, ServiceClients]:
    """Before anything is read of what is sent. Raises what `open_order` does, TooManyAttempts and ForgedForm."""
    order_id, services = await open_order(request, link)
    PACE.count(sessions.address_of(request))
    csrf.check_origin(request)
    return order_id, services


def _check_form(link: str, form: Form) -> None:
    csrf.check_form(link, form["proof"])
    csrf.check_key(form["key"])


async def _ask(services: ServiceClients, order_id: UUID, link: str, sent: SentForm) -> Response:
    line_nos: Sequence[int] = ()
    form = sent.form
    form.reader = reader_of(form["language"], {"language": "fr"})
    texts = texts_in(form.reader, backoffice_settings().time_zone)
    pictures = await take_pictures(services, order_id, form, sent.files, texts)
    try:
        asked = read_request(form)
        line_nos = asked.line_nos
        if pictures.refused:
            raise PicturesRefused("some of the pictures are not taken")
        body = asked.body | {"pictures": pictures.ids}
        await _send(services, order_id, body, form["key"])
    except (Refused, ServiceRefused) as refusal:
        field = fault_in(refusal).field
        pictures = without(pictures, field)
        field = field_of_form(field, line_nos)
        return await _page(services, order_id, link, form, pictures=pictures, refusal=refusal, field=field)
    return _back(link, form, "asked")


async def _send(services: ServiceClients, order_id: UUID, body: Json, key: str) -> None:
    """Raises ServiceRefused, and NotAnswered."""
    try:
        await services.post("returns", f"/orders/{order_id}/requests", body, key=key)
    except ServiceUnavailable as error:
        raise NotAnswered("it is not known whether it arrived") from error


async def _do(request: Request, return_id: UUID, form: Form, link: str, what: str, body: Json | None) -> Response:
    """What was done meanwhile is shown, where it is not possible any more."""
    try:
        order_id, services = await _opened(request, form, link)
        try:
            await services.post("returns", f"/orders/{order_id}/requests/{return_id}/{what}", body, key=form["key"])
        except ServiceRefused as refusal:
            return await own_page(services, order_id, link, form["language"], refusal=refusal)
    except (Refused, ServiceRefused, ServiceUnavailable) as error:
        return instead(request, error, form["language"])
    return _back(link, form, "sent" if what == "send" else "kept")


async def _page(
    services: ServiceClients,
    order_id: UUID,
    link: str,
    form: Form,
    *,
    pictures: Taken = NO_PICTURES,
    refusal: Refused | ServiceRefused | None = None,
    field: str = "",
) -> Response:
    """Raises ServiceRefused and ServiceUnavailable."""
    path = f"/orders/{order_id}"
    found = await together(order=services.get("orders", path), offer=services.get("returns", f"{path}/offer"))
    order, offer = found["order"], found["offer"]
    lines = [line for line in offered_lines(offer, now()) if line.quantity]
    of = {line.line_no for line in lines}
    arrived = isinstance(refusal, NotAnswered) and not of.issuperset(typed_lines(form))
    if arrived or not (lines or refusal):
        return _back(link, form, "")
    reader = reader_of(form["language"], order)
    texts = texts_in(reader, backoffice_settings().time_zone)
    shown: dict[str, Any] = {
        "order": order,
        "offer": offer,
        "lines": lines,
        "link": link,
        "form": form,
        "proof": csrf.form_proof(link),
        "key": form["key"] or str(uuid7()),
        "pictures": pictures.ids,
        "pictures_refused": pictures.refused,
        "refusal": explained(texts, refusal) if refusal else "",
        "wrong_field": field if field in _fields(of) else "",
    }
    return HTMLResponse(
        render(reader, "own_order/ask.html", **shown), refusal.status if refusal else 200, BEHIND_A_LINK
    )


def _fields(line_nos: Iterable[int]) -> set[str]:
    of_lines = {f"lines/{line_no}/{name}" for line_no in line_nos for name in ("quantity", "reason", "resolution")}
    return of_lines | {"comment", "files"}


def _back(link: str, form: Form, done: str) -> Response:
    asked = {"link": link, "language": form["language"], "done": done}
    query = urlencode({name: value for name, value in asked.items() if value})
    return RedirectResponse(f"/order?{query}#returns", 303, BEHIND_A_LINK)
