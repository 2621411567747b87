"""Rates of the euro: what is known of each currency, what waits for one, and a form and a file to enter them."""

from typing import Any

from fastapi import APIRouter, Response

from services.backoffice.pages.documents.first_rate import FirstRate, first_rate, inverse
from services.backoffice.web.actions import failure_of
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.vocabulary import LABELS
from shared.clock import now
from shared.http.access import NotAllowed

router = APIRouter()

ADDRESS = "/rates"


@router.get(ADDRESS)
async def get_rates(visit: SignedIn) -> Response:
    return await _page(visit, Form())


@router.post(ADDRESS)
async def post_rates(visit: SignedIn, form: Sent) -> Response:
    if not visit.may("billing:write"):
        raise NotAllowed("the role lacks the scope billing:write")
    entered = _entered(form)
    if (first := await _find_first(visit, entered)) and form["seen"] != first.seen:
        return await _page(visit, form, first=first)
    failure = await failure_of(visit, visit.services.put("billing", "/rates", entered))
    return visit.leave_to(ADDRESS, done="rates-entered") if failure is None else await _page(visit, form, **failure)


async def _find_first(visit: Visit, entered: Json) -> FirstRate | None:
    """Nothing is asked where billing does not answer: the command says so."""
    known = (await visit.services.area("billing", "/rates")).content
    today = now().astimezone(visit.settings.time_zone).date()
    return first_rate(entered["rates"][0], known["newest"], today) if known and "rates" in entered else None


def _entered(form: Form) -> Json:
    """A file, where one was chosen or copied in, else the one rate of the form: what is left empty is missing."""
    if form["csv"].strip():
        return {"csv": form["csv"]}
    rate = "".join(form["rate"].split()).replace(",", ".")
    typed = {"currency": form["currency"].strip().upper(), "day": form["day"], "rate": rate, "source": form["source"]}
    return {"rates": [{name: value for name, value in typed.items() if value}]}


async def _page(visit: Visit, form: Form, **more: Any) -> Response:
    said = {"wrong": {}, "refusal": "", "unanswered": "", "first": None} | more
    said["wrong"] = {name.rpartition("/")[2]: text for name, text in said["wrong"].items()}
    rates = await visit.services.area("billing", "/rates")
    return visit.page(
        "documents/rates.html", rates=rates, form=form, sources=LABELS["rate_source"], inverse=inverse, **said
    )
