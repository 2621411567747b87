"""Goods that are written in a form: lines found among the products, added, changed and taken off, and what ships them.

Fields are named after those of the contracts: `lines/0/quantity`, `shipping/price`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.backoffice.web.actions import whole_number
from services.backoffice.web.service_clients import Json, ServiceRefused
from services.backoffice.web.typed_numbers import NumberRefused, read_amount
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import Texts
from services.backoffice.wording.texts import marked as _
from shared import formats
from shared.money import to_cent
from shared.schemas.method_names import method_code, method_name

MOST_LINES = 2000
MOST_FOUND = 10
"""So many products are shown of those that are found."""
OF_LINE = ("line_no", "sku", "title", "quantity", "unit_price", "discount", "vat_rate")


def lines_of(form: Form) -> list[int]:
    return [number for number in range(MOST_LINES + 1) if form[f"lines/{number}/sku"]]


def seen(asked: Json, version: str) -> str:
    """What was shown beforehand: only just that is done."""
    return hashlib.sha256(json.dumps([asked, version], sort_keys=True).encode()).hexdigest()


def numbered_anew(form: Form) -> None:
    """The lines that stay, in their order, as the service numbers them in what it says of them."""
    kept = [number for number in lines_of(form) if not form[f"lines/{number}/remove"]]
    lines = [{name: form[f"lines/{number}/{name}"] for name in OF_LINE} for number in kept]
    for key in [key for key in form if key.startswith("lines/")]:
        del form[key]
    form |= {f"lines/{number}/{name}": value for number, line in enumerate(lines) for name, value in line.items()}


def goods_filled_in(content: Json, texts: Texts) -> dict[str, str]:
    """The fields as they open, of an order or a quote."""
    shipping = content["shipping"] or {}
    filled = {
        "discount": amount_filled_in(content["discount"], texts),
        "shipping/method": texts.method(shipping["method"]) if shipping else "",
        "shipping/kind": shipping.get("kind", "delivery"),
        "shipping/price": amount_filled_in(shipping.get("price", "0"), texts),
    }
    for number, line in enumerate(content["lines"]):
        filled |= line_filled_in(number, line, texts)
    return filled


def line_filled_in(number: int, line: Mapping[str, Any], texts: Texts) -> dict[str, str]:
    """An empty price or rate is that of the product, and a new line has no number yet."""
    return {
        f"lines/{number}/line_no": str(line.get("line_no", "")),
        f"lines/{number}/sku": line["sku"],
        f"lines/{number}/title": line["title"],
        f"lines/{number}/quantity": str(line["quantity"]),
        f"lines/{number}/unit_price": texts.typed(line["unit_price"]) if line["unit_price"] else "",
        f"lines/{number}/discount": amount_filled_in(line["discount"], texts),
        f"lines/{number}/vat_rate": texts.typed(line["vat_rate"]) if line["vat_rate"] else "",
    }


async def find_or_add(visit: Visit, form: Form, *, currency: str, with_vat: bool) -> Json | None:
    """What the page shows of what was looked for, none of it where that came onto a new line; None if nothing was.

    Return looks for what is typed, wherever one is: with nothing to look for, it does what the form is for. A button
    that is pressed does what it says.
    """
    typed = form["find"].strip() if {"look", "return"} & form.keys() else ""
    if sku := form["add"]:
        found = await _products(visit, sku=sku)
    elif typed:
        found = await _products(visit, q=typed, limit=MOST_FOUND)
        exact = [one for one in found if one["sku"].casefold() == typed.casefold()]
        if len(found) != 1 and not exact:
            return {"found": found}
        found = exact or found
    else:
        return {} if "look" in form else None
    for product in found[:1]:
        # At its price, where that is in what the others are in.
        fits = (product["currency"], product["price_includes_vat"]) == (currency, with_vat)
        line = product | {"quantity": 1, "discount": "0", "unit_price": product["price"] if fits else ""}
        form |= line_filled_in(max(lines_of(form), default=-1) + 1, line, visit.texts)
        form["find"] = ""
    return {}


def line_typed(form: Form, number: int, currency: str) -> Json:
    """Quantity and discount, and the price where one is given. Raises NumberRefused."""
    place = f"lines/{number}"
    line: Json = {"quantity": whole_number(form, f"{place}/quantity")}
    if form[f"{place}/unit_price"].strip():
        line["unit_price"] = str(_price_typed(form, number))
    return line | {"discount": discount_typed(form, f"{place}/discount", currency, lines=[number])}


def discount_typed(form: Form, name: str, currency: str, *, lines: Sequence[int]) -> str:
    """An amount, or a per cent of these lines: the form has the amount then that it comes to. Raises NumberRefused."""
    typed = form[name].strip()
    if not typed.endswith("%"):
        return amount_typed(form, name, currency)
    rate = read_amount(typed.removesuffix("%"), form.reader, field=name)
    whole = sum((_sum_of(form, number, currency, besides=name) for number in lines), Decimal(0))
    amount = to_cent(whole * rate / 100, currency)
    form[name] = str(amount).replace(".", formats.separators(form.reader).decimal)
    return str(amount)


def _sum_of(form: Form, number: int, currency: str, *, besides: str) -> Decimal:
    """Of a line, with its discount unless that is what is asked for."""
    place = f"lines/{number}"
    if not form[f"{place}/unit_price"].strip():
        raise NumberRefused(f"{place}/unit_price", _("Give the price: a discount in per cent is taken off it."), {})
    gross = to_cent(whole_number(form, f"{place}/quantity") * _price_typed(form, number), currency)
    discount = f"{place}/discount"
    return gross if discount == besides else gross - Decimal(amount_typed(form, discount, currency))


def _price_typed(form: Form, number: int) -> Decimal:
    """A screw may cost a fraction of a cent."""
    price = f"lines/{number}/unit_price"
    return read_amount(form[price], form.reader, field=price)


def shipping_typed(form: Form, currency: str) -> Json | None:
    """Raises NumberRefused."""
    if not form["shipping/method"].strip():
        return None
    return {
        "method": method_typed(form, "shipping/method"),
        "kind": form["shipping/kind"] or "delivery",
        "price": amount_typed(form, "shipping/price", currency),
    }


def method_typed(form: Form, name: str) -> str:
    """By its code where it is one that has names; else as it was written."""
    typed = form[name].strip()
    code = method_code(typed)
    return code if method_name(code, form.reader) != code else typed


def amount_typed(form: Form, name: str, currency: str) -> str:
    """Nothing is zero. Raises NumberRefused."""
    return str(read_amount(form[name], form.reader, field=name, currency=currency)) if form[name].strip() else "0"


def amount_filled_in(amount: str, texts: Texts) -> str:
    return texts.typed(amount) if float(amount) else ""


async def _products(visit: Visit, **asked: Any) -> list[Json]:
    try:
        return list((await visit.services.get("orders", "/products", **asked))["items"])
    except ServiceRefused:  # what was typed can be no name of a product
        return []
