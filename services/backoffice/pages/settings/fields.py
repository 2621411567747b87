"""What a section of settings is made of: fields by subject, how a form is filled in with them, and read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from services.backoffice.pages.settings.carriers import chosen_filled_in, own_filled_in, read_chosen, read_own
from services.backoffice.pages.settings.statuses import read_statuses, statuses_filled_in
from services.backoffice.pages.settings.terms import read_rows, read_terms, rows_filled_in, terms_filled_in
from services.backoffice.web.actions import whole_number
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_numbers import MORE_THAN_ANY, NumberRefused, read_amount
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.texts import written
from services.backoffice.wording.vocabulary import FIELDS
from shared.formats import separators
from shared.schemas.values import Language


class Kind(StrEnum):
    """`choice`: the words of the label kind of the field's name. `picture`: its id, and one that is sent with it.

    `amount` is one in any currency. `terms` are those of payment. `carriers` are chosen of those that are known.
    `words` are some of those of a label kind; `lines` are several values, each on a line of its own.
    """

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    DAY = "day"
    FLAG = "flag"
    CHOICE = "choice"
    COLOUR = "colour"
    PICTURE = "picture"
    TERMS = "terms"
    TERMS_BY_METHOD = "terms_by_method"
    CARRIERS = "carriers"
    OWN_CARRIERS = "own_carriers"
    CUSTOM_STATUSES = "custom_statuses"
    WORDS = "words"
    LINES = "lines"


_ANY = range(MORE_THAN_ANY)


class SettingsField(NamedTuple):
    """By its name in the contract. `hint` is marked; one that is `optional` may be empty.

    It takes `numbers`, also as a choice where only some are given; `words` are the label kind of what it chooses from.
    """

    name: str
    kind: Kind = Kind.LINE
    hint: str = ""
    optional: bool = False
    numbers: range = _ANY
    words: str = ""

    def filled_in(self, value: Any, reader: Language) -> dict[str, str]:
        """By the names that its form has for it, as its reader writes numbers."""
        match self.kind:
            case Kind.AMOUNT:
                return {self.name: "" if value is None else amount_written(value, reader)}
            case Kind.TERMS:
                return terms_filled_in(self.name, value)
            case Kind.TERMS_BY_METHOD:
                return rows_filled_in(self.name, value)
            case Kind.CARRIERS:
                return chosen_filled_in(self.name, value)
            case Kind.OWN_CARRIERS:
                return own_filled_in(self.name, value)
            case Kind.CUSTOM_STATUSES:
                return statuses_filled_in(self.name, value)
            case Kind.FLAG:
                return {self.name: "yes" if value else ""}
            case Kind.WORDS:
                return chosen_filled_in(self.name, value)
            case Kind.LINES:
                return {self.name: "\n".join(value)}
        return {self.name: written(value)}

    def read(self, form: Form) -> Any:
        """Raises NumberRefused."""
        match self.kind:
            case Kind.FLAG:
                return bool(form[self.name])
            case Kind.NUMBER if self.optional and not form[self.name].strip():
                return None
            case Kind.NUMBER:
                return self._number(form)
            case Kind.WORDS:
                return read_chosen(form, self.name)
            case Kind.LINES:
                return [line.strip() for line in form[self.name].splitlines() if line.strip()]
            case Kind.CHOICE if self.numbers != _ANY:
                return self._number(form)
            case Kind.AMOUNT if self.optional and not form[self.name].strip():
                return None
            case Kind.AMOUNT:
                return str(read_amount(form[self.name], form.reader, field=self.name))
            case Kind.PICTURE if form[f"{self.name}_removed"]:
                return None
            case Kind.TERMS:
                return read_terms(form, self.name)
            case Kind.TERMS_BY_METHOD:
                return read_rows(form, self.name)
            case Kind.CARRIERS:
                return read_chosen(form, self.name)
            case Kind.OWN_CARRIERS:
                return read_own(form, self.name)
            case Kind.CUSTOM_STATUSES:
                return read_statuses(form, self.name)
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
    """As it is typed, with two decimals at least: "1.00", "1,00"."""
    decimals = max(2, len(amount.partition(".")[2]))
    return f"{Decimal(amount):.{decimals}f}".replace(".", separators(reader).decimal)


class Group(NamedTuple):
    """Fields under a heading of their own."""

    title: str
    fields: Sequence[SettingsField]


class SettingsSection(NamedTuple):
    """Of the service that owns it, by its name there; the texts are marked.

    What is printed by it has a sample. `look_of` are the service and section whose logo and colour it can take over,
    `seller_of` those whose firm and address it can, and `taken_over` says that it has.
    """

    service: str
    name: str
    title: str
    icon: str
    about: str
    groups: Sequence[Group]
    has_sample: bool = False
    look_of: tuple[str, str] | None = None
    seller_of: tuple[str, str] | None = None
    taken_over: str = ""

    @property
    def address(self) -> str:
        return f"/settings/{self.service}/{self.name}"

    @property
    def fields(self) -> Iterator[SettingsField]:
        return (field for group in self.groups for field in group.fields)

    @property
    def called(self) -> dict[str, str]:
        """The heading of the fields that other groups have too, such as those of a level."""
        named = Counter(FIELDS[field.name].name for field in self.fields)
        return {
            field.name: group.title
            for group in self.groups
            for field in group.fields
            if named[FIELDS[field.name].name] > 1
        }

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
