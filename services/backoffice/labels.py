"""What the words of the services are called on the pages: states, actions, refusals, what was done."""

from typing import Any, NamedTuple

from services.backoffice.texts import Texts, marked_for
from services.backoffice.texts import marked as _


class Label(NamedTuple):
    """`tone` colours it, `icon` says the same without colour."""

    text: str
    tone: str = "plain"
    icon: str = "circle"


LABELS: dict[str, dict[str, Label]] = {
    "status": {
        "on_hold": Label(_("On hold"), "warning", "circle-pause"),
        "processing_awaiting_payment": Label(_("Processing, awaiting payment"), "info", "hourglass"),
        "processing_awaiting_shipment": Label(_("Processing, awaiting shipment"), "info", "package"),
        "processing_awaiting_pickup": Label(_("Processing, awaiting pickup"), "info", "store"),
        "processing_ready_for_pickup": Label(_("Processing, ready for pickup"), "info", "package-check"),
        "completed": Label(_("Completed"), "good", "circle-check"),
        "completed_shipped": Label(_("Completed, shipped"), "good", "truck"),
        "completed_picked_up": Label(_("Completed, picked up"), "good", "package-check"),
        "cancelled": Label(_("Cancelled"), "plain", "ban"),
    },
    "payment_status": {
        "not_paid": Label(_("Not paid"), "warning", "circle"),
        "partially_paid": Label(_("Partially paid"), "warning", "circle-dashed"),
        "paid": Label(_("Paid"), "good", "circle-check"),
        "overpaid": Label(_("Overpaid"), "warning", "circle-alert"),
        "cancelled": Label(_("Payment cancelled"), "plain", "ban"),
    },
    "shipment_status": {
        "not_shipped": Label(_("Not shipped"), "plain", "circle"),
        "partially_shipped": Label(_("Partially shipped"), "info", "circle-dashed"),
        "shipped": Label(_("Shipped"), "good", "truck"),
        "cancelled": Label(_("Shipment cancelled"), "plain", "ban"),
    },
    "hold": {
        "none": Label(_("Not on hold"), "plain", "circle"),
        "requested": Label(_("Hold requested"), "warning", "hourglass"),
        "effective": Label(_("On hold"), "warning", "circle-pause"),
    },
    "shipment": {
        "not_shipped": Label(_("Waiting for goods"), "warning", "hourglass"),
        "ready": Label(_("Ready to ship"), "info", "package-check"),
        "shipped": Label(_("Shipped"), "good", "truck"),
        "void": Label(_("Void"), "plain", "ban"),
    },
    "stock": {
        "green": Label(_("In stock"), "good", "circle-check"),
        "orange": Label(_("Low stock"), "warning", "triangle-alert"),
        "red": Label(_("Nothing left"), "bad", "circle-x"),
        "grey": Label(_("Stock not tracked"), "plain", "circle-dashed"),
    },
    "stock_entry": {
        "receipt": Label(_("Received"), "good", "plus"),
        "adjustment": Label(_("Adjusted"), "info", "pencil"),
        "shipped": Label(marked_for("stock_entry", "Shipped"), "plain", "truck"),
        "unshipped": Label(_("Shipment taken back"), "plain", "undo-2"),
    },
    "document": {
        "invoice": Label(_("Invoice"), "plain", "receipt-text"),
        "credit_note": Label(_("Credit note"), "plain", "file-minus"),
        "cancellation_invoice": Label(_("Cancellation invoice"), "plain", "file-minus"),
    },
    "operation": {
        "goods": Label(_("Supply of goods")),
        "services": Label(_("Supply of services")),
        "both": Label(_("Supply of goods and of services")),
    },
    "credit": {
        "not_credited": Label(_("Not credited"), "plain", "circle"),
        "partially_credited": Label(_("Partially credited"), "info", "circle-dashed"),
        "credited": Label(_("Credited"), "plain", "undo-2"),
    },
    "ledger": {
        "payment": Label(_("Payment"), "good", "banknote"),
        "reversal": Label(_("Payment taken back"), "warning", "undo-2"),
        "refund": Label(_("Refund"), "plain", "corner-up-left"),
    },
    "message": {
        "queued": Label(_("Waiting to be sent"), "info", "hourglass"),
        "sent": Label(_("Sent"), "good", "circle-check"),
        "failed": Label(_("Failed"), "bad", "circle-x"),
        "not_sent": Label(_("Not sent"), "plain", "ban"),
    },
    "message_kind": {
        "order_confirmation": Label(_("Order confirmation"), "plain", "mail"),
        "order_cancellation": Label(_("Order cancellation"), "plain", "mail"),
    },
    "not_sent_reason": {
        "no_address": Label(_("The customer has no e-mail address")),
        "order_cancelled": Label(_("The order was cancelled first")),
    },
    "return": {
        "requested": Label(_("Requested"), "info", "circle-dot"),
        "approved": Label(_("Approved"), "info", "check"),
        "declined": Label(_("Declined"), "plain", "ban"),
        "in_transit": Label(_("On its way back"), "info", "truck"),
        "partially_received": Label(_("Partially received"), "info", "circle-dashed"),
        "received": Label(_("Received"), "good", "package-check"),
        "closed": Label(_("Closed"), "plain", "circle-check"),
        "cancelled": Label(marked_for("return", "Cancelled"), "plain", "ban"),
    },
    "return_reason": {
        "parcel_left_while_cancelling": Label(_("The parcel left while the order was cancelled")),
    },
    "parked": {
        "parked": Label(_("Parked"), "warning", "hourglass"),
        "dead": Label(_("Dead letter"), "bad", "skull"),
    },
    "readiness": {
        "ready": Label(_("Ready"), "good", "circle-check"),
        "not_ready": Label(_("Not ready"), "warning", "hourglass"),
        "silent": Label(_("Silent"), "bad", "wifi-off"),
    },
    "delivery": {
        "delivery": Label(_("Delivery"), "plain", "truck"),
        "pickup": Label(_("Pickup in the shop"), "plain", "store"),
    },
    "role": {
        "owner": Label(_("Owner"), "plain", "key-round"),
        "manager": Label(_("Manager"), "plain", "users"),
        "sales": Label(_("Sales"), "plain", "shopping-bag"),
        "warehouse": Label(_("Warehouse"), "plain", "boxes"),
        "accounting": Label(_("Accounting"), "plain", "receipt"),
        "read_only": Label(_("Read-only"), "plain", "lock"),
    },
    "role_may": {
        "owner": Label(_("Does everything, and decides who works here.")),
        "manager": Label(_("Does everything but the staff's accounts.")),
        "sales": Label(_("Sees everything; holds and cancels orders, writes notes, takes returns, sends messages.")),
        "warehouse": Label(_("Sees everything; ships, counts the stock, takes returns, writes notes.")),
        "accounting": Label(_("Sees everything; records payments, credits invoices, writes notes, sends messages.")),
        "read_only": Label(_("Sees everything, changes nothing.")),
    },
    "account": {"disabled": Label(_("Disabled"), "plain", "ban")},
    "second_factor": {
        "on": Label(_("On"), "good", "shield"),
        "off": Label(_("Off"), "plain", "circle-dashed"),
    },
    "language": {"en": Label("English"), "fr": Label("Français")},
    "theme": {
        "system": Label(_("Same as the system"), "plain", "monitor"),
        "light": Label(_("Light"), "plain", "sun"),
        "dark": Label(_("Dark"), "plain", "moon"),
    },
    "service": {
        "orders": Label(_("Orders"), "plain", "shopping-bag"),
        "billing": Label(_("Billing"), "plain", "receipt-text"),
        "fulfilment": Label(_("Fulfilment"), "plain", "package"),
        "returns": Label(_("Returns"), "plain", "undo-2"),
        "notifier": Label(_("Notifier"), "plain", "mail"),
        "backoffice": Label(_("Back office"), "plain", "monitor"),
        "mailbox": Label(_("Mailbox"), "plain", "inbox"),
    },
}

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
    "credited": _("The credit note is issued."),
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


def label(texts: Texts, kind: str, value: str) -> Label:
    """A value that these tables do not know yet is shown as it is."""
    known = LABELS[kind].get(value)
    return known._replace(text=texts.text_for(kind, known.text)) if known else Label(value)


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
