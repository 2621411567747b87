"""The sections of settings as their forms have them, with what explains each field."""

from services.backoffice.pages.settings.fields import Group, Kind, SettingsField, SettingsSection
from services.backoffice.wording.texts import marked as _
from shared.refused import NotFound


def section_of(service: str, name: str) -> SettingsSection:
    """Raises NotFound."""
    for section in SECTIONS:
        if (section.service, section.name) == (service, name):
            return section
    raise NotFound("there are no such settings")


_LEVELS = (_("Level 1"), _("Level 2"), _("Level 3"), _("Level 4"))


def _level(number: int, title: str) -> Group:
    """A level of reminders."""
    of = f"level_{number}"
    of_task = _("Added to the order’s tasks once this is sent. May be empty.")
    fields = (
        SettingsField(f"{of}_on", Kind.FLAG),
        SettingsField(f"{of}_days", Kind.NUMBER, _("0 to 365."), numbers=range(366)),
        SettingsField(f"{of}_from", Kind.CHOICE),
        SettingsField(f"{of}_text", Kind.CHOICE, numbers=range(1, 5)),
        SettingsField(f"{of}_task", hint=of_task, optional=True),
    )
    return Group(title, fields)


SECTIONS = (
    SettingsSection(
        "billing",
        "invoices",
        _("Invoices"),
        "receipt-text",
        _("When invoices are made, how they are numbered, and when they are due."),
        (
            Group(
                _("When"),
                (
                    SettingsField(
                        "invoicing",
                        Kind.CHOICE,
                        _("For orders that are placed from now on. Those that are there go by what was set before."),
                    ),
                    SettingsField(
                        "payment_days",
                        Kind.NUMBER,
                        _("From the date of issue to the due date: 0 to 60."),
                        numbers=range(61),
                    ),
                ),
            ),
            Group(
                _("Small differences"),
                (
                    SettingsField(
                        "greatest_write_off",
                        Kind.AMOUNT,
                        _(
                            "What is still due of an order may be written off up to this amount, in the currency of"
                            " the order. With 0 nothing is written off."
                        ),
                    ),
                ),
            ),
            Group(
                _("Numbers"),
                (
                    SettingsField(
                        "invoice_prefix",
                        hint=_(
                            "1 to 8 capital letters or digits: FA gives FA-2026-000001. A new prefix begins at 1; an"
                            " old one goes on where it ended."
                        ),
                    ),
                    SettingsField("credit_prefix", hint=_("Of credit notes and cancellation invoices together.")),
                ),
            ),
        ),
    ),
    SettingsSection(
        "billing",
        "reminders",
        _("Reminders"),
        "hourglass",
        _("When customers are reminded of what is overdue. Each reminder lists all that is overdue of a customer."),
        (
            Group(
                _("By themselves"),
                (
                    SettingsField(
                        "automatic",
                        Kind.FLAG,
                        _("Without this, reminders are sent by hand, from the order’s page."),
                    ),
                    SettingsField(
                        "due_since",
                        Kind.DAY,
                        _("Older invoices are left in peace. Empty for all there are."),
                        optional=True,
                    ),
                    SettingsField("from_hour", Kind.NUMBER, _("Where the shop is: 0 to 23."), numbers=range(24)),
                    SettingsField(
                        "hours_between",
                        Kind.NUMBER,
                        _("Of one customer, of whatever level or by hand: 1 to 720."),
                        numbers=range(1, 721),
                    ),
                    SettingsField(
                        "per_minute",
                        Kind.NUMBER,
                        _("Many that are due at once go out one after the other: 1 to 6000."),
                        numbers=range(1, 6001),
                    ),
                ),
            ),
            *(_level(number, title) for number, title in enumerate(_LEVELS, start=1)),
            Group(
                _("Businesses that pay late"),
                (
                    SettingsField(
                        "ecb_rate",
                        Kind.AMOUNT,
                        _(
                            "Reminders to businesses state interest at this rate and ten points, and 40 € for each"
                            " invoice. Without a rate no interest is stated. Consumers are told of neither."
                        ),
                        optional=True,
                    ),
                    SettingsField(
                        "ecb_rate_since", Kind.DAY, _("No interest is counted for days before it."), optional=True
                    ),
                ),
            ),
        ),
    ),
    SettingsSection(
        "billing",
        "documents",
        _("Documents"),
        "palette",
        _("How invoices and credits look from now on. What is issued already does not change."),
        (
            Group(
                _("Look"),
                (
                    SettingsField(
                        "logo",
                        Kind.PICTURE,
                        _("PNG or JPEG, at most 512 kB; it stands on white, 45 by 18 mm at most."),
                        optional=True,
                    ),
                    SettingsField(
                        "accent",
                        Kind.COLOUR,
                        _("Of titles and the heads of tables, such as #1F4E79. Empty for black and grey."),
                        optional=True,
                    ),
                ),
            ),
        ),
        has_sample=True,
    ),
    SettingsSection(
        "billing",
        "seller",
        _("Seller"),
        "store",
        _("The legal data on each invoice and credit from now on. What is issued already does not change."),
        (
            Group(
                _("Firm"),
                (
                    SettingsField(
                        "legal_name",
                        hint=_(
                            "On documents. Pages and mails bear the name that an administrator sets"
                            " (BACKSHOP_SHOP_NAME)."
                        ),
                    ),
                    SettingsField("legal_form"),
                    SettingsField("registration"),
                    SettingsField("siren", hint=_("Nine digits.")),
                    SettingsField(
                        "vat_number", hint=_("May be empty for a small business without VAT."), optional=True
                    ),
                    SettingsField("vat_on_debits", Kind.FLAG),
                    SettingsField(
                        "small_business",
                        Kind.FLAG,
                        _(
                            "Orders are invoiced with the VAT that they arrive with: set that of the products to zero"
                            " too. VAT that is invoiced is owed."
                        ),
                    ),
                ),
            ),
            Group(
                _("Address"),
                (
                    SettingsField("street"),
                    SettingsField("postal_code"),
                    SettingsField("city"),
                    SettingsField("country", hint=_("Its two letters, such as FR.")),
                    SettingsField("email", optional=True),
                ),
            ),
            Group(
                _("Bank account"),
                (
                    SettingsField("iban", hint=_("For payments by transfer."), optional=True),
                    SettingsField("bic", optional=True),
                ),
            ),
        ),
    ),
    SettingsSection(
        "orders",
        "terms",
        _("Terms of payment"),
        "hourglass",
        _(
            "What ships before it is paid, and after how long an unpaid order is cancelled. For orders that are placed"
            " from now on; those that are there go by the terms of before."
        ),
        (
            Group(
                _("By method of payment"),
                (
                    SettingsField(
                        "methods",
                        Kind.TERMS_BY_METHOD,
                        _(
                            "The time runs from when the order comes in. On hold, and once anything is paid, it stands"
                            " still; it begins again after that."
                        ),
                    ),
                ),
            ),
            Group(_("All other methods"), (SettingsField("others", Kind.TERMS),)),
        ),
    ),
    SettingsSection(
        "orders",
        "processes",
        _("Processes"),
        "tag",
        _("What orders are called on their way through the shop, beside their status."),
        (
            Group(
                _("Custom statuses"),
                (
                    SettingsField(
                        "custom_statuses",
                        Kind.CUSTOM_STATUSES,
                        _("In this order they are chosen from. Each title is shown to who reads its language."),
                    ),
                ),
            ),
        ),
    ),
    SettingsSection(
        "fulfilment",
        "carriers",
        _("Carriers"),
        "truck",
        _("Who brings the parcels. A tracking number proposes whose it may be, with the shop’s own carriers first."),
        (
            Group(
                _("The shop ships with"),
                (
                    SettingsField(
                        "used",
                        Kind.CARRIERS,
                        _("These are proposed first. The others stay known: their numbers are recognised too."),
                    ),
                ),
            ),
            Group(
                _("Carriers of its own"),
                (
                    SettingsField(
                        "own",
                        Kind.OWN_CARRIERS,
                        _("They come before all others. One whose numbers nobody can tell is chosen by hand."),
                    ),
                ),
            ),
        ),
    ),
    SettingsSection(
        "fulfilment",
        "slips",
        _("Packing slips"),
        "printer",
        _("How packing slips look that are printed from now on."),
        (
            Group(
                _("Look"),
                (
                    SettingsField(
                        "logo",
                        Kind.PICTURE,
                        _("PNG or JPEG, at most 512 kB; it stands on white, 45 by 18 mm at most."),
                        optional=True,
                    ),
                    SettingsField(
                        "accent",
                        Kind.COLOUR,
                        _("Of titles and the heads of tables, such as #1F4E79. Empty for black and grey."),
                        optional=True,
                    ),
                ),
            ),
        ),
        has_sample=True,
        look_of=("billing", "documents"),
    ),
    SettingsSection(
        "notifier",
        "mail",
        _("Mails to customers"),
        "mail",
        _("Who writes to customers, and which mails are sent by themselves from now on."),
        (
            Group(
                _("Mails"),
                (
                    SettingsField(
                        "mail_from", hint=_("Customers answer to it. The mail server must let the shop send from it.")
                    ),
                    SettingsField(
                        "mail_reply_to", hint=_("Where customers are to answer to another address."), optional=True
                    ),
                    SettingsField("mails_confirmed", Kind.FLAG),
                    SettingsField(
                        "mails_cancelled",
                        Kind.FLAG,
                        _("Without this, nobody is told, not even of an order that expired unpaid."),
                    ),
                    SettingsField("mails_changed", Kind.FLAG),
                    SettingsField(
                        "mails_about_documents",
                        Kind.FLAG,
                        _(
                            "With the PDF, as soon as it is made. Without this, staff send documents from their pages,"
                            " one by one."
                        ),
                    ),
                ),
            ),
            Group(
                _("Mails about shipments"),
                (
                    SettingsField(
                        "mails_shipped",
                        Kind.FLAG,
                        _(
                            "With the parcels and their links, two minutes after it is marked as shipped: what is"
                            " entered or taken back until then is taken into account."
                        ),
                    ),
                    SettingsField("mails_partly_shipped", Kind.FLAG, _("With what is in it, and what follows.")),
                    SettingsField("mails_sent_again", Kind.FLAG),
                    SettingsField("mails_delivered", Kind.FLAG),
                    SettingsField(
                        "mails_pickup_ready",
                        Kind.FLAG,
                        _("Once for each slip, two minutes after it is marked as ready for pickup."),
                    ),
                ),
            ),
            Group(
                _("Mails to staff"),
                (
                    SettingsField(
                        "low_stock_to",
                        hint=_("Told once when a product comes down to its threshold. Nobody where it is empty."),
                        optional=True,
                    ),
                    SettingsField("low_stock_language", Kind.CHOICE),
                ),
            ),
            Group(
                _("Pickup"),
                (
                    SettingsField(
                        "pickup_address",
                        Kind.TEXT,
                        _("Stands in the mail that says that an order is ready. May be empty."),
                        optional=True,
                    ),
                ),
            ),
        ),
    ),
)
