"""Settings that staff change: their fields, and what is refused of them."""

from services.backoffice.wording.requests import Field
from services.backoffice.wording.texts import marked as _

FIELDS: dict[str, Field] = {
    "accent": Field(_("Colour"), "#1F4E79"),
    "begins_with": Field(_("Its numbers begin with"), "CV"),
    "bic": Field(_("BIC"), "AGRIFRPP"),
    "city": Field(_("Town"), "Nantes"),
    "country": Field(_("Country"), "FR"),
    "credit_prefix": Field(_("Prefix of credits"), "AV"),
    "custom_statuses": Field(_("Custom statuses")),
    "custom_statuses/title_en": Field(_("English title"), "Being engraved"),
    "custom_statuses/title_fr": Field(_("French title"), "En gravure"),
    "expires_after_h": Field(_("Expires unpaid after"), "72"),
    "greatest_write_off": Field(_("Written off at most"), "1.00"),
    "automatic": Field(_("Send reminders by themselves")),
    "days": Field(_("Days to ask for a return"), "30"),
    "approval": Field(_("What customers ask for is approved")),
    "reasons": Field(_("Reasons that are offered")),
    "resolutions": Field(_("What is offered for the goods")),
    "excluded": Field(_("Not taken back"), "CARTE-CADEAU"),
    "no_withdrawal": Field(_("No withdrawal by the law"), "GRAVURE*"),
    "way_back": Field(_("Who pays for sending goods back")),
    "goods_first": Field(_("Credited once the goods came")),
    "expires_after_days": Field(_("Days for the goods to come"), "30"),
    "due_since": Field(_("Only what was due since")),
    "from_hour": Field(_("Not before this hour"), "9"),
    "hours_between": Field(_("Hours between two reminders"), "48"),
    "per_minute": Field(_("Reminders a minute, at most"), "60"),
    "ecb_rate": Field(_("Rate of the European Central Bank, in percent"), "2.15"),
    "ecb_rate_since": Field(_("Since")),
    **{
        f"level_{level}_{part}": said
        for level in range(1, 5)
        for part, said in {
            "on": Field(_("This level is sent")),
            "days": Field(_("Days"), "7"),
            "from": Field(_("Counted")),
            "text": Field(_("Text")),
            "task": Field(_("Task for staff"), _("Call the customer")),
        }.items()
    },
    "iban": Field(_("IBAN"), "FR76 3000 6000 0112 3456 7890 189"),
    "invoicing": Field(_("Invoices are made")),
    "invoice_prefix": Field(_("Prefix of invoices"), "FA"),
    "length": Field(_("Characters of its numbers"), "13"),
    "link": Field(_("Page where a parcel is tracked"), "https://courier.example/{n}"),
    "own": Field(_("Carriers of its own")),
    "used": Field(_("The shop ships with")),
    "legal_form": Field(_("Legal form and capital"), "SARL au capital de 10 000 EUR"),
    "legal_name": Field(_("Legal name"), "Les Lampes SARL"),
    "logo": Field(_("Logo")),
    "low_stock_language": Field(_("Language of these mails")),
    "low_stock_to": Field(_("Told of low stock"), "stock@lampes.example"),
    "mail_from": Field(_("Sender of mails"), "bonjour@lampes.example"),
    "mail_reply_to": Field(_("Answers go to"), "aide@lampes.example"),
    "mails_about_documents": Field(_("Send invoices and credit notes by themselves")),
    "mails_changed": Field(_("Tell customers that their order was changed where staff ask for it")),
    "mails_cancelled": Field(_("Tell customers of a cancellation where staff ask for it")),
    "mails_confirmed": Field(_("Confirm orders that are placed")),
    "mails_delivered": Field(_("Tell customers what is delivered")),
    "mails_paid": Field(_("Tell customers that their payment came")),
    "mails_partly_shipped": Field(_("Tell customers that some of an order has left")),
    "mails_pickup_ready": Field(_("Tell customers that they may come for what they pick up")),
    "mails_refunded": Field(_("Tell customers that money was paid back to them")),
    "mails_return_received": Field(_("Tell customers what of their return has come")),
    "mails_return_requested": Field(_("Tell customers that their request for a return is here")),
    "mails_returns": Field(_("Tell customers that their return is approved or declined")),
    "mails_sent_again": Field(_("Tell customers what is sent again after a parcel was lost")),
    "mails_shipped": Field(_("Tell customers that their order has left")),
    "methods": Field(_("Terms by method")),
    "others": Field(_("All other methods")),
    "payment_days": Field(_("Days to pay"), "30"),
    "pickup_address": Field(_("Where orders are picked up"), _("2 quai de la Fosse, 44000 Nantes")),
    "postal_code": Field(_("Postcode"), "44000"),
    "receiver": Field(_("Receiver"), "Arrière-boutique, retours"),
    "registration": Field(_("Register and place"), "732 829 320 RCS Nantes"),
    "siren": Field(_("SIREN"), "732829320"),
    "returns_to": Field(_("Told of returns that customers ask for"), "retours@lampes.example"),
    "ships_unpaid": Field(_("Shipped before it is paid")),
    "small_business": Field(_("Small business without VAT (article 293 B of the CGI)")),
    "street": Field(_("Street"), "1 quai de la Fosse"),
    "title_en": Field(_("English title"), "Cash on delivery"),
    "title_fr": Field(_("French title"), "Paiement à la livraison"),
    "vat_number": Field(_("VAT number"), "FR44732829320"),
    "valid_days": Field(_("Valid for, in days"), "30"),
    "vat_on_debits": Field(_("VAT paid on debits")),
}

RULES: dict[str, str] = {
    "wrong_check_digit": _("%(field)s: these digits do not belong together; one is mistyped."),
}

REFUSALS: dict[str, str] = {
    "carrier-turns-text": _("The name has hidden marks that turn the direction of text: type it anew."),
    "carrier-wrong-address": _("The address of its page has quotes, angle brackets or the like: no address has them."),
    "carrier-twice": _("There is a carrier of this name already."),
    "carrier-unknown": _("This carrier is not among those that are known: add it to the shop’s own."),
    "colour-too-light": _("White letters are hard to read on this colour. Choose a darker one."),
    "logo-not-found": _("This logo is not there. Choose its picture again."),
    "not-a-logo": _(
        "A logo is a whole PNG or JPEG picture of at most 512 kB, 16 million pixels, and at least 16 pixels a side."
    ),
    "method-twice": _("This method has its terms already, in another row."),
    "impossible-sender": _("No mail can come from this address: its domain is not possible."),
    "prefix-in-use": _("Other documents have this prefix. Choose another one."),
    "vat-number-missing": _("Fill this in: only a small business without VAT may be without a VAT number."),
    "vat-number-of-another": _(
        "A VAT number begins with the letters of the seller’s country or with FR; a French one ends with the SIREN."
    ),
    "wrong-postcode": _("A French postcode has five digits, such as 44000."),
    "wrong-check-digit": _("These digits do not belong together; one is mistyped."),
}

DONE: dict[str, str] = {
    "settings-saved": _("The settings are saved."),
}
