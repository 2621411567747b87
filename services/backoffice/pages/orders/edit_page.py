"""An order is edited: its lines, prices, discounts and shipping; all that follows is shown before it is done."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.orders.edit_form import filled_in, wanted
from services.backoffice.pages.orders.open_edit import leave, open_for
from services.backoffice.web.actions import failure_of, not_now, version_of
from services.backoffice.web.goods_form import find_or_add, lines_of, numbered_anew, seen
from services.backoffice.web.service_clients import Json, ServiceRefused, ServiceUnavailable
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.vocabulary import REFUSALS
from shared.clock import now

router = APIRouter()

SCOPE = "orders:write"
TITLE = _("Edit the order")


@router.get("/orders/{order_id}/edit")
async def get_edit(order_id: UUID, visit: SignedIn) -> Response:
    order = await visit.services.get("orders", f"/orders/{order_id}")
    start = await _start(visit, order)
    if isinstance(start, Response):
        return start
    form = filled_in(Form(key=visit.new_key(), opened=now().isoformat()), start, visit.texts)
    return _page(visit, form, order, start, open_edit=await open_for(visit, order_id))


@router.post("/orders/{order_id}/edit")
async def post_edit(order_id: UUID, visit: SignedIn, form: Sent) -> Response:
    """Shows what it would do; does it where that is asked for and was shown just so."""
    form.reader = visit.staff.language
    order = await visit.services.get("orders", f"/orders/{order_id}")
    if "close" in form:
        return await leave(visit, order_id)
    start = await _start(visit, order)
    if isinstance(start, Response):
        return start
    open_edit = await open_for(visit, order_id, take_over="take_over" in form)
    numbered_anew(form)
    if "take_over" in form:
        return _page(visit, form, order, start, open_edit=open_edit)
    with_vat = order["prices_include_vat"]
    if (found := await find_or_add(visit, form, currency=order["currency"], with_vat=with_vat)) is not None:
        return _page(visit, form, order, start, open_edit=open_edit, **found)
    shown: Json = {}

    async def send() -> bool:
        asked = wanted(form, start["content"])
        digest = seen(asked, form["version"])
        path, version = f"/orders/{order_id}", version_of(form)
        if "apply" in form and form["seen"] == digest:
            asked["gross"] = form["gross"]
            await visit.services.post("orders", f"{path}/edit", asked, key=form["key"], version=version)
            return True
        shown.update(await _preview(visit, path, asked, form["key"], version))
        form["seen"], form["gross"] = digest, shown["order"]["after"]["totals"]["gross"]
        return False

    outcome: list[bool] = []

    async def note() -> None:
        outcome.append(await send())

    failure = await failure_of(visit, note())
    if failure is None and outcome == [True]:
        return visit.leave_to(f"/orders/{order_id}", done="order-edited")
    if failure and failure.get("refused_as") == "stale-version":
        failure["news"] = await _news(visit, order_id, form["opened"])
        form["version"], form["opened"] = str(order["version"]), now().isoformat()
    return _page(visit, form, order, start, preview=shown or None, open_edit=open_edit, **(failure or {}))


async def _start(visit: Visit, order: Json) -> Json | Response:
    """What an edit starts from, or why there is none."""
    to = f"/orders/{order['order_id']}"
    if not visit.may(SCOPE):
        return not_now(visit, TITLE, REFUSALS["insufficient-scope"], to=to)
    try:
        return await visit.services.get("orders", f"{to}/edit")
    except ServiceRefused as refusal:
        return not_now(visit, TITLE, visit.explain(refusal), to=to)


async def _preview(visit: Visit, path: str, asked: Json, key: str, version: int) -> Json:
    """By those who own what follows; a service that does not answer is named, and its part left out."""
    order = await visit.services.post("orders", f"{path}/edit-previews", asked, key=key, version=version)
    after, told = order["after"], {"edit": order["told"]} if "told" in order else None
    billing, fulfilment, mail = None, None, None
    lines = [
        {"line_no": line["line_no"], "sku": line["sku"], "quantity": line["quantity"]}
        for line in after["lines"]
        if line["ships"]
    ]
    goods = {"lines": lines, "left_and_credited": order.get("left_and_credited", [])}
    away = []
    try:
        if told:
            billing = await visit.services.post("billing", f"{path}/edit-previews", told, key=key)
        else:  # an orders service of the version before tells no more
            billing = await visit.services.get("billing", f"{path}/edit-preview", gross=after["totals"]["gross"])
    except (ServiceUnavailable, ServiceRefused):
        away.append("billing")
    try:
        fulfilment = await visit.services.post("fulfilment", f"{path}/edit-previews", goods, key=key)
    except (ServiceUnavailable, ServiceRefused):
        away.append("fulfilment")
    try:
        if told:
            mail = await visit.services.post("notifier", "/edit-previews", told, key=key)
    except (ServiceUnavailable, ServiceRefused):
        away.append("notifier")
    return {"order": order, "billing": billing, "fulfilment": fulfilment, "mail": mail, "away": away}


async def _news(visit: Visit, order_id: UUID, since: str) -> list[Json]:
    """What was done with the order since the form was opened."""
    history = await visit.services.get("orders", f"/orders/{order_id}/history")
    return [entry for entry in history["items"] if entry["at"] > since]


def _page(visit: Visit, form: Form, order: Json, start: Json, **more: Any) -> Response:
    shown: dict[str, Any] = {"found": None, "wrong": {}, "refusal": "", "unanswered": "", "preview": None, "news": ()}
    to = f"/orders/{order['order_id']}"
    counts: dict[str, Any] = {
        name: {str(line["line_no"]): line[name] for line in start["lines"]} for name in ("left", "credited")
    }
    return visit.page("orders/edit.html", form=form, order=order, to=to, lines=lines_of(form), **counts, **shown | more)
