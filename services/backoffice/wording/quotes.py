"""Quotes: their states, refusals, and what is said once something is done with one."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.requests import Field
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.texts import marked_for

LABELS: dict[str, dict[str, Label]] = {
    "quote": {
        "draft": Label(marked_for("quote", "Draft"), "plain", "pencil"),
        "to_revise": Label(marked_for("quote", "To revise"), "warning", "circle-x"),
        "sent": Label(marked_for("quote", "Sent"), "info", "send"),
        "converted": Label(marked_for("quote", "Accepted"), "good", "circle-check"),
        "declined": Label(marked_for("quote", "Declined"), "warning", "circle-x"),
        "expired": Label(marked_for("quote", "Expired"), "plain", "hourglass"),
        "cancelled": Label(marked_for("quote", "Cancelled"), "plain", "ban"),
    },
}

REFUSALS: dict[str, str] = {
    "quote-converted": _("This quote is an order already."),
    "quote-expired": _("This quote is not valid any more: give a later day in a new version of it."),
    "quote-replaced": _("There is a newer version of this quote."),
    "quote-locked": _("This quote is locked as it is, or not sent yet."),
    "quote-id-reused": _("This quote was made already. Close the form, and see the list of quotes."),
    "price-missing": _("The shop has no price for this product in this currency: give one."),
    "unknown-customer": _("The shop does not know this customer any more. Find them again, or go on without."),
    "unknown-sku": _("The shop has no product with this SKU."),
    "wrong-totals": _("A discount is at most what it is taken off, and in whole cents."),
    "wrong-vat-rate": _(
        "A VAT rate of this quote is none that the country has today. Leave the rates out in a new version of it."
    ),
    "order-too-large": _("This is too large for one order. Divide it."),
    "amount-too-large": _("These amounts are too large."),
}

FIELDS: dict[str, Field] = {
    "unit_price": Field(_("Unit price"), "12.50"),
    "discount": Field(_("Discount"), "5.00"),
    "valid_until": Field(_("Valid until")),
    "comment": Field(_("Comment")),
}

DONE: dict[str, str] = {
    "quote-created": _("This is a draft: change it as you like, then send it."),
    "quote-saved": _("The quote is saved, and its totals are computed."),
    "quote-sent": _("The quote is sent."),
    "quote-not-mailed": _("The quote is locked as if sent, but no mail goes out. Print its PDF and hand it over."),
    "quote-converted": _("The quote is an order now."),
    "quote-declined": _("The quote is declined. Its next version is a draft."),
    "quote-revised": _("This is the next version, as a draft."),
    "quote-cancelled": _("The quote is cancelled."),
}
