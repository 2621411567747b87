"""A quote as its form has it: filled in from what is saved, and read as what is to be saved."""

from datetime import datetime, timedelta

from services.backoffice.web.actions import text_or_none
from services.backoffice.web.addresses import is_order_id
from services.backoffice.web.goods_form import (
    amount_filled_in,
    amount_typed,
    discount_typed,
    goods_filled_in,
    line_typed,
    lines_of,
    method_typed,
    shipping_typed,
)
from services.backoffice.web.postal import address_form, address_of
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_days import end_of_day, last_day_before
from services.backoffice.web.typed_numbers import read_amount
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import Texts, written

PERSON = ("name", "reference", "email", "phone", "vat_number")
BILLING, DELIVERY = "customer/billing_address", "customer/delivery_address"


def filled_in(form: Form, quote: Json, texts: Texts) -> Form:
    """The form as it opens."""
    customer, payment = quote["customer"], quote["payment"]
    form |= {f"customer/{name}": written(customer[name]) for name in PERSON}
    billing = customer["billing_address"]
    delivery = customer["delivery_address"] or {"country": billing["country"]}
    form |= address_form(BILLING, billing) | address_form(DELIVERY, delivery)
    form |= goods_filled_in(quote, texts)
    form |= {
        "language": quote["language"],
        "payment/method": texts.method(payment["method"]),
        "payment/cost": amount_filled_in(payment["cost"], texts),
        "valid_until": last_day(quote["valid_until"]),
        "comment": quote["comment"] or "",
        "version": str(quote["version"]),
        "customer_id": quote["customer_id"] or "",
    }
    return form


def last_day(valid_until: str) -> str:
    """It is valid to the last second of a day."""
    return str(last_day_before((datetime.fromisoformat(valid_until) + timedelta(seconds=1)).isoformat()))


def wanted(form: Form, currency: str) -> Json:
    """Raises NumberRefused."""
    return {
        "language": form["language"] or "fr",
        "customer": _customer(form),
        "customer_id": form["customer_id"] if is_order_id(form["customer_id"]) else None,
        "lines": [_line(form, number, currency) for number in lines_of(form)],
        "discount": discount_typed(form, "discount", currency, lines=lines_of(form)),
        "shipping": shipping_typed(form, currency),
        "payment": {
            "method": method_typed(form, "payment/method"),
            "cost": amount_typed(form, "payment/cost", currency),
        },
        "valid_until": _last_second(form),
        "comment": text_or_none(form, "comment"),
    }


def _customer(form: Form) -> Json:
    person = {name: text_or_none(form, f"customer/{name}") for name in PERSON}
    delivery = address_of(form, DELIVERY)
    # A country alone, which is always chosen, is no address.
    goes_elsewhere = any(value for part, value in delivery.items() if part != "country")
    return {name: value for name, value in person.items() if value} | {
        "name": form["customer/name"].strip(),
        "billing_address": address_of(form, BILLING),
        "delivery_address": delivery if goes_elsewhere else None,
    }


def _line(form: Form, number: int, currency: str) -> Json:
    rate = f"lines/{number}/vat_rate"
    typed = form[rate].replace("%", "").strip()
    line = {"sku": form[f"lines/{number}/sku"]} | line_typed(form, number, currency)
    return line | ({"vat_rate": str(read_amount(typed, form.reader, field=rate))} if typed else {})


def _last_second(form: Form) -> str:
    return (datetime.fromisoformat(end_of_day(form, "valid_until")) - timedelta(seconds=1)).isoformat()
