"""What any service may refuse, and the fields of its forms."""

from typing import NamedTuple

from services.backoffice.wording.texts import marked as _

REFUSALS: dict[str, str] = {
    "insufficient-scope": _("Your role does not allow this."),
    "not-found": _("This does not exist, or not any more."),
    "stale-version": _("This was changed meanwhile, by somebody else or by you in another window."),
    "older-than-announced": _(
        "The database of this service was set back to an earlier state. Nothing is changed in it until an administrator"
        " has taken back what it had announced since."
    ),
    "wrong-state": _("That is not possible in its present state."),
    "invalid-request": _("Something in the form is not valid."),
    "bad-period": _("This period is not valid: it ends before it begins, or is longer than a year."),
    "idempotency-key-reused": _(
        "This form was sent before with something else in it. Close it, and see what was done."
    ),
    "bad-cursor": _("This page of the list does not exist any more."),
    "forged-form": _("This form is not from your session. Load the page again and repeat."),
}


class Field(NamedTuple):
    """A field of a form by its name in the contracts, and what may stand in it."""

    name: str
    example: str = ""


FIELDS: dict[str, Field] = {
    "assignee": Field(_("Who does it")),
    "currency": Field(_("Currency"), "USD"),
    "rate": Field(_("Rate"), "1.0825"),
    "day": Field(_("Day"), _("2 March 2026")),
    "csv": Field(_("What is in it")),
    "amount": Field(_("Amount")),
    "refunded_at": Field(_("Day the money went")),
    "paid_at": Field(_("Day the money came")),
    "code": Field(_("Code"), "123456"),
    "due": Field(_("Due day"), _("2 March 2026")),
    "expires_on": Field(_("Last day for the goods to come"), _("2 March 2026")),
    "restocking_percent": Field(_("Restocking fee in percent"), "5"),
    "postage": Field(_("Postage"), "4.90"),
    "email": Field(_("E-mail address"), _("camille@example.com")),
    "language": Field(_("Language")),
    "backorders": Field(_("Ordering more than is there")),
    "backorders_until": Field(_("Last day, where there is one")),
    "lines": Field(_("Products")),
    "title": Field(_("Title")),
    "price": Field(_("Price"), "12.50"),
    "price_includes_vat": Field(_("The price is")),
    "vat_rate": Field(_("VAT rate"), "20"),
    "ships": Field(_("To be shipped")),
    "location": Field(_("Place on the shelves"), "A-12-3"),
    "low_stock_threshold": Field(_("Low-stock threshold"), "5"),
    "method": Field(_("Payment method"), _("Bank transfer")),
    "name": Field(_("Name"), _("Camille Durand")),
    "quantity": Field(_("Quantity"), "3"),
    "reason": Field(_("Reason"), _("address to be checked")),
    "reference": Field(_("Reference"), "RF18-5390"),
    "role": Field(_("Role")),
    "text": Field(_("Text")),
    "theme": Field(_("Look")),
    "to": Field(_("E-mail address"), _("camille@example.com")),
}

RULES: dict[str, str] = {
    "missing": _("%(field)s: fill this in."),
    "string_too_short": _("%(field)s: fill this in."),
    "nothing_to_see": _("%(field)s: fill this in."),
    "turns_text": _("%(field)s: it has hidden marks that turn the direction of text. Type it anew."),
    "string_too_long": _("%(field)s: at most %(limit)s characters."),
    "less_than_equal": _("%(field)s: at most %(limit)s."),
    "less_than": _("%(field)s: less than %(limit)s."),
    "greater_than_equal": _("%(field)s: at least %(limit)s."),
    "greater_than": _("%(field)s: more than %(limit)s."),
    "too_short": _("%(field)s: at least %(limit)s."),
    "too_long": _("%(field)s: at most %(limit)s."),
}
"""By the kind of rule in the problem details of a service."""

NOT_VALID = _("%(field)s: this is not valid.")
EXAMPLE = _("For example: %(example)s")

AT_MOST: dict[str, str] = {
    "more-than-owed": _("At most %(limit)s."),
    "more-than-due": _("At most %(limit)s."),
    "more-than-received": _("At most %(limit)s."),
    "too-much-to-write-off": _("At most %(limit)s."),
    "over-crediting": _("At most %(limit)s."),
    "wrong-rates-file": _("Line %(limit)s is wrong."),
    "not-enough-stock": _("At most %(limit)s can be taken off."),
    "more-than-awaited": _("At most %(limit)s."),
    "not-received": _("At most %(limit)s."),
    "more-than-shipped": _("At most %(limit)s."),
    "more-than-creditable": _("At most %(limit)s."),
    "more-than-exchangeable": _("At most %(limit)s."),
    "more-than-credited": _("At most %(limit)s."),
    "fewer-than-left": _("At least %(limit)s."),
    "price-of-left-stays": _("It is %(limit)s."),
    "discount-of-left-stays": _("For this quantity it is %(limit)s."),
}
"""What is added to a refusal that says how much there is."""
