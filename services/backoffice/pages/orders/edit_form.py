"""An order as the form has it in which it is edited: filled in from the order, and read as what it is to be."""

from services.backoffice.web.actions import text_or_none
from services.backoffice.web.goods_form import discount_typed, goods_filled_in, line_typed, lines_of, shipping_typed
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import Texts
from shared.schemas.method_names import method_code


def filled_in(form: Form, start: Json, texts: Texts) -> Form:
    """The form as it opens."""
    form |= goods_filled_in(start["content"], texts) | {"version": str(start["version"]), "notify_customer": "yes"}
    return form


def wanted(form: Form, before: Json) -> Json:
    """`before` is what the order consists of. Raises NumberRefused."""
    currency = before["currency"]
    asked: Json = {
        "lines": [_named(form, number) | line_typed(form, number, currency) for number in lines_of(form)],
        "discount": discount_typed(form, "discount", currency, lines=lines_of(form)),
        "reason": text_or_none(form, "reason"),
        "notify_customer": bool(form["notify_customer"]),
    }
    shipping = shipping_typed(form, currency)
    now = before["shipping"] and {name: before["shipping"][name] for name in ("method", "kind", "price")}
    return asked if _is_same(shipping, now) else asked | {"shipping": shipping}


def _named(form: Form, number: int) -> Json:
    """A line of the order by its number, a new one by its product."""
    line_no = form[f"lines/{number}/line_no"]
    if line_no.isdecimal() and len(line_no) < 6:
        return {"line_no": int(line_no)}
    return {"sku": form[f"lines/{number}/sku"]}


def _is_same(one: Json | None, other: Json | None) -> bool:
    if one is None or other is None:
        return one is other
    alike = (method_code(one["method"]), one["kind"]) == (method_code(other["method"]), other["kind"])
    return alike and float(one["price"]) == float(other["price"])
