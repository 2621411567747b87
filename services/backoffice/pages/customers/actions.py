"""What is done with a customer, each asked for in a dialog: written down, changed."""

from uuid import UUID

from services.backoffice.web.actions import Action, Actions, Button, Target, text_or_none
from services.backoffice.web.postal import address_form, address_of, countries
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _

USES = ("billing", "delivery")


def _customer(form: Form) -> Json:
    """With its billing and delivery addresses as they are filled in, and the others as they are known."""
    values = {name: text_or_none(form, name) for name in ("email", "phone", "vat_number", "note")}
    named = [{"use": use, "address": address_of(form, use)} for use in USES if _says_something(form, use)]
    others = [
        {"use": "other", "address": address_of(form, f"other-{place}")}
        for place in range(int(form["others"] or "0") if form["others"].isdecimal() and len(form["others"]) < 3 else 0)
    ]
    return values | {"name": form["name"], "language": form["language"] or "fr", "addresses": [*named, *others]}


def _new_customer(form: Form) -> Json:
    return _customer(form) | {"reference": text_or_none(form, "reference")}


def _says_something(form: Form, use: str) -> bool:
    """A country alone is what the form opens with."""
    return any(value for part, value in address_of(form, use).items() if part != "country")


async def _customer_asked(customer_id: UUID) -> Target:
    return Target({"customer_id": str(customer_id)}, page=f"/customers/{customer_id}")


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    customer = await visit.services.area("orders", f"/customers/{target.ids['customer_id']}")
    return {"owner": customer, "customer": customer.content, **form_parts(visit, customer.content)}


def form_parts(visit: Visit, customer: Json | None) -> Json:
    """The form of a customer as it opens, and the countries it offers."""
    known = customer or {}
    values = {name: known.get(name) or "" for name in ("name", "email", "phone", "vat_number", "note", "reference")}
    values |= {"language": known.get("language") or visit.staff.language, "version": str(known.get("version", 0))}
    addresses = known.get("addresses", ())
    used = {one["use"]: one["address"] for one in addresses if one["use"] in USES}
    others = [one["address"] for one in addresses if one["use"] == "other"]
    for use in USES:
        values |= address_form(use, used.get(use, {"country": "FR"}))
    for place, address in enumerate(others):
        values |= address_form(f"other-{place}", address)
    return {"filled_in": values | {"others": str(len(others))}, "countries": countries(visit)}


CUSTOMER_ACTIONS = Actions(
    "/customers/{customer_id}",
    _customer_asked,
    _shown,
    lambda action, form, shown: content["may"] if (content := shown["owner"].content) else None,
    (
        Action(
            "edit",
            scope="orders:write",
            service="orders",
            path="/customers/{customer_id}",
            method="PUT",
            body=_customer,
            done="customer-saved",
            dialog="customers/dialogs/customer.html",
            in_may="change",
            not_now=_("This customer is merged into another. Go on with that one."),
            button=Button(_("Edit"), "pencil"),
        ),
    ),
)

NEW_CUSTOMER = Action(
    "add",
    scope="orders:write",
    service="orders",
    path="/customers",
    body=_new_customer,
    done="customer-saved",
    dialog="customers/dialogs/customer.html",
    button=Button(_("New customer"), "plus", "button"),
)

router = CUSTOMER_ACTIONS.router()
