"""Invoices, credits and payments."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.texts import marked as _

LABELS: dict[str, dict[str, Label]] = {
    "payment_status": {
        "not_paid": Label(_("Not paid"), "warning", "circle"),
        "partially_paid": Label(_("Partly paid"), "warning", "circle-dashed"),
        "paid": Label(_("Paid"), "good", "circle-check"),
        "overpaid": Label(_("To refund"), "warning", "corner-up-left"),
        "credited": Label(_("Credited"), "plain", "undo-2"),
        "cancelled": Label(_("Nothing to pay"), "plain", "ban"),
    },
    "invoice_state": {
        "not_paid": Label(_("Not paid"), "warning", "circle"),
        "partially_paid": Label(_("Partly paid"), "warning", "circle-dashed"),
        "paid": Label(_("Paid"), "good", "circle-check"),
        "overdue": Label(_("Overdue"), "bad", "circle-alert"),
        "credited": Label(_("Credited"), "plain", "undo-2"),
    },
    "document": {
        "invoice": Label(_("Invoice"), "plain", "receipt-text"),
        "credit_note": Label(_("Credit note"), "plain", "file-minus"),
        "cancellation_invoice": Label(_("Cancellation invoice"), "plain", "file-minus"),
    },
    "waits_for": {
        "resumption": Label(_("once the order is resumed")),
        "payment": Label(_("once it is paid")),
        "by_hand": Label(_("when somebody makes it by hand")),
    },
    "invoicing": {
        "on_placement": Label(_("When the order is placed")),
        "on_payment": Label(_("When all of it is paid")),
        "by_hand": Label(_("By hand, on the order’s page")),
    },
    "exemption": {
        "export": Label(_("Exempt from VAT as an export, article 262, I of the CGI")),
        "overseas": Label(_("Exempt from VAT as an export to an overseas department, article 294, 2 of the CGI")),
        "within_eu": Label(_("Exempt from VAT as a supply within the EU, article 262 ter, I of the CGI")),
        "reverse_charge": Label(_("Reverse charge")),
        "small_business": Label(_("VAT not applicable, article 293 B of the CGI")),
        "not_stated": Label(_("VAT at the rate of 0 %")),
    },
    "operation": {
        "goods": Label(_("Supply of goods")),
        "services": Label(_("Supply of services")),
        "both": Label(_("Supply of goods and of services")),
    },
    "rate_source": {
        "ecb": Label(_("European Central Bank")),
        "customs": Label(_("Customs")),
    },
    "credit": {
        "not_credited": Label(_("Not credited"), "plain", "circle"),
        "partially_credited": Label(_("Partly credited"), "info", "circle-dashed"),
        "credited": Label(_("Credited"), "plain", "undo-2"),
    },
    "credit_rule": {
        "units": Label(_("Share of the units"), "plain", "receipt-text"),
        "units_left": Label(_("Share of the units left"), "plain", "receipt-text"),
        "as_asked": Label(_("The amount chosen"), "plain", "receipt-text"),
        "share": Label(_("Share of the amount"), "plain", "receipt-text"),
        "in_proportion": Label(_("In proportion"), "plain", "receipt-text"),
        "rest": Label(_("All that is left"), "plain", "receipt-text"),
    },
    "ledger": {
        "payment": Label(_("Payment"), "good", "banknote"),
        "reversal": Label(_("Payment taken back"), "warning", "undo-2"),
        "refund": Label(_("Refund"), "plain", "corner-up-left"),
        "refund_reversal": Label(_("Refund came back"), "warning", "undo-2"),
        "write_off": Label(_("Difference written off"), "plain", "scissors"),
        "write_off_reversal": Label(_("Difference due again"), "warning", "undo-2"),
    },
    "counted_from": {
        "due_date": Label(_("After the due date")),
        "end_of_month": Label(_("At the end of the month in which that falls")),
        "previous": Label(_("After the reminder before it")),
    },
    **dict.fromkeys(
        ("level_1_from", "level_2_from", "level_3_from", "level_4_from"),
        {
            "due_date": Label(_("After the due date")),
            "end_of_month": Label(_("At the end of the month in which that falls")),
            "previous": Label(_("After the reminder before it")),
        },
    ),
    **dict.fromkeys(
        ("level_1_text", "level_2_text", "level_3_text", "level_4_text"),
        {
            "1": Label(_("Payment reminder")),
            "2": Label(_("Second payment reminder")),
            "3": Label(_("Third payment reminder")),
            "4": Label(_("Last payment reminder")),
        },
    ),
    "text_by_hand": {
        "0": Label(_("Payment notice")),
        "1": Label(_("Payment reminder")),
        "2": Label(_("Second payment reminder")),
        "3": Label(_("Third payment reminder")),
        "4": Label(_("Last payment reminder")),
    },
    "reminder_level": {
        "0": Label(_("None yet"), "plain", "circle"),
        "1": Label(_("Level 1"), "warning", "mail"),
        "2": Label(_("Level 2"), "warning", "mail"),
        "3": Label(_("Level 3"), "bad", "mail"),
        "4": Label(_("Level 4"), "bad", "mail"),
    },
    "reminder_frozen": {
        "held": Label(_("On hold"), "warning", "circle-pause"),
        "payment_pending": Label(_("Payment on its way"), "info", "hourglass"),
        "no_address": Label(_("No e-mail address"), "bad", "circle-alert"),
    },
    "refund": {
        "pending": Label(_("On its way"), "warning", "hourglass"),
        "succeeded": Label(_("Given"), "good", "circle-check"),
        "failed": Label(_("Failed"), "bad", "circle-x"),
    },
}

REFUSALS: dict[str, str] = {
    "settles-exchange": _(
        "This settles an order that was placed in exchange: it stands until that order is cancelled."
    ),
    "rate-far-off": _("This is far from the rate before it. Give how many units of the currency one euro is."),
    "rate-missing": _(
        "This document says its VAT in euros too, and waits for the rate of its currency on the day of its issue."
    ),
    "rate-of-the-euro": _("One euro is one euro. Give rates of other currencies."),
    "wrong-rate-day": _("Give a day from 4 January 1999 to today."),
    "wrong-rates-file": _(
        "The file cannot be read as rates. Its first line names the columns: Date, USD, JPY … as the European Central"
        " Bank has them, or currency, day, rate."
    ),
    "no-such-format": _(
        "Electronic invoices have no amounts of three decimals: documents in this currency are their PDF alone."
    ),
    "not-an-invoice": _("A credit bears no delivery time: invoices do."),
    "revised-meanwhile": _("Somebody else has changed the delivery time meanwhile. Close this, and look at it first."),
    "nothing-to-revise": _("The invoice says that already. Write another delivery time."),
    "file-not-ready": _("This file is being made. Try again in a moment."),
    "document-not-found": _("There is no such document."),
    "nothing-due": _("Nothing is due on this order."),
    "more-than-due": _("This is more than what is due."),
    "write-offs-are-off": _("By the shop’s settings nothing is written off."),
    "too-much-to-write-off": _("This is more than may be written off."),
    "another-amount-due": _("Another amount is due meanwhile. Look at it, and confirm again."),
    "payment-pending": _("A payment is on its way already. Record it, or say that it failed, first."),
    "nothing-pending": _("No payment is on its way any more."),
    "payment-already-recorded": _("This payment is recorded already: same reference and amount."),
    "refund-already-recorded": _("This refund is recorded already: same reference and amount."),
    "invalid-amount": _("This amount is not valid."),
    "nothing-to-reverse": _("There is no payment to take back."),
    "payment-refunded": _("This payment is refunded, all or part of it: it is not taken back any more."),
    "nothing-owed": _("Nothing more is owed back. To give money back, add a credit note first."),
    "more-than-owed": _("This is more than what is owed back. To give back more, add a credit note first."),
    "more-than-received": _("This is more than what is left of the payment."),
    "parts-differ": _(
        "The amounts of the payments are not this amount together. Correct the one or the other, or leave this empty."
    ),
    "refund-not-found": _("This order has no such refund."),
    "nothing-to-credit": _("Nothing is left to credit of that."),
    "wrong-date": _("This date cannot be: it is in the future, or before the order."),
    "credit-already-issued": _("This credit is issued already."),
    "fees-exceed-credit": _("The fees are all that the goods give back, or more."),
    "over-crediting": _("This is more than what may still be credited."),
    "invalid-credit": _("This credit is not valid."),
    "nothing-chosen": _("Choose what is credited: quantities, costs, or an amount."),
    "goods-moved-meanwhile": _(
        "Goods of this order have left, or come back, meanwhile. Look again at what becomes of them."
    ),
    "quantity-or-amount": _("Credit the one or the other: not both at once."),
    "lines-or-amount": _("Credit either lines and costs, or an amount: not both at once."),
    "unknown-line": _("The invoice has no such line."),
    "unknown-vat-rate": _("The invoice has no VAT at this rate."),
    "reminded-lately": _("This customer was reminded a short while ago. Wait until the next reminder may follow."),
    "not-overdue-yet": _(
        "Nothing of this order is overdue yet. Send the payment notice, which says until when it is due."
    ),
    "text-out-of-turn": _(
        "This text speaks of reminders that the customer was not sent. Send the one before it first."
    ),
    "reminder-not-found": _("There is no such reminder."),
    "counts-from-nothing": _("This is the first reminder: it cannot count from the one before it."),
    "earlier-than-the-one-before": _("This reminder comes after the one before it: give it more days than that."),
    "already-invoiced": _("This order has its invoice already."),
    "edit-waits": _(
        "This order was edited while on hold: its invoice is replaced once it is resumed. Credit after that."
    ),
    "not-invoiced": _("This order has no invoice yet."),
    "lines-of-several-invoices": _(
        "These articles are on several invoices: credit those of each invoice apart, and leave the others empty."
    ),
    "several-invoices": _("This order has several invoices. Choose the one to credit."),
}

DONE: dict[str, str] = {
    "delivery-time-set": _("The revision with this delivery time is made. Its PDF follows in a moment."),
    "customer-reminded": _("The reminder is on its way to the customer."),
    "rates-entered": _("The rates are entered. Documents that waited for them are made now."),
    "invoiced": _("The invoice is issued."),
    "paid": _("The payment is recorded."),
    "credit-note-issued": _("The credit note is issued."),
    "not-paid": _("The payment is taken back."),
    "written-off": _("The difference is written off."),
    "due-again": _("The write-off is taken back: the difference is due again."),
    "payment-expected": _("The payment is noted as on its way."),
    "payment-failed": _("The payment is noted as failed."),
    "refund-recorded": _("The refund is recorded."),
    "refund-succeeded": _("The refund is noted as given."),
    "refund-failed": _("The refund is noted as failed: the money is owed as before."),
}
