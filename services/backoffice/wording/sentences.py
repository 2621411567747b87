"""What the pages say of what happened: entries of the history, refusals, commands that were done."""

from typing import Any

from services.backoffice.wording.labels import label
from services.backoffice.wording.texts import Texts
from services.backoffice.wording.texts import marked as _

HISTORY: dict[str, str] = {
    "placed": _("Order placed"),
    "hold_requested": _("Hold requested: %(reason)s"),
    "hold_effective": _("The hold is effective"),
    "resumed": _("Resumed"),
    "invoiced": _("Invoice %(number)s issued"),
    "credited": _("Credit note %(number)s issued: %(gross)s"),
    "payment_recorded": _("Payment of %(amount)s recorded"),
    "payment_reversed": _("Payment of %(amount)s taken back"),
    "slip_created": _("Packing slip %(slip)s created"),
    "slip_ready": _("Goods of packing slip %(slip)s are all set aside"),
    "nothing_to_ship": _("Nothing to ship"),
    "shipped": _("Shipped with packing slip %(slip)s"),
    "unshipped": _("Marked as not shipped: packing slip %(slip)s"),
    "message_sent": _("Message sent: %(kind)s"),
    "message_failed": _("Message failed: %(kind)s"),
    "note_saved": _("Note saved"),
    "cancelled": _("Cancelled"),
    "slips_voided": _("Packing slips void, stock restored"),
    "cancellation_invoiced": _("Cancellation invoice %(number)s issued"),
    "nothing_to_credit": _("Nothing to credit"),
    "parcel_left_too_late": _("The parcel of packing slip %(slip)s had left already"),
    "return_opened": _("Return %(number)s opened"),
    "cancellation_settled": _("The cancellation is settled"),
}

REFUSALS: dict[str, str] = {
    "insufficient-scope": _("Your role does not allow this."),
    "already-shipped": _("Goods of this order have left already. Create a return instead."),
    "order-cancelled": _("This order is cancelled."),
    "order-completed": _("This order is completed."),
    "order-on-hold": _("This order is on hold. Resume it first."),
    "order-not-found": _("There is no such order."),
    "document-not-found": _("There is no such document."),
    "entry-not-found": _("There is no such entry in the ledger."),
    "shipment-not-found": _("There is no such shipment."),
    "return-not-found": _("There is no such return."),
    "not-found": _("This does not exist, or not any more."),
    "nothing-due": _("Nothing is due on this order."),
    "more-than-due": _("This is more than what is due."),
    "invalid-amount": _("This amount is not valid."),
    "nothing-to-reverse": _("There is no payment to take back."),
    "over-crediting": _("This is more than what may still be credited."),
    "invalid-credit": _("This credit is not valid."),
    "unknown-line": _("The invoice has no such line."),
    "not-invoiced": _("This order has no invoice yet."),
    "goods-missing": _("Some of its goods are not in stock yet."),
    "not-enough-stock": _("There is not that much in stock."),
    "not-tracked": _("The stock of this product is not tracked."),
    "not-shipped": _("This has not been shipped."),
    "stale-version": _("Somebody else has changed this meanwhile."),
    "wrong-state": _("That is not possible in its present state."),
    "invalid-request": _("Something in the form is not valid: %(detail)s"),
    "not-whole": _("Give a whole number."),
    "not-failed": _("Only a message that has failed is sent again."),
    "bad-period": _("This period is not valid."),
    "idempotency-key-reused": _(
        "This form was sent before with something else in it. Close it, and see what was done."
    ),
    "bad-cursor": _("This page of the list does not exist any more."),
    "email-taken": _("There is an account with this e-mail address already."),
    "last-owner": _("The shop needs at least one owner who can sign in."),
    "weak-password": _("A password has 12 to 200 characters and is hard to guess."),
    "wrong-password": _("This is not your present password."),
    "passwords-differ": _("The new password was typed differently the second time."),
    "too-many-attempts": _("Too many attempts. Wait a quarter of an hour and try again."),
    "second-factor-is-on": _("The second factor is on already."),
    "second-factor-is-off": _("The second factor is off."),
    "invalid-email": _("This is not an e-mail address."),
    "own-account": _("Change your own password in My settings."),
    "wrong-code": _("This code is not right, or was used before."),
    "forged-form": _("This form is not from your session. Load the page again and repeat."),
    "title-taken": _("You have a view of this name already."),
    "invalid-title": _("A title is one line of 1 to 40 characters."),
    "too-many-views": _("You have many views already. Remove one first."),
    "nothing-to-save": _("There is no filter to save."),
}
"""By the stable type of a refusal; a type that is not here is shown with the service's own words."""

FIELDS: dict[str, str] = {
    "amount": _("Amount"),
    "low_stock_threshold": _("Low-stock threshold"),
    "method": _("Payment method"),
    "quantity": _("Quantity"),
    "reason": _("Reason"),
    "reference": _("Reference"),
    "text": _("Note"),
}
"""What a service finds not valid, by its name in the contracts; one that is not here is told in the service's words."""

DONE: dict[str, str] = {
    "held": _("The order is put on hold."),
    "resumed": _("The order is resumed."),
    "cancelled": _("The order is cancelled."),
    "paid": _("The payment is recorded."),
    "not-paid": _("The payment is taken back."),
    "shipped": _("The parcel is marked as shipped."),
    "not-shipped": _("The parcel is marked as not shipped."),
    "note-saved": _("The note is saved."),
    "stock-adjusted": _("The stock is adjusted."),
    "stock-received": _("The goods are in stock."),
    "threshold-saved": _("The threshold is saved."),
    "stock-tracked": _("The stock is tracked from now on."),
    "message-resent": _("The message is sent again."),
    "retried": _("The record is tried again."),
    "dropped": _("The record is dropped."),
    "staff-added": _("The account is created."),
    "staff-saved": _("The account is saved."),
    "staff-disabled": _("The account is disabled. Nobody is signed in with it any more."),
    "staff-enabled": _("The account is enabled."),
    "password-reset": _("The password is set. They are signed out everywhere."),
    "password-changed": _("Your password is changed. You are signed out everywhere else."),
    "preferences-saved": _("Your settings are saved."),
    "second-factor-started": _("Your password is right. The second factor is on once you have given a code."),
    "second-factor-off": _("The second factor is off."),
    "session-ended": _("The session is ended."),
    "sessions-ended": _("You are signed out everywhere else."),
    "view-saved": _("The view is saved."),
    "view-removed": _("The view is removed."),
}
"""What a page says after a command, by the word its address carries."""


def history_sentence(texts: Texts, action: str, detail: dict[str, Any] | None, currency: str) -> str:
    told = dict(detail or {})
    for name in {"amount", "gross"} & told.keys():
        told[name] = texts.money(told[name], told.get("currency", currency))
    if "kind" in told:
        told["kind"] = label(texts, "message_kind", told["kind"]).text
    sentence = texts.text(HISTORY.get(action, action))
    return sentence % told if "%(" in sentence else sentence


def refusal(texts: Texts, kind: str, detail: str) -> str:
    """What the reader is told of a refusal."""
    known = REFUSALS.get(kind)
    return texts.text(known).replace("%(detail)s", _wrong_field(texts, detail)) if known else detail


def _wrong_field(texts: Texts, detail: str) -> str:
    """Of `body/amount: Input should be a valid decimal` the reader needs to know which field it is."""
    name = detail.partition(":")[0].rpartition("/")[2]
    return texts.text(FIELDS[name]) if name in FIELDS else detail
