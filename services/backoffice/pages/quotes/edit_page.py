"""A quote is written: its lines are found among the products, and whoever saves it sees what it comes to."""

import unicodedata
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.quotes.edit_form import (
    filled_in,
    last_day,
    line_filled_in,
    lines_of,
    numbered_anew,
    wanted,
)
from services.backoffice.web.actions import failure_of, not_now, version_of
from services.backoffice.web.service_clients import Json, ServiceRefused
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.vocabulary import REFUSALS
from shared.clock import now
from shared.schemas.money import COUNTRIES, CURRENCIES

router = APIRouter()

SCOPE = "orders:write"
FOUND = 10
"""So many products are shown of those that are found."""
DAYS = 30


@router.get("/quotes/new")
async def get_new(visit: SignedIn) -> Response:
    if not visit.may(SCOPE):
        return not_now(visit, _("New quote"), REFUSALS["insufficient-scope"], to="/quotes")
    form = Form(key=visit.new_key(), language=visit.staff.language, currency="EUR", prices_include_vat="yes")
    until = now() + timedelta(days=DAYS)
    places = {f"customer/{place}/country": "FR" for place in ("billing_address", "delivery_address")}
    form |= places | {"valid_until": last_day(until.isoformat()), "payment/method": visit.texts.method("bank_transfer")}
    return _page(visit, form, None)


@router.post("/quotes/new")
async def post_new(visit: SignedIn, form: Sent) -> Response:
    form.reader = visit.staff.language
    numbered_anew(form)
    if (answer := await _find(visit, form, None)) is not None:
        return answer
    made: Json = {}

    async def create() -> None:
        currency = form["currency"].strip().upper()
        prices: Json = {"currency": currency, "prices_include_vat": form["prices_include_vat"] != "no"}
        body = wanted(form, _known(currency)) | prices
        made.update(await visit.services.post("orders", "/quotes", body, key=form["key"]))

    failure = await failure_of(visit, create())
    if failure is None:
        return visit.leave_to(f"/quotes/{made['quote_id']}{_next(form)}", done="quote-saved")
    return _page(visit, form, None, **failure)


@router.get("/quotes/{quote_id}/edit")
async def get_edit(quote_id: UUID, visit: SignedIn) -> Response:
    quote = await visit.services.get("orders", f"/quotes/{quote_id}")
    to = f"/quotes/{quote_id}"
    if not visit.may(SCOPE):
        return not_now(visit, _("Change the quote"), REFUSALS["insufficient-scope"], to=to)
    if "edit" not in quote["may"]:
        return not_now(visit, _("Change the quote"), _("Only a draft is changed. Open a new version of it."), to=to)
    return _page(visit, filled_in(Form(key=visit.new_key()), quote, visit.texts), quote)


@router.post("/quotes/{quote_id}/edit")
async def post_edit(quote_id: UUID, visit: SignedIn, form: Sent) -> Response:
    form.reader = visit.staff.language
    quote = await visit.services.get("orders", f"/quotes/{quote_id}")
    numbered_anew(form)
    if (answer := await _find(visit, form, quote)) is not None:
        return answer

    async def save() -> None:
        body = wanted(form, quote["currency"])
        await visit.services.put("orders", f"/quotes/{quote_id}", body, version=version_of(form))

    failure = await failure_of(visit, save())
    if failure is None:
        return visit.leave_to(f"/quotes/{quote_id}{_next(form)}", done="quote-saved")
    if failure.get("refused_as") == "stale-version":
        # What somebody else saved is told beside what is typed here; whoever saves again means to.
        form["version"] = str(quote["version"])
    return _page(visit, form, quote, **failure)


def _next(form: Form) -> str:
    return "/edit" if "stay" in form else ""


async def _find(visit: Visit, form: Form, quote: Json | None) -> Response | None:
    """The form with what was looked for, or with a line more; None where it is to be saved."""
    typed = form["find"].strip()
    if sku := form["add"]:
        found = await _products(visit, sku=sku)
    elif typed:
        found = await _products(visit, q=typed, limit=FOUND)
        exact = [one for one in found if one["sku"].casefold() == typed.casefold()]
        if len(found) != 1 and not exact:
            return _page(visit, form, quote, found=found)
        found = exact or found
    else:
        return None
    for product in found[:1]:
        _add(form, product, visit, quote)
        form["find"] = ""
    return _page(visit, form, quote)


def _add(form: Form, product: Json, visit: Visit, quote: Json | None) -> None:
    """At its price, where that is in what the quote is in."""
    currency = quote["currency"] if quote else form["currency"].strip().upper()
    with_vat = quote["prices_include_vat"] if quote else form["prices_include_vat"] != "no"
    is_its = (product["currency"], product["price_includes_vat"]) == (currency, with_vat)
    line = {"sku": product["sku"], "title": product["title"], "quantity": 1, "discount": "0"}
    line |= {"unit_price": product["price"] if is_its else "", "vat_rate": product["vat_rate"]}
    form |= line_filled_in(max(lines_of(form), default=-1) + 1, line, visit.texts)


async def _products(visit: Visit, **asked: Any) -> list[Json]:
    try:
        return list((await visit.services.get("orders", "/products", **asked))["items"])
    except ServiceRefused:  # what was typed can be no name of a product
        return []


def _in_the_alphabet(country: tuple[str, str]) -> str:
    """Accents change nothing of it."""
    return unicodedata.normalize("NFD", country[1]).casefold()


def _known(currency: str) -> str:
    return currency if currency in CURRENCIES else ""


def _page(visit: Visit, form: Form, quote: Json | None, **more: Any) -> Response:
    names = visit.texts.locale.territories
    countries = sorted(((code, names.get(code, code)) for code in COUNTRIES), key=_in_the_alphabet)
    shown: dict[str, Any] = {"found": None, "wrong": {}, "refusal": "", "unanswered": ""} | more
    address = f"/quotes/{quote['quote_id']}" if quote else "/quotes"
    return visit.page(
        "quotes/edit.html", form=form, quote=quote, to=address, lines=lines_of(form), countries=countries, **shown
    )
