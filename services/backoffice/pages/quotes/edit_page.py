"""A quote is written: its lines are found among the products, and whoever saves it sees what it comes to."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.quotes.edit_form import BILLING, DELIVERY, filled_in, last_day, wanted
from services.backoffice.pages.quotes.whose import customer_filled_in, find_or_take, known_customer
from services.backoffice.web.actions import failure_of, not_now, version_of
from services.backoffice.web.goods_form import find_or_add, lines_of, numbered_anew
from services.backoffice.web.postal import countries
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.vocabulary import REFUSALS
from shared.schemas.money import CURRENCIES

router = APIRouter()

SCOPE = "orders:write"


@router.get("/quotes/new")
async def get_new(visit: SignedIn, customer: str = "") -> Response:
    """For one of the shop's customers, where their page led here."""
    if not visit.may(SCOPE):
        return not_now(visit, _("New quote"), REFUSALS["insufficient-scope"], to="/quotes")
    form = Form(key=visit.new_key(), language=visit.staff.language, currency="EUR", prices_include_vat="yes")
    defaults = await visit.services.get("orders", "/quotes/defaults")
    places = {f"{place}/country": defaults["country"] for place in (BILLING, DELIVERY)}
    form |= places | {
        "valid_until": last_day(defaults["valid_until"]),
        "payment/method": visit.texts.method("bank_transfer"),
    }
    if known := await known_customer(visit, customer):
        form |= customer_filled_in(known)
    return await _page(visit, form, None)


@router.post("/quotes/new")
async def post_new(visit: SignedIn, form: Sent) -> Response:
    form.reader = visit.staff.language
    numbered_anew(form)
    currency, with_vat = form["currency"].strip().upper(), form["prices_include_vat"] != "no"
    if (found := await _found(visit, form, currency=currency, with_vat=with_vat)) is not None:
        return await _page(visit, form, None, **found)
    made: Json = {}

    async def create() -> None:
        body = wanted(form, _known(currency)) | {"currency": currency, "prices_include_vat": with_vat}
        made.update(await visit.services.post("orders", "/quotes", body, key=form["key"]))

    failure = await failure_of(visit, create())
    if failure is None:
        return visit.leave_to(f"/quotes/{made['quote_id']}{_next(form)}", done="quote-saved")
    return await _page(visit, form, None, **failure)


@router.get("/quotes/{quote_id}/edit")
async def get_edit(quote_id: UUID, visit: SignedIn) -> Response:
    quote = await visit.services.get("orders", f"/quotes/{quote_id}")
    to = f"/quotes/{quote_id}"
    if not visit.may(SCOPE):
        return not_now(visit, _("Change the quote"), REFUSALS["insufficient-scope"], to=to)
    if "edit" not in quote["may"]:
        return not_now(visit, _("Change the quote"), _("Only a draft is changed. Open a new version of it."), to=to)
    return await _page(visit, filled_in(Form(key=visit.new_key()), quote, visit.texts), quote)


@router.post("/quotes/{quote_id}/edit")
async def post_edit(quote_id: UUID, visit: SignedIn, form: Sent) -> Response:
    form.reader = visit.staff.language
    quote = await visit.services.get("orders", f"/quotes/{quote_id}")
    numbered_anew(form)
    with_vat = quote["prices_include_vat"]
    if (found := await _found(visit, form, currency=quote["currency"], with_vat=with_vat)) is not None:
        return await _page(visit, form, quote, **found)

    async def save() -> None:
        body = wanted(form, quote["currency"])
        await visit.services.put("orders", f"/quotes/{quote_id}", body, version=version_of(form))

    failure = await failure_of(visit, save())
    if failure is None:
        return visit.leave_to(f"/quotes/{quote_id}{_next(form)}", done="quote-saved")
    if failure.get("refused_as") == "stale-version":
        # What somebody else saved is told beside what is typed here; whoever saves again means to.
        form["version"] = str(quote["version"])
    return await _page(visit, form, quote, **failure)


async def _found(visit: Visit, form: Form, *, currency: str, with_vat: bool) -> Json | None:
    """What was looked for instead of saving; None if nothing was."""
    found = await find_or_take(visit, form)
    return await find_or_add(visit, form, currency=currency, with_vat=with_vat) if found is None else found


def _next(form: Form) -> str:
    return "/edit" if "stay" in form else ""


def _known(currency: str) -> str:
    return currency if currency in CURRENCIES else ""


async def _page(visit: Visit, form: Form, quote: Json | None, **more: Any) -> Response:
    shown: dict[str, Any] = {"found": None, "customers": None, "wrong": {}, "refusal": "", "unanswered": ""}
    shown |= {"countries": countries(visit), "whose": await known_customer(visit, form["customer_id"])}
    address = f"/quotes/{quote['quote_id']}" if quote else "/quotes"
    return visit.page("quotes/edit.html", form=form, quote=quote, to=address, lines=lines_of(form), **shown | more)
