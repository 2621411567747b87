"""An order as the form has it in which it is edited: filled in from the order, and read as what it is to be."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from services.backoffice.web.actions import text_or_none, whole_number
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_numbers import read_amount
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import Texts
from shared.schemas.method_names import method_code, method_name

MOST_LINES = 2000
OF_LINE = ("line_no", "sku", "title", "quantity", "unit_price", "discount")


def filled_in(form: Form, order: Json, texts: Texts) -> Form:
    """The form as it opens."""
    for number, line in enumerate(order["lines"]):
        form |= line_filled_in(number, line, texts)
    shipping = order["shipping"] or {}
    form |= {
        "discount": _typed(order["discount"], texts),
        "shipping/method": texts.method(shipping["method"]) if shipping else "",
        "shipping/kind": shipping.get("kind", "delivery"),
        "shipping/price": _typed(shipping.get("price", "0"), texts),
        "version": str(order["version"]),
        "notify_customer": "yes",
    }
    return form


def line_filled_in(number: int, line: Mapping[str, Any], texts: Texts) -> dict[str, str]:
    """A new line has no number yet; without a price that fits, it is empty."""
    return {
        f"lines/{number}/line_no": str(line.get("line_no", "")),
        f"lines/{number}/sku": line["sku"],
        f"lines/{number}/title": line["title"],
        f"lines/{number}/quantity": str(line["quantity"]),
        f"lines/{number}/unit_price": texts.typed(line["unit_price"]) if line["unit_price"] else "",
        f"lines/{number}/discount": _typed(line["discount"], texts),
    }


def lines_of(form: Form) -> list[int]:
    return [number for number in range(MOST_LINES + 1) if form[f"lines/{number}/sku"]]


def numbered_anew(form: Form) -> None:
    """The lines that stay, in their order, as the service numbers them in what it says of them."""
    kept = [number for number in lines_of(form) if not form[f"lines/{number}/remove"]]
    lines = [{name: form[f"lines/{number}/{name}"] for name in OF_LINE} for number in kept]
    for key in [key for key in form if key.startswith("lines/")]:
        del form[key]
    form |= {f"lines/{number}/{name}": value for number, line in enumerate(lines) for name, value in line.items()}


def wanted(form: Form, order: Json) -> Json:
    """Raises NumberRefused."""
    currency = order["currency"]
    asked: Json = {
        "lines": [_line(form, number, currency) for number in lines_of(form)],
        "discount": _money(form, "discount", currency),
        "reason": text_or_none(form, "reason"),
        "notify_customer": bool(form["notify_customer"]),
    }
    shipping = _shipping(form, currency)
    now = order["shipping"] and {name: order["shipping"][name] for name in ("method", "kind", "price")}
    return asked if _is_same(shipping, now) else asked | {"shipping": shipping}


def seen(asked: Json, version: str) -> str:
    """What was shown beforehand: only just that is done."""
    return hashlib.sha256(json.dumps([asked, version], sort_keys=True).encode()).hexdigest()


def _line(form: Form, number: int, currency: str) -> Json:
    place = f"lines/{number}"
    line_no = form[f"{place}/line_no"]
    line: Json = (
        {"line_no": int(line_no)} if line_no.isdecimal() and len(line_no) < 6 else {"sku": form[f"{place}/sku"]}
    )
    line |= {
        "quantity": whole_number(form, f"{place}/quantity"),
        "discount": _money(form, f"{place}/discount", currency),
    }
    if form[f"{place}/unit_price"].strip():  # a screw may cost a fraction of a cent
        price = read_amount(form[f"{place}/unit_price"], form.reader, field=f"{place}/unit_price")
        line["unit_price"] = str(price)
    return line


def _shipping(form: Form, currency: str) -> Json | None:
    typed = form["shipping/method"].strip()
    if not typed:
        return None
    code = method_code(typed)
    named = method_name(code, form.reader) != code
    return {
        "method": code if named else typed,
        "kind": form["shipping/kind"] or "delivery",
        "price": _money(form, "shipping/price", currency),
    }


def _is_same(one: Json | None, other: Json | None) -> bool:
    if one is None or other is None:
        return one is other
    alike = (method_code(one["method"]), one["kind"]) == (method_code(other["method"]), other["kind"])
    return alike and float(one["price"]) == float(other["price"])


def _money(form: Form, name: str, currency: str) -> str:
    return str(read_amount(form[name], form.reader, field=name, currency=currency)) if form[name].strip() else "0"


def _typed(amount: str, texts: Texts) -> str:
    return texts.typed(amount) if float(amount) else ""
