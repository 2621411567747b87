"""What any service may refuse, and the fields of its forms."""

from services.backoffice.wording.texts import marked as _

REFUSALS: dict[str, str] = {
    "insufficient-scope": _("Your role does not allow this."),
    "not-found": _("This does not exist, or not any more."),
    "stale-version": _("Somebody else has changed this meanwhile."),
    "wrong-state": _("That is not possible in its present state."),
    "invalid-request": _("Something in the form is not valid: %(detail)s"),
    "bad-period": _("This period is not valid."),
    "idempotency-key-reused": _(
        "This form was sent before with something else in it. Close it, and see what was done."
    ),
    "bad-cursor": _("This page of the list does not exist any more."),
    "forged-form": _("This form is not from your session. Load the page again and repeat."),
}

FIELDS: dict[str, str] = {
    "amount": _("Amount"),
    "low_stock_threshold": _("Low-stock threshold"),
    "method": _("Payment method"),
    "quantity": _("Quantity"),
    "reason": _("Reason"),
    "reference": _("Reference"),
    "text": _("Note"),
}
"""What a service finds not valid, by its name in the contracts; else it is shown in the service's own words."""
