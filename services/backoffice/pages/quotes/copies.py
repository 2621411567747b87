"""Drafts that are made of something else: of an order, which is duplicated, and of a quote that is locked."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.web.actions import failure_of, not_now
from services.backoffice.web.service_clients import Area, Json
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.vocabulary import REFUSALS

router = APIRouter()

SCOPE = "orders:write"


@router.get("/orders/{order_id}/duplicate")
async def get_duplicate(order_id: UUID, visit: SignedIn) -> Response:
    order = await _known(visit, f"/orders/{order_id}")
    return await _ask(visit, "quotes/dialogs/duplicate.html", _("Duplicate"), f"/orders/{order_id}", order)


@router.post("/orders/{order_id}/duplicate")
async def post_duplicate(order_id: UUID, visit: SignedIn, form: Sent) -> Response:
    path = f"/orders/{order_id}"
    return await _copy(visit, form, path, "duplicate", "quotes/dialogs/duplicate.html", done="quote-created")


@router.get("/quotes/{quote_id}/revise")
async def get_revise(quote_id: UUID, visit: SignedIn) -> Response:
    quote = await _known(visit, f"/quotes/{quote_id}")
    if quote.content and "revise" not in quote.content["may"]:
        why = _("A draft is changed as it is; of an accepted quote there is no other version.")
        return not_now(visit, _("New version"), why, to=f"/quotes/{quote_id}")
    return await _ask(visit, "quotes/dialogs/revise.html", _("New version"), f"/quotes/{quote_id}", quote)


@router.post("/quotes/{quote_id}/revise")
async def post_revise(quote_id: UUID, visit: SignedIn, form: Sent) -> Response:
    path = f"/quotes/{quote_id}"
    return await _copy(visit, form, path, "revise", "quotes/dialogs/revise.html", done="quote-revised")


async def _known(visit: Visit, path: str) -> Area:
    """The order or the quote, as far as orders answers. Raises ServiceRefused where it knows no such."""
    owner = await visit.services.area("orders", path)
    owner.raise_if_unknown()
    return owner


async def _ask(visit: Visit, dialog: str, heading: str, path: str, of: Area) -> Response:
    if not visit.may(SCOPE):
        return not_now(visit, heading, REFUSALS["insufficient-scope"], to=path)
    return visit.dialog(dialog, form=Form(key=visit.new_key()), of=of.content, to=path)


async def _copy(visit: Visit, form: Form, path: str, what: str, dialog: str, *, done: str) -> Response:
    """Made once however often it is sent; from there to where it is changed."""
    made: Json = {}

    async def send() -> None:
        made.update(await visit.services.post("orders", f"{path}/{what}", {}, key=form["key"]))

    again = await failure_of(visit, send())
    if again is None:
        return visit.leave_to(f"/quotes/{made['quote_id']}/edit", done=done)
    return visit.dialog(dialog, form=form, of=(await _known(visit, path)).content, to=path, **again)
