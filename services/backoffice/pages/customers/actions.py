"""What is done with a customer, each asked for in a dialog: written down, changed."""

from collections.abc import Collection
from uuid import UUID

from services.backoffice.web.actions import Action, Actions, Button, Subject, Target, content_or_none, text_or_none
from services.backoffice.web.bouncing_address import bouncing_address
from services.backoffice.web.found_customers import found_customers
from services.backoffice.web.postal import address_form, address_of, countries, country_of_shop
from services.backoffice.web.service_clients import Json, ServiceRefused
from services.backoffice.web.visit import Form, Sent, Visit
from services.backoffice.wording.texts import marked as _
from shared.schemas.orders.customers import MOST_ADDRESSES

USES = ("billing", "delivery")


def _customer(form: Form) -> Json:
    """With its billing and delivery addresses as they are filled in, and the others as they are known."""
    values = {name: text_or_none(form, name) for name in ("email", "phone", "vat_number", "note")}
    named = [{"use": use, "address": address_of(form, use)} for use in USES if _says_something(form, use)]
    others = [
        {"use": "other", "address": address_of(form, f"other-{place}")} for place in range(_how_many_others(form))
    ]
    return values | {"name": form["name"], "language": form["language"] or "fr", "addresses": [*named, *others]}


def _how_many_others(form: Form) -> int:
    """As the page said; nobody has more than the most, whatever is sent."""
    said = form["others"]
    return min(int(said), MOST_ADDRESSES) if said.isdecimal() and len(said) < 9 else 0


def _new_customer(form: Form) -> Json:
    return _customer(form) | {"reference": text_or_none(form, "reference")}


def _says_something(form: Form, use: str) -> bool:
    """A country alone is what the form opens with."""
    return any(value for part, value in address_of(form, use).items() if part != "country")


def _merge(form: Form) -> Json:
    return {
        "merged_id": form["merged_id"] or NOBODY,
        "merged_version": int(form["merged_version"]) if form["merged_version"].isdecimal() else 0,
        "take": [name for name in CHOSEN if form[f"take_{name}"] == "merged"],
        "reason": text_or_none(form, "reason"),
    }


async def _customer_asked(customer_id: UUID, form: Sent, merged_id: UUID | None = None) -> Target:
    ids = {"customer_id": str(customer_id), "merged_id": str(merged_id or form["merged_id"])}
    return Target(ids, page=f"/customers/{customer_id}")


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    path = f"/customers/{target.ids['customer_id']}"
    customer = await visit.services.area("orders", path)
    shown = {"owner": customer, "customer": customer.content}
    if action.name == "edit":
        shown["bouncing"] = await bouncing_address(visit, customer.content["email"] if customer.content else None)
    if action.name != "merge":
        return shown | await form_parts(visit, customer.content)
    if merged_id := target.ids["merged_id"]:
        return shown | {"preview": await _preview(visit, path, merged_id), "chosen": CHOSEN}
    return shown | await found_customers(visit, customer.content, besides=target.ids["customer_id"])


async def _preview(visit: Visit, path: str, merged_id: str) -> Json | None:
    """None where there is no such merge: it is asked for again then."""
    try:
        return await content_or_none(visit, "orders", f"{path}/merge-preview", merged_id=merged_id)
    except ServiceRefused:
        return None


def _may(action: Action, form: Form, shown: Json) -> Collection[str] | None:
    customer = shown["owner"].content
    if customer is None or action.name != "unmerge":
        return customer and tuple(customer["may"])
    return [name for one in customer["merges"] if one["merge_id"] == form["merge_id"] for name in one["may"]]


CHOSEN = ("name", "email", "phone", "vat_number", "language")
"""What is kept of one of two customers who are merged."""
NOBODY = "00000000-0000-0000-0000-000000000000"
MERGE = Subject("merge_id", lambda shown: [one["merge_id"] for one in (shown["customer"] or {}).get("merges", ())])


async def form_parts(visit: Visit, customer: Json | None) -> Json:
    """The form of a customer as it opens, and the countries it offers."""
    known = customer or {}
    values = {name: known.get(name) or "" for name in ("name", "email", "phone", "vat_number", "note", "reference")}
    values |= {"language": known.get("language") or visit.staff.language, "version": str(known.get("version", 0))}
    addresses = known.get("addresses", ())
    used = {one["use"]: one["address"] for one in addresses if one["use"] in USES}
    others = [one["address"] for one in addresses if one["use"] == "other"]
    country = used["billing"]["country"] if "billing" in used else await country_of_shop(visit)
    for use in USES:
        values |= address_form(use, used.get(use, {"country": country}))
    for place, address in enumerate(others):
        values |= address_form(f"other-{place}", address)
    filled_in = values | {"others": str(len(others))}
    return {"filled_in": filled_in, "countries": countries(visit), "most_others": MOST_ADDRESSES}


CUSTOMER_ACTIONS = Actions(
    "/customers/{customer_id}",
    _customer_asked,
    _shown,
    _may,
    (
        Action(
            "merge",
            scope="orders:write",
            service="orders",
            path="/customers/{customer_id}/merge",
            body=_merge,
            versioned=True,
            done="customers-merged",
            dialog="customers/dialogs/merge.html",
            not_now=_("This customer is merged into another. Go on with that one."),
            button=Button(_("Merge with another customer"), "merge", "button quiet"),
        ),
        Action(
            "unmerge",
            scope="orders:write",
            service="orders",
            path="/customers/{customer_id}/merges/{merge_id}/undo",
            done="customers-unmerged",
            dialog="customers/dialogs/unmerge.html",
            in_may="undo",
            subject=MERGE,
            not_now=_("A merge is undone within 30 days: this one was before that."),
            button=Button(_("Make them two again"), "undo-2", ""),
        ),
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
