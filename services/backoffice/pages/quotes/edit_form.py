"""A quote as its form has it: filled in from what is saved, and read as what is to be saved."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from services.backoffice.web.actions import text_or_none, whole_number
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_days import end_of_day, last_day_before
from services.backoffice.web.typed_numbers import read_amount
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import Texts, written
from shared.schemas.method_names import method_code, method_name

MOST_LINES = 2000
PERSON = ("name", "reference", "email", "phone", "vat_number")
PLACE = ("name", "company", "street", "street2", "postal_code", "city", "region", "country")
OF_LINE = ("sku", "title", "quantity", "unit_price", "discount", "vat_rate")


def filled_in(form: Form, quote: Json, texts: Texts) -> Form:
    """The form as it opens."""
    customer = quote["customer"]
    form |= {f"customer/{name}": written(customer[name]) for name in PERSON}
    for place in ("billing_address", "delivery_address"):
        form |= {f"customer/{place}/{name}": written((customer[place] or {}).get(name)) for name in PLACE}
    for number, line in enumerate(quote["lines"]):
        form |= line_filled_in(number, line, texts)
    shipping, payment = quote["shipping"] or {}, quote["payment"]
    form |= {
        "language": quote["language"],
        "discount": _amount(quote["discount"], texts),
        "shipping/method": texts.method(shipping["method"]) if shipping else "",
        "shipping/kind": shipping.get("kind", "delivery"),
        "shipping/price": _amount(shipping.get("price", "0"), texts),
        "payment/method": texts.method(payment["method"]),
        "payment/cost": _amount(payment["cost"], texts),
        "valid_until": last_day(quote["valid_until"]),
        "comment": quote["comment"] or "",
        "version": str(quote["version"]),
    }
    return form


def line_filled_in(number: int, line: Mapping[str, Any], texts: Texts) -> dict[str, str]:
    """An empty price or rate is that of the product."""
    return {
        f"lines/{number}/sku": line["sku"],
        f"lines/{number}/title": line["title"],
        f"lines/{number}/quantity": str(line["quantity"]),
        f"lines/{number}/unit_price": texts.typed(line["unit_price"]) if line["unit_price"] else "",
        f"lines/{number}/discount": _amount(line["discount"], texts),
        f"lines/{number}/vat_rate": texts.typed(line["vat_rate"]) if line["vat_rate"] else "",
    }


def last_day(valid_until: str) -> str:
    """It is valid to the last second of a day."""
    return str(last_day_before((datetime.fromisoformat(valid_until) + timedelta(seconds=1)).isoformat()))


def numbered_anew(form: Form) -> None:
    """The lines that stay, in their order, as the service numbers them."""
    kept = [number for number in lines_of(form) if not form[f"lines/{number}/remove"]]
    lines = [{name: form[f"lines/{number}/{name}"] for name in OF_LINE} for number in kept]
    for key in [key for key in form if key.startswith("lines/")]:
        del form[key]
    form |= {f"lines/{number}/{name}": value for number, line in enumerate(lines) for name, value in line.items()}


def lines_of(form: Form) -> list[int]:
    return [number for number in range(MOST_LINES + 1) if form[f"lines/{number}/sku"]]


def wanted(form: Form, currency: str) -> Json:
    """Raises NumberRefused."""
    return {
        "language": form["language"] or "fr",
        "customer": _customer(form),
        "lines": [_line(form, number, currency) for number in lines_of(form)],
        "discount": _money(form, "discount", currency),
        "shipping": _shipping(form, currency),
        "payment": {"method": _method(form, "payment/method"), "cost": _money(form, "payment/cost", currency)},
        "valid_until": _last_second(form),
        "comment": text_or_none(form, "comment"),
    }


def _customer(form: Form) -> Json:
    person = {name: text_or_none(form, f"customer/{name}") for name in PERSON}
    return {name: value for name, value in person.items() if value} | {
        "name": form["customer/name"].strip(),
        "billing_address": _place(form, "billing_address"),
        "delivery_address": _place(form, "delivery_address") if _has_another_place(form) else None,
    }


def _has_another_place(form: Form) -> bool:
    """A country alone, which is always chosen, is no address."""
    return any(form[f"customer/delivery_address/{name}"].strip() for name in PLACE if name != "country")


def _place(form: Form, name: str) -> Json:
    return {field: value for field in PLACE if (value := text_or_none(form, f"customer/{name}/{field}"))}


def _line(form: Form, number: int, currency: str) -> Json:
    place = f"lines/{number}"
    line: Json = {
        "sku": form[f"{place}/sku"],
        "quantity": whole_number(form, f"{place}/quantity"),
        "discount": _money(form, f"{place}/discount", currency),
    }
    # A screw may cost a fraction of a cent.
    return line | {name: str(value) for name, value in _given(form, place)}


def _given(form: Form, place: str) -> Iterator[tuple[str, Any]]:
    for name in ("unit_price", "vat_rate"):
        typed = form[f"{place}/{name}"].replace("%", "") if name == "vat_rate" else form[f"{place}/{name}"]
        if typed.strip():
            yield name, read_amount(typed, form.reader, field=f"{place}/{name}")


def _shipping(form: Form, currency: str) -> Json | None:
    if not form["shipping/method"].strip():
        return None
    return {
        "method": _method(form, "shipping/method"),
        "kind": form["shipping/kind"] or "delivery",
        "price": _money(form, "shipping/price", currency),
    }


def _method(form: Form, name: str) -> str:
    """By its code where it is one that has names; else as it was written."""
    typed = form[name].strip()
    code = method_code(typed)
    return code if method_name(code, form.reader) != code else typed


def _money(form: Form, name: str, currency: str) -> str:
    return str(read_amount(form[name], form.reader, field=name, currency=currency)) if form[name].strip() else "0"


def _amount(amount: str, texts: Texts) -> str:
    return texts.typed(amount) if float(amount) else ""


def _last_second(form: Form) -> str:
    return (datetime.fromisoformat(end_of_day(form, "valid_until")) - timedelta(seconds=1)).isoformat()
