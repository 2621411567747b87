"""Goods of a return are exchanged: for which articles, and what that comes to, which is shown before it is done."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.returns.actions import NOT_NOW, titles_of
from services.backoffice.pages.returns.exchange_sums import exchange_sums
from services.backoffice.web.actions import failure_of, not_now, text_or_none, version_of, whole_number
from services.backoffice.web.goods_form import amount_typed, find_or_add, line_typed, lines_of, numbered_anew, seen
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_numbers import NoUnits, NumberRefused, read_amount
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.vocabulary import REFUSALS
from shared.refused import Refused

router = APIRouter()

SCOPE = "returns:write"
TITLE = _("Exchange")
UNITS = "units/"
"""Before a line's number, how many of it are exchanged."""


class MoreThanExchangeable(Refused):
    """As the service refuses it too; here before it is shown what the exchange comes to."""

    type = "more-than-exchangeable"


@router.get("/returns/{return_id}/exchange")
async def get_exchange(return_id: UUID, visit: SignedIn) -> Response:
    one = await visit.services.get("returns", f"/returns/{return_id}")
    if why := _why_not(visit, one):
        return not_now(visit, TITLE, why, to=f"/returns/{return_id}")
    sold = await visit.services.get("orders", f"/orders/{one['order_id']}")
    return _page(visit, _opened(Form(key=visit.new_key()), one), one, sold)


@router.post("/returns/{return_id}/exchange")
async def post_exchange(return_id: UUID, visit: SignedIn, form: Sent) -> Response:
    """Shows what it comes to; does it where that is asked for and was shown just so."""
    form.reader = visit.staff.language
    one = await visit.services.get("returns", f"/returns/{return_id}")
    sold = await visit.services.get("orders", f"/orders/{one['order_id']}")
    numbered_anew(form)
    with_vat = sold["prices_include_vat"]
    if (found := await find_or_add(visit, form, currency=sold["currency"], with_vat=with_vat)) is not None:
        return _page(visit, form, one, sold, **found)
    shown: Json = {}
    outcome: list[bool] = []

    async def send() -> None:
        asked = _asked(form, one, sold["currency"])
        digest = seen(asked, form["version"])
        if "apply" in form and form["seen"] == digest:
            path, version = f"/returns/{return_id}/exchange", version_of(form)
            await visit.services.post("returns", path, asked, key=form["key"], version=version)
            outcome.append(True)
            return
        shown.update(await exchange_sums(visit, one, sold, asked))
        form["seen"] = digest

    failure = await failure_of(visit, send())
    if outcome:
        return visit.leave_to(f"/returns/{return_id}", done="return-exchanged")
    if failure and failure.get("refused_as") == "stale-version":
        form["version"] = str(one["version"])
    if failure and (why := _why_not(visit, one)):
        return not_now(visit, TITLE, why, to=f"/returns/{return_id}")
    return _page(visit, form, one, sold, preview=shown or None, **_beside_fields(failure or {}, form, one))


def _why_not(visit: Visit, one: Json) -> str:
    if not visit.may(SCOPE):
        return REFUSALS["insufficient-scope"]
    return "" if "exchange" in one["may"] else NOT_NOW


def _opened(form: Form, one: Json) -> Form:
    """All that is here, or all that is still to come where nothing is; then the other articles leave in advance."""
    here = any(line["exchangeable"] for line in one["lines"])
    which = "exchangeable" if here else "exchangeable_in_advance"
    form |= {f"{UNITS}{line['line_no']}": str(line[which] or "") for line in one["lines"]}
    return Form(form, version=str(one["version"]), advance="" if here else "yes")


def _asked(form: Form, one: Json, currency: str) -> Json:
    """Raises NumberRefused and NoUnits."""
    units = {line_no: whole_number(form, f"{UNITS}{line_no}") for line_no in _chosen(form, one)}
    if not any(units.values()):
        raise NoUnits("of no article is it said how many")
    _refuse_more(one, units, in_advance=bool(form["advance"]))
    shipping = amount_typed(form, "shipping/price", currency)
    return {
        "lines": [{"line_no": line_no, "quantity": count} for line_no, count in units.items() if count],
        "replacements": [_replacement(form, number, currency) for number in lines_of(form)] or None,
        "advance": bool(form["advance"]),
        "shipping_price": shipping if float(shipping) else None,
        "reason": text_or_none(form, "reason"),
    }


def _refuse_more(one: Json, units: Mapping[int, int], *, in_advance: bool) -> None:
    most_of = "exchangeable_in_advance" if in_advance else "exchangeable"
    most = {line["line_no"]: line[most_of] for line in one["lines"]}
    for place, (line_no, count) in enumerate(units.items()):
        if count > most[line_no]:
            raise MoreThanExchangeable(
                f"{most[line_no]} of line {line_no} may be exchanged, not {count}",
                field=f"lines/{place}/quantity",
                limit=most[line_no],
            )


def _chosen(form: Form, one: Json) -> list[int]:
    return [line["line_no"] for line in one["lines"] if form[f"{UNITS}{line['line_no']}"].strip() not in ("", "0")]


def _replacement(form: Form, number: int, currency: str) -> Json:
    """What is left empty is the product's, as it is now."""
    rate = f"lines/{number}/vat_rate"
    line = {"sku": form[f"lines/{number}/sku"]} | line_typed(form, number, currency)
    if not line["quantity"]:
        raise NumberRefused(f"lines/{number}/quantity", _("Give a number above zero"), {})
    return line | ({"vat_rate": str(read_amount(form[rate], form.reader, field=rate))} if form[rate].strip() else {})


def _beside_fields(failure: Json, form: Form, one: Json) -> Json:
    """The service calls the articles replacements, and numbers the lines that it was sent."""
    names = {f"lines/{at}/quantity": f"{UNITS}{line_no}" for at, line_no in enumerate(_chosen(form, one))}

    def name(field: str) -> str:
        return field.replace("replacements/", "lines/", 1) if "replacements/" in field else names.get(field, field)

    own = failure.get("refused_as") == "invalid-number"
    wrong = failure.get("wrong", {})
    return failure | {"wrong": wrong if own else {name(field): said for field, said in wrong.items()}}


def _page(visit: Visit, form: Form, one: Json, sold: Json, **more: Any) -> Response:
    shown: dict[str, Any] = {"found": None, "wrong": {}, "refusal": "", "unanswered": "", "preview": None}
    return visit.page(
        "returns/exchange.html",
        form=form,
        one=one,
        sold=sold,
        titles=titles_of(sold),
        units=UNITS,
        to=f"/returns/{one['return_id']}",
        lines=lines_of(form),
        **shown | more,
    )
