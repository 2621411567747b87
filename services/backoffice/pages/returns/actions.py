"""What is done with a return, each asked for in a dialog: approved, declined, sent, received, credited, refunded."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from services.backoffice.pages.returns import rows
from services.backoffice.pages.returns.credit_preview import CHARGES, credit_preview
from services.backoffice.pages.returns.owed import with_what_is_owed
from services.backoffice.web.actions import (
    Action,
    Actions,
    Button,
    Target,
    amount_or_none,
    content_or_none,
    text_or_none,
)
from services.backoffice.web.refund_means import came_by
from services.backoffice.web.service_clients import Json, together
from services.backoffice.web.typed_numbers import read_amount
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _
from shared.schemas.returns import Disposition, Resolution, UnitOutcome, WhyReturned

OUTCOMES, DISPOSITIONS = tuple(UnitOutcome), tuple(Disposition)
REASONS, RESOLUTIONS = tuple(WhyReturned), (Resolution.REFUND, Resolution.EXCHANGE, Resolution.ADVANCE_EXCHANGE)


def said_of_return(form: Form) -> Json:
    """Raises NumberRefused and NoUnits."""
    return {
        "lines": rows.read_rows(form, ("reason", "resolution")),
        "remark": text_or_none(form, "remark"),
        "comment": text_or_none(form, "comment"),
    }


def _opened(form: Form) -> Json:
    return said_of_return(form) | {"approve": "ask" not in form}


def _approval(form: Form) -> Json:
    return {"expires_on": text_or_none(form, "expires_on")}


def _parcel(form: Form) -> Json:
    return {name: text_or_none(form, name) for name in ("carrier", "tracking_number")}


def _reception(form: Form) -> Json:
    lines = rows.read_rows(form, ("outcome", "found", "disposition"))
    return {"lines": lines, "remark": text_or_none(form, "remark")}


def _dispositions(form: Form) -> Json:
    return {"lines": rows.read_rows(form, ("before", "disposition")), "remark": text_or_none(form, "remark")}


def _credit(form: Form) -> Json:
    return {
        "lines": rows.read_rows(form, ()),
        **{name: name in form for name in CHARGES},
        "restocking_percent": _zero_or_more(form, "restocking_percent", ""),
        "postage": _zero_or_more(form, "postage", form["currency"]),
        "reason": text_or_none(form, "reason"),
    }


def creditable_units(one: Json) -> dict[int, int]:
    return {line["line_no"]: line["creditable"] for line in one["lines"] if line["creditable"]}


async def _credit_preview(visit: Visit, shown: Json, form: Form) -> Json:
    """Of the form as it opens, of all that may be credited."""
    one = shown["one"]
    all_back = bool(shown.get("all_back"))
    if "currency" not in form:
        charges = dict.fromkeys(CHARGES, all_back)
        return await credit_preview(visit, one, creditable_units(one), charges=charges)
    asked = _credit(form)
    units = {line["line_no"]: line["quantity"] for line in asked["lines"]}
    charges = {name: asked[name] or all_back for name in CHARGES}
    return await credit_preview(visit, one, units, charges=charges, fees=asked)


def _zero_or_more(form: Form, name: str, currency: str) -> str | None:
    """None where nothing is typed: then it is that of the settings. Raises NumberRefused."""
    typed = form[name]
    return str(read_amount(typed, form.reader, field=name, currency=currency)) if typed.strip() else None


def _refund(form: Form) -> Json:
    return {
        "method": form["method"],
        "amount": amount_or_none(form, "amount") or text_or_none(form, "owed"),
        "reference": text_or_none(form, "reference"),
        "reason": text_or_none(form, "reason"),
        "succeeded": "given" in form,
    }


def _why(form: Form) -> Json:
    return {"reason": text_or_none(form, "reason")}


async def _return(return_id: UUID) -> Target:
    return Target({"return_id": str(return_id)}, page=f"/returns/{return_id}")


async def _order(order_id: UUID) -> Target:
    return Target({"order_id": str(order_id)}, page=f"/orders/{order_id}")


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    """The return, and what its order sold, as far as that is known."""
    owner = await visit.services.area("returns", target.page)
    one = owner.content
    shown: Json = {"owner": owner, "one": one, "titles": {}, "rows": None, "carriers": None, **CHOICES}
    if one is None:
        return shown
    if action.name in ("refund", "close"):
        one = await with_what_is_owed(visit, one)
    order = f"/orders/{one['order_id']}"
    of_withdrawal = action.name == "credit" and one["origin"] == "withdrawal"
    beside = await together(
        sold=content_or_none(visit, "orders", order),
        order=content_or_none(visit, "returns", order) if action.name == "change" else _nothing(),
        carriers=content_or_none(visit, "fulfilment", "/carriers") if action.name == "send" else _nothing(),
        withdrawn=content_or_none(visit, "returns", f"{order}/withdrawal") if of_withdrawal else _nothing(),
        paid=content_or_none(visit, "billing", order) if action.name == "refund" else _nothing(),
    )
    sold = beside["sold"]
    return shown | {
        "one": one,
        "titles": titles_of(sold),
        "all_back": beside["withdrawn"] is not None and beside["withdrawn"]["whole"],
        "charged": _charged(sold),
        "came_by": came_by(beside["paid"]["ledger"]) if beside["paid"] else "",
        "currency": one["currency"] or (sold and sold["currency"]) or "EUR",
        "carriers": beside["carriers"],
        "rows": partial(_ROWS[action.name], one=one, order=beside["order"]) if action.name in _ROWS else None,
    }


async def _shown_of_order(visit: Visit, action: Action, target: Target) -> Json:
    areas = await together(
        owner=visit.services.area("returns", target.page), sold=content_or_none(visit, "orders", target.page)
    )
    order, sold = areas["owner"].content, areas["sold"]
    new_rows = partial(rows.new_rows, order=order) if order else None
    return {"owner": areas["owner"], "order": order, "titles": titles_of(sold), "rows": new_rows, **CHOICES}


def _charged(sold: Json | None) -> dict[str, bool]:
    """Which charges the order has, as far as that is known."""
    if sold is None:
        return {}
    price = (sold["shipping"] or {}).get("price", 0)
    return {"shipping": Decimal(price) > 0, "payment_costs": Decimal(sold["payment"]["cost"]) > 0}


def titles_of(sold: Json | None) -> dict[int, str]:
    return {line["line_no"]: line["title"] for line in sold["lines"]} if sold else {}


def may_open(order: Json | None) -> list[str] | None:
    """Whether something of the order may still come back."""
    if order is None:
        return None
    return ["return"] if any(line["returnable"] for line in order["lines"]) else []


async def _nothing() -> None:
    return None


CHOICES: Json = {"reasons": REASONS, "resolutions": RESOLUTIONS}
_ROWS: Mapping[str, Any] = {
    "change": lambda form, one, order: rows.change_rows(form, one, order or {"lines": one["lines"]}),
    "receive": lambda form, one, order: rows.reception_rows(form, one, OUTCOMES, DISPOSITIONS),
    "dispose": lambda form, one, order: rows.disposition_rows(form, one, DISPOSITIONS),
    "credit": lambda form, one, order: rows.credit_rows(form, one),
}
NOT_NOW = _("That is not possible with this return as it is now.")


def _action(
    name: str, done: str, button: Button, body: Any = lambda form: None, scope: str = "returns:write"
) -> Action:
    return Action(
        name,
        scope=scope,
        service="returns",
        path=f"/returns/{{return_id}}/{name}",
        body=body,
        done=done,
        dialog=f"returns/dialogs/{name}.html",
        not_now=NOT_NOW,
        button=button,
        versioned=True,
    )


RETURN_ACTIONS = Actions(
    "/returns/{return_id}",
    _return,
    _shown,
    lambda action, form, shown: shown["one"]["may"] if shown["one"] else None,
    (
        _action("approve", "return-approved", Button(_("Approve"), "check", "button primary"), _approval),
        _action("decline", "return-declined", Button(_("Decline"), "ban"), lambda form: {"reason": form["reason"]}),
        _action("send", "return-sent", Button(_("On its way back"), "truck"), _parcel),
        _action("receive", "return-received", Button(_("Receive goods"), "package-check"), _reception),
        _action("dispose", "return-disposed", Button(_("Decide where goods go"), "boxes"), _dispositions),
        _action("credit", "return-credited", Button(_("Credit note"), "file-minus"), _credit, "billing:write")._replace(
            preview=_credit_preview
        ),
        _action("refund", "return-refunded", Button(_("Refund"), "corner-up-left"), _refund, "billing:write"),
        _action("change", "return-changed", Button(_("Change"), "pencil"), said_of_return),
        _action("close", "return-closed", Button(_("Close the return"), "circle-check")),
        _action("cancel", "return-cancelled", Button(_("Cancel the return"), "ban", "quiet-link"), _why),
    ),
)

NEW_RETURN = Actions(
    "/orders/{order_id}",
    _order,
    _shown_of_order,
    lambda action, form, shown: may_open(shown["order"]),
    (
        Action(
            "return",
            scope="returns:write",
            service="returns",
            path="/orders/{order_id}/returns",
            body=_opened,
            done="return-opened",
            dialog="returns/dialogs/new.html",
            not_now=_("Nothing of this order may come back: nothing has left, or all of it is in a return already."),
            button=Button(_("Create a return"), "undo-2"),
        ),
    ),
)
