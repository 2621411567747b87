"""Whom an order is for is changed in a dialog of its page: contact and addresses, or contact alone."""

from services.backoffice.web.actions import Action, Button, content_or_none, text_or_none
from services.backoffice.web.postal import address_form, address_of, countries
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _


def _customer(form: Form) -> Json:
    values = {name: text_or_none(form, name) for name in ("name", "email", "phone", "vat_number", "reason")}
    delivery = address_of(form, "delivery_address") if "other_delivery" in form else None
    return values | {
        "name": form["name"],
        "billing_address": address_of(form, "billing_address"),
        "delivery_address": delivery,
        "customer_too": "customer_too" in form,
    }


async def known_customer(visit: Visit, order: Json | None) -> Json | None:
    """Whose order it is, or whom that one is merged into."""
    customer_id, known = order and order.get("customer_id"), None
    while customer_id:
        known = await content_or_none(visit, "orders", f"/customers/{customer_id}")
        customer_id = known and known["merged_into"]
    return known


def customer_parts(
    visit: Visit, order: Json | None, billing: Json | None, fulfilment: Json | None, known: Json | None
) -> Json:
    """What its dialog shows beside the order: countries, and what bears the customer as it was until now."""
    slips = fulfilment["shipments"] if fulfilment else ()
    return {
        "countries": countries(visit),
        "issued": [one for one in (billing or {}).get("documents", ()) if one["kind"] == "invoice"],
        "left": [one["slip_number"] for one in slips if one["state"] == "shipped"],
        "filled_in": filled_in(order) if order else {},
        "known": known,
        "other_of_customer": _other_of(known, order["customer"]) if known and order else {},
        "all_may_change": order is None or "change_customer" in order["may"],
    }


def _other_of(known: Json, ordered: Json) -> Json:
    """What is known of the customer and stands otherwise on the order: it would be changed of both."""
    addresses = {one["use"]: one["address"] for one in known["addresses"]}
    of_customer = known | {f"{use}_address": addresses.get(use) for use in ("billing", "delivery")}
    names = ("name", "email", "phone", "vat_number", "billing_address", "delivery_address")
    return {name: of_customer[name] for name in names if ordered[name] and of_customer[name] != ordered[name]}


def filled_in(order: Json) -> dict[str, str]:
    """The form as it opens."""
    customer = order["customer"]
    values = {name: customer[name] or "" for name in ("name", "email", "phone", "vat_number")}
    values |= {"version": str(order["version"]), "other_delivery": "on" if customer["delivery_address"] else ""}
    return (
        values
        | address_form("billing_address", customer["billing_address"])
        | address_form(
            "delivery_address", customer["delivery_address"] or {"country": customer["billing_address"]["country"]}
        )
    )


CUSTOMER = Action(
    "customer",
    scope="orders:write",
    service="orders",
    path="/orders/{order_id}/customer",
    body=_customer,
    versioned=True,
    done="order-customer-saved",
    dialog="orders/dialogs/customer.html",
    button=Button(_("Edit the customer"), "pencil", "button quiet"),
)
