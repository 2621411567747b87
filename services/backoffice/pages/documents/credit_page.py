"""A credit note of an invoice: the form with what is left of it, its amounts beforehand, and issuing it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.documents.credit_steps import steps_of
from services.backoffice.web.actions import (
    Action,
    Button,
    Target,
    amount_or_none,
    content_or_none,
    failure_of,
    not_now,
    text_or_none,
    whole_number,
)
from services.backoffice.web.service_clients import Json
from services.backoffice.web.stock_dots import dots_of
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.texts import marked as _
from shared.refused import Refused

QUANTITY, AMOUNT, RESTOCK = "quantity-", "amount-", "restock-"
"""Before a line's number, the names of its fields."""

CHARGES = ("shipping", "payment_costs")

router = APIRouter()


class NothingChosen(Refused):
    type = "nothing-chosen"
    status = 422


class QuantityOrAmount(Refused):
    type = "quantity-or-amount"
    status = 422


class LinesOrAmount(Refused):
    type = "lines-or-amount"
    status = 422
    field = "amount"


class GoodsMovedMeanwhile(Refused):
    type = "goods-moved-meanwhile"


def _credit(form: Form) -> Json:
    """Raises NumberRefused, NothingChosen, QuantityOrAmount and LinesOrAmount."""
    lines, amount = _lines(form), amount_or_none(form, "amount")
    charges: Json = {name: True for name in CHARGES if name in form}
    for name in CHARGES:
        if part := amount_or_none(form, f"{name}_amount"):
            if name in charges:
                raise QuantityOrAmount(f"either all of {name} is credited or a part", field=f"{name}_amount")
            charges[f"{name}_amount"] = part
    if lines or charges:
        if amount is not None:
            raise LinesOrAmount("either lines and costs are credited, or an amount")
    elif amount is None:
        raise NothingChosen("nothing is chosen to be credited")
    asked = {"invoice_id": form["invoice_id"], "lines": lines, "amount": amount}
    if amount is not None and form["vat_rate"]:
        asked["vat_rate"] = form["vat_rate"]
    return asked | charges | {"reason": text_or_none(form, "reason")}


CREDIT = Action(
    "credit",
    scope="billing:write",
    service="billing",
    path="/credit-notes",
    body=_credit,
    done="credit-note-issued",
    dialog="documents/dialogs/credit.html",
    not_now=_("Nothing can be credited of this invoice: all of it is, or its order is cancelled."),
    button=Button(_("Add a credit note"), "file-minus"),
)


@router.get("/documents/{document_id}/credit")
async def get_form(document_id: UUID, visit: SignedIn) -> Response:
    shown = await _shown(visit, document_id)
    if why := CREDIT.why_not(visit, shown["owner"], shown["may"]):
        assert CREDIT.button
        return not_now(visit, CREDIT.button.text, why, to=shown["to"])
    return visit.dialog(CREDIT.dialog, form=Form(key=visit.new_key()), preview=None, steps=(), **shown)


@router.post("/documents/{document_id}/credit")
async def post_form(document_id: UUID, visit: SignedIn, form: Sent) -> Response:
    """Issues it, once however often it is sent; or tells its amounts where those are asked for."""
    form["invoice_id"] = str(document_id)
    answer: Json = {}

    async def send() -> None:
        asked = _preview if "preview" in form else _send
        answer.update(await asked(visit, Target({}, page=f"/documents/{document_id}"), form))

    failure = await failure_of(visit, send())
    if failure is None and "preview" not in form:
        return visit.leave_to(f"/documents/{answer['document_id']}?kind=credit_note", done="credit-note-issued")
    failed = _beside_lines(failure, form) if failure else {}
    shown = await _shown(visit, document_id)
    steps = steps_of(answer, shown["invoice"]) if answer and shown["invoice"] else ()
    return visit.dialog(CREDIT.dialog, form=form, preview=answer, steps=steps, **failed, **shown)


