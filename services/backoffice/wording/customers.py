"""Customers: what their addresses are for, and refusals."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.requests import Field
from services.backoffice.wording.texts import marked as _

LABELS: dict[str, dict[str, Label]] = {
    "address_use": {
        "billing": Label(_("Billing address"), "plain", "receipt-text"),
        "delivery": Label(_("Delivery address"), "plain", "truck"),
        "other": Label(_("Other address"), "plain", "map-pin"),
    },
}

FIELDS: dict[str, Field] = {
    "phone": Field(_("Phone"), "+33 6 12 34 56 78"),
    "company": Field(_("Company")),
    "street2": Field(_("Street, second line")),
    "region": Field(_("Region")),
    "billing_address": Field(_("Billing address")),
    "delivery_address": Field(_("Delivery address")),
}

DONE: dict[str, str] = {
    "customers-merged": _("The two customers are one."),
    "customers-unmerged": _("The two customers are two again."),
    "order-attached": _("The order is this customer’s."),
    "order-detached": _("The order is a guest’s again."),
    "customer-saved": _("The customer is saved."),
    "order-customer-saved": _("The customer of this order is saved."),
}

CHANGED = _("%(field)s: %(before)s → %(after)s")
"""What the history says of a value that staff changed."""

REFUSALS: dict[str, str] = {
    "customer-merged": _("This customer is merged into another. Go on with that one."),
    "reference-taken": _("There is a customer with this number already."),
    "country-stays": _("The country stays: the order has its VAT. Cancel it, and place it anew for the other country."),
    "same-customer": _("This is the same customer. Choose another one."),
    "merge-undone": _("This merge is undone already."),
    "merge-too-old": _("A merge is undone within 30 days: this one was before that."),
    "named-by-storefront": _("The storefront says whose order this is: it stays with that customer."),
    "no-customer": _("This is a guest’s order: there is no customer to change too. Attach it to one first."),
    "no-phone": _("This is no phone number. Write it as in “+33 6 12 34 56 78”."),
}
