"""The settings of billing: invoices, reminders, how documents look, and the seller."""

from services.backoffice.pages.settings.fields import Group, Kind, SettingsField, SettingsSection
from services.backoffice.pages.settings.sections.firm import ADDRESS, FIRM
from services.backoffice.pages.settings.sections.look import LOOK
from services.backoffice.wording.texts import marked as _

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
        (LOOK,),
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
                    *FIRM,
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
                ADDRESS,
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
)