async def _send(visit: Visit, target: Target, form: Form) -> Json:
    """Not where goods have left, or are here again, since the form was shown, by which one chose."""
    form.reader = visit.staff.language
    gone = (await _shown(visit, UUID(form["invoice_id"])))["gone"]
    as_shown = gone is None or form["gone"] in ("", str(gone.total()))
    if not as_shown and any("quantity" in line for line in _lines(form)):
        raise GoodsMovedMeanwhile("goods of the order have left or come back meanwhile")
    return await CREDIT.send(visit, target, form)


async def _preview(visit: Visit, target: Target, form: Form) -> Json:
    form.reader = visit.staff.language
    asked = _credit(form)
    parts = [
        f"{line['line_no']}:{line['quantity']}" if "quantity" in line else f"{line['line_no']}={line['amount']}"
        for line in asked["lines"]
    ]
    charges = {name: asked.get(name) for name in (*CHARGES, *(f"{name}_amount" for name in CHARGES), "vat_rate")}
    path = f"/invoices/{asked['invoice_id']}/credit-preview"
    return await visit.services.get("billing", path, line=parts, amount=asked["amount"], **charges)


async def _shown(visit: Visit, document_id: UUID) -> dict[str, Any]:
    """The invoice with what is left of it, as far as billing answers, and what may be done with its order.

    `gone` are the units of each line that have left, None where fulfilment does not say.
    """
    owner = await visit.services.area("billing", f"/invoices/{document_id}")
    owner.raise_if_unknown()
    invoice = owner.content
    may: list[str] = []
    goods: Json | None = None
    if invoice and Decimal(invoice["creditable"]):
        owner = await visit.services.area("billing", f"/orders/{invoice['order_id']}")
        may = owner.content["may"] if owner.content else []
        goods = await content_or_none(visit, "fulfilment", f"/orders/{invoice['order_id']}")
    to = f"/documents/{document_id}"
    shown = {"invoice": invoice, "owner": owner, "may": may, "to": to, "address": f"{to}/credit"}
    stock = await dots_of(visit, [line["sku"] for line in invoice["lines"]]) if invoice else {}
    return shown | {"stock": stock, "gone": goods and _gone(goods), "has_slips": bool(goods and goods["shipments"])}


def _gone(goods: Json) -> Counter[int]:
    gone = Counter[int]()
    for shipment in goods["shipments"]:
        if shipment["state"] == "shipped":
            gone.update({line["line_no"]: line["quantity"] for line in shipment["lines"]})
    return gone


def _lines(form: Form) -> list[Json]:
    """Those of which something is to be credited, as they stand in the form. Raises NumberRefused, QuantityOrAmount."""
    return [line for line_no in _typed_lines(form) if (line := _line(form, line_no))]


def _line(form: Form, line_no: int) -> Json | None:
    quantity, amount = f"{QUANTITY}{line_no}", f"{AMOUNT}{line_no}"
    units = whole_number(form, quantity) if form[quantity].strip() else 0
    money = amount_or_none(form, amount)
    if units and money:
        raise QuantityOrAmount("of a line either a quantity is credited or an amount", field=amount)
    if money:
        return {"line_no": line_no, "amount": money}
    if not units:
        return None
    return {"line_no": line_no, "quantity": units} | ({"restock": True} if form[f"{RESTOCK}{line_no}"] else {})


def _typed_lines(form: Form) -> Sequence[int]:
    typed = [name for name in form if name.startswith((QUANTITY, AMOUNT)) and form[name].strip()]
    numbers = [name.partition("-")[2] for name in typed]
    return list(dict.fromkeys(int(number) for number in numbers if number.isdecimal() and len(number) < 6))


def _beside_lines(failure: Json, form: Form) -> Json:
    """Billing numbers the lines that it was sent; here each stands beside the field that it was typed into."""
    try:
        sent = _lines(form)
    except Refused:  # it was sent none
        return failure
    names: Mapping[str, str] = {
        f"lines/{at}/{what}": f"{what}-{line['line_no']}"
        for at, line in enumerate(sent)
        for what in ("quantity", "amount")
    }
    wrong = {names.get(field, field): said for field, said in failure.get("wrong", {}).items()}
    field = failure.get("wrong_field", "")
    return failure | {"wrong": wrong, "wrong_field": names.get(field, field)}
