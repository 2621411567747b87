"""Messages to customers."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.texts import marked_for

ANSWERED = _("%(why)s: %(answer)s")
"""Why a message failed, and what the mail server answered."""

LABELS: dict[str, dict[str, Label]] = {
    "message": {
        "queued": Label(_("Waiting to be sent"), "info", "hourglass"),
        "sent": Label(_("Sent"), "good", "circle-check"),
        "failed": Label(_("Failed"), "bad", "circle-x"),
        "not_sent": Label(_("Not sent"), "plain", "ban"),
    },
    "message_kind": {
        "order_confirmation": Label(_("Order confirmation"), "plain", "mail"),
        "order_changed": Label(_("Order changed"), "plain", "mail"),
        "order_cancellation": Label(_("Order cancellation"), "plain", "mail"),
        "pickup_ready": Label(marked_for("message_kind", "Ready for pickup"), "plain", "mail"),
        "invoice": Label(_("Invoice"), "plain", "mail"),
        "credit_note": Label(_("Credit note"), "plain", "mail"),
        "cancellation_invoice": Label(_("Cancellation invoice"), "plain", "mail"),
        "quote": Label(_("Quote"), "plain", "mail"),
        "stock_low": Label(_("Low stock"), "plain", "mail"),
        "shipped": Label(marked_for("message_kind", "Shipped"), "plain", "mail"),
        "partly_shipped": Label(marked_for("message_kind", "Partly shipped"), "plain", "mail"),
        "sent_again": Label(marked_for("message_kind", "Sent again"), "plain", "mail"),
        "delivered": Label(marked_for("message_kind", "Delivered"), "plain", "mail"),
        "first_reminder": Label(_("Payment reminder"), "plain", "mail"),
        "second_reminder": Label(_("Second payment reminder"), "plain", "mail"),
        "third_reminder": Label(_("Third payment reminder"), "plain", "mail"),
        "last_reminder": Label(_("Last payment reminder"), "plain", "mail"),
        "by_hand": Label(_("Message by hand"), "plain", "mail"),
        "custom_status": Label(_("Custom status"), "plain", "mail"),
    },
    "low_stock_language": {"en": Label("English"), "fr": Label("Français")},
    "not_sent_reason": {
        "no_address": Label(_("The customer has no e-mail address")),
        "impossible_address": Label(_("No mail can reach this address: there is a mistake in its domain")),
        "long_ago": Label(_("It was long ago already when the shop heard of it")),
        "order_cancelled": Label(_("The order was cancelled first")),
        "withdrawn": Label(_("The order was not ready for pickup after all")),
        "handed_over": Label(_("The customer had the goods first")),
        "taken_back": Label(_("What it says was taken back first")),
        "undeliverable": Label(_("A mail to this address came back: nothing is sent there until it is cleared")),
        "switched_off": Label(_("Mails of this kind are switched off")),
        "nothing_due": Label(_("Nothing was due any more, or the order was put on hold")),
    },
    "why_failed": {
        "refused by the mail server": Label(_("Refused by the mail server")),
        "given up after repeated attempts": Label(_("Given up after repeated attempts")),
        "its PDF did not come": Label(_("Its PDF did not come")),
    },
    "message_back": {"bounced": Label(_("Came back"), "bad", "circle-x")},
    "text_variable": {
        "address": Label(_("Address of the delivery, or of the shop where goods wait")),
        "answer": Label(_("Link by which a quote is answered")),
        "available": Label(_("How many are left")),
        "backordered": Label(_("How many are waited for")),
        "comment": Label(_("What staff wrote on the quote")),
        "corrected": Label(_("Said again, as a parcel was corrected")),
        "customer": Label(_("Name of the customer")),
        "date": Label(_("Day of the order, the document or the cancellation")),
        "document": Label(_("Number of the document")),
        "expired": Label(_("Cancelled as it was not paid in time")),
        "follows": Label(_("Goods that come later")),
        "goods": Label(_("Goods that the mail is about")),
        "invoice": Label(_("Number of the invoice that is credited")),
        "message": Label(_("What the status says besides")),
        "nothing_paid": Label(_("Nothing was paid")),
        "number": Label(_("Number of the order")),
        "paid": Label(_("What was paid so far")),
        "parcels": Label(_("Parcels, with links")),
        "payment_method": Label(_("Payment method")),
        "place": Label(_("Where goods are picked up")),
        "quote": Label(_("Number of the quote")),
        "reference": Label(_("The customer’s reference")),
        "several_parcels": Label(_("There are several parcels")),
        "shop": Label(_("Name of the shop")),
        "sku": Label(_("SKU of the product")),
        "status": Label(_("The custom status")),
        "sum": Label(_("Goods, costs and total")),
        "threshold": Label(_("The threshold")),
        "total": Label(_("Total")),
        "total_before": Label(_("Total before the change")),
    },
    "text_part": {"subject": Label(_("Subject")), "body": Label(_("Text"))},
    "text_fault": {
        "empty": Label(_("Write something")),
        "too_long": Label(_("Too long")),
        "line_break": Label(_("A subject is one line")),
        "syntax": Label(_("A mark of a variable or a condition is not complete")),
        "unknown_variable": Label(_("There is no such variable")),
        "not_allowed": Label(_("Texts have variables and conditions, and nothing else")),
        "too_deep": Label(_("Too many conditions within each other")),
        "too_many_variables": Label(_("Variables are named too often")),
    },
}

REFUSALS: dict[str, str] = {
    "wrong-text": _("Something is wrong in the text: it says below in which line."),
    "no-such-mail": _("No mail of this kind in this language was written about this order, or it was long ago."),
    "no-address": _("The customer has no e-mail address."),
    "remind-anew": _("What is due may be another amount by now: send a payment reminder from the order’s page."),
    "still-queued": _("It waits to be sent already."),
    "message-over": _("What this message says is so no more: it is not sent again."),
    "no-files": _("Mails carry no documents here: whoever runs the shop has to set that up."),
    "impossible-address": _("No mail can reach this address: there is a mistake in its domain."),
}

DONE: dict[str, str] = {
    "customer-notified": _("The message waits to be sent to the customer. The history says once it is."),
    "address-cleared": _("Mails are sent to this address again."),
    "text-saved": _("The text is saved. Mails are written by it from now on."),
    "document-sent": _("The document waits to be sent to the customer. Below is what becomes of it."),
    "message-resent": _("The message waits to be sent again. Its state tells what becomes of it."),
}
