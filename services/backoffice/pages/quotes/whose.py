"""Whom of the shop's customers a quote is for: found while it is written, and filled in as they are known."""

from services.backoffice.pages.quotes.edit_form import BILLING, DELIVERY, PERSON
from services.backoffice.web.addresses import is_order_id
from services.backoffice.web.found_customers import customers_like
from services.backoffice.web.postal import address_form
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import written


async def find_or_take(visit: Visit, form: Form) -> Json | None:
    """What the page shows of who was looked for, none of it where somebody was chosen; None if neither was asked."""
    words = form["find_customer"].strip()
    if chosen := form["take_customer"]:
        if customer := await known_customer(visit, chosen):
            form |= customer_filled_in(customer)
            form["find_customer"] = ""
        return {}
    if "look_customer" in form or ("return" in form and words and not form["find"].strip()):
        return {"customers": await customers_like(visit, [words])} if words else {}
    return None


async def known_customer(visit: Visit, customer_id: str) -> Json | None:
    """None of an id that nobody has, and while orders does not answer."""
    if not is_order_id(customer_id):
        return None
    return (await visit.services.area("orders", f"/customers/{customer_id}")).content


def customer_filled_in(customer: Json) -> dict[str, str]:
    used = {one["use"]: one["address"] for one in customer["addresses"]}
    filled = {f"customer/{name}": written(customer[name]) for name in PERSON}
    if billing := used.get("billing"):
        filled |= address_form(BILLING, billing)
        filled |= address_form(DELIVERY, used.get("delivery") or {"country": billing["country"]})
    return filled | {"customer_id": customer["customer_id"], "language": customer["language"]}
