"""The sections of settings as their forms have them: fields by subject, what explains them, how they are filled in."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import Any, NamedTuple

from services.backoffice.pages.settings.terms import read_rows, read_terms, rows_filled_in, terms_filled_in
from services.backoffice.web.actions import whole_number
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_numbers import MORE_THAN_ANY, NumberRefused, read_amount
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.texts import written
from shared.formats import separators
from shared.refused import NotFound
from shared.schemas.values import Language


class Kind(StrEnum):
    """`choice`: the words of the label kind of the field's name. `picture`: its id, and one that is sent with it.

    `amount` is one in any currency. `terms` are those of payment.
    """

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    FLAG = "flag"
    CHOICE = "choice"
    COLOUR = "colour"
    PICTURE = "picture"
    TERMS = "terms"
    TERMS_BY_METHOD = "terms_by_method"


class SettingsField(NamedTuple):
    """By its name in the contract. `hint` is marked; one that is `optional` may be empty. It takes `numbers`."""

    name: str
    kind: Kind = Kind.LINE
    hint: str = ""
    optional: bool = False
    numbers: range = range(MORE_THAN_ANY)

    def filled_in(self, value: Any, reader: Language) -> dict[str, str]:
        """By the names that its form has for it, as its reader writes numbers."""
        match self.kind:
            case Kind.AMOUNT:
                return {self.name: amount_written(value, reader)}
            case Kind.TERMS:
                return terms_filled_in(self.name, value)
            case Kind.TERMS_BY_METHOD:
                return rows_filled_in(self.name, value)
            case Kind.FLAG:
                return {self.name: "yes" if value else ""}
        return {self.name: written(value)}

    def read(self, form: Form) -> Any:
        """Raises NumberRefused."""
        match self.kind:
            case Kind.FLAG:
                return bool(form[self.name])
            case Kind.NUMBER:
                return self._number(form)
            case Kind.AMOUNT:
                return str(read_amount(form[self.name], form.reader, field=self.name))
            case Kind.PICTURE if form[f"{self.name}_removed"]:
                return None
            case Kind.TERMS:
                return read_terms(form, self.name)
            case Kind.TERMS_BY_METHOD:
                return read_rows(form, self.name)
        typed = form[self.name].strip()
        return typed or (None if self.optional else "")

    def _number(self, form: Form) -> int:
        with suppress(NumberRefused):  # it does not tell which numbers the field takes
            if (number := whole_number(form, self.name)) in self.numbers:
                return number
        least, most = str(self.numbers[0]), str(self.numbers[-1])
        raise NumberRefused(
            self.name, _("Give a whole number from %(least)s to %(most)s"), {"least": least, "most": most}
        )


def amount_written(amount: str, reader: Language) -> str:
    """As it is typed: "1.00", "1,00"."""
    return amount.replace(".", separators(reader).decimal)


class Group(NamedTuple):
    """Fields under a heading of their own."""

    title: str
    fields: Sequence[SettingsField]


class SettingsSection(NamedTuple):
    """Of the service that owns it, by its name there; the texts are marked."""

    service: str
    name: str
    title: str
    icon: str
    about: str
    groups: Sequence[Group]
    has_sample: bool = False

    @property
    def address(self) -> str:
        return f"/settings/{self.service}/{self.name}"

    @property
    def fields(self) -> Iterator[SettingsField]:
        return (field for group in self.groups for field in group.fields)

    def known(self, values: Json) -> list[SettingsField]:
        """Those that the service has: it may be of another version."""
        return [field for field in self.fields if field.name in values]

    def form_of(self, values: Json, reader: Language) -> Form:
        form = Form()
        for field in self.known(values):
            form |= field.filled_in(values[field.name], reader)
        return form

    def read(self, values: Json, form: Form) -> Json:
        """All values as the form has them; what it does not show stays. Raises NumberRefused."""
        return values | {field.name: field.read(form) for field in self.known(values)}


def section_of(service: str, name: str) -> SettingsSection:
    """Raises NotFound."""
    for section in SECTIONS:
        if (section.service, section.name) == (service, name):
            return section
    raise NotFound("there are no such settings")


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
