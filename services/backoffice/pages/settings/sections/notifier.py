"""The settings of the notifier: mails to customers."""

from services.backoffice.pages.settings.fields import Group, Kind, SettingsField, SettingsSection
from services.backoffice.wording.texts import marked as _

SECTIONS = (
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
                        "mails_paid",
                        Kind.FLAG,
                        _(
                            "Of each payment that staff enter, and of others that come more than an hour after the"
                            " order: what is paid at checkout goes without saying."
                        ),
                    ),
                    SettingsField("mails_refunded", Kind.FLAG, _("Once the money has gone.")),
                    SettingsField(
                        "mails_return_requested",
                        Kind.FLAG,
                        _("Two minutes after it, unless it is decided by then: the decision says it, too."),
                    ),
                    SettingsField("mails_returns", Kind.FLAG, _("With links to the return label and the return form.")),
                    SettingsField(
                        "mails_return_received", Kind.FLAG, _("Each time that something comes, and what does not.")
                    ),
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
                _("Look"),
                (
                    SettingsField(
                        "logo",
                        Kind.PICTURE,
                        _(
                            "At the head of each mail, as a part of it: nothing is fetched from elsewhere. PNG or JPEG,"
                            " at most 512 kB; it stands on white, also where mails are read in the dark. Without one,"
                            " the shop’s name stands there."
                        ),
                        optional=True,
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
                    SettingsField(
                        "returns_to",
                        hint=_("Told at once of each return, and of each withdrawal. Nobody where it is empty."),
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
        look_of=("billing", "documents"),
        taken_over=_("The logo is that of invoices now. Save, and mails have it."),
    ),
)
