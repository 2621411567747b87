"""What staff change of billing's settings, and what is refused of that."""

import re
from itertools import pairwise

from stdnum.eu import vat

from services.billing.documents.store import claim_series, find_series_of_prefix
from services.billing.reminders.settings import CountedFrom, ReminderSettings
from services.billing.settings import DocumentSettings, InvoiceSettings, SellerSettings, Series
from shared.clock import now
from shared.look import logos
from shared.refused import Refused
from shared.stored_settings import Section, get_settings
from shared.transaction import Tx


class PrefixInUse(Refused):
    type = "prefix-in-use"


class VatNumberOfAnother(Refused):
    type = "vat-number-of-another"
    status = 422
    field = "vat_number"


class VatNumberMissing(Refused):
    type = "vat-number-missing"
    status = 422
    field = "vat_number"


class WrongCheckDigit(Refused):
    type = "wrong-check-digit"
    status = 422
    field = "vat_number"


class CountsFromNothing(Refused):
    type = "counts-from-nothing"
    status = 422


class EarlierThanTheOneBefore(Refused):
    type = "earlier-than-the-one-before"
    status = 422


class WrongPostcode(Refused):
    type = "wrong-postcode"
    status = 422
    field = "postal_code"


async def refuse_prefixes_in_use(tx: Tx, settings: InvoiceSettings) -> None:
    """Numbers of invoices and of credits never mix; a prefix that was given up goes on where it ended."""
    if settings.invoice_prefix == settings.credit_prefix:
        raise PrefixInUse("credits have this prefix: invoices need one of their own", field="invoice_prefix")
    seller = await get_settings(tx, SellerSettings)
    entity, year = seller.legal_entity, seller.date_of(now()).year
    for series, field in ((Series.INVOICES, "invoice_prefix"), (Series.CREDITS, "credit_prefix")):
        prefix = settings.prefix(series)
        await claim_series(tx, entity, series, prefix, year)
        if await find_series_of_prefix(tx, entity, prefix) not in (None, series):
            raise PrefixInUse(f"the prefix {prefix} is in use for other documents than {series}", field=field)


async def refuse_wrong_legal_data(_: Tx, settings: SellerSettings) -> None:
    if settings.country == "FR" and not re.fullmatch(r"[0-9]{5}", settings.postal_code):
        raise WrongPostcode("a French postcode has five digits, such as 44000")
    refuse_no_vat_number(settings)
    refuse_wrong_digits(settings)
    refuse_vat_number_of_another(settings)


def refuse_no_vat_number(settings: SellerSettings) -> None:
    """Who charges VAT has one, which stands on each invoice (CGI annexe II, article 242 nonies A)."""
    if settings.vat_number is None and not settings.small_business:
        raise VatNumberMissing("only a small business, which charges no VAT, may be without a VAT number")


def refuse_wrong_digits(settings: SellerSettings) -> None:
    """By the rule of the state in the EU that gave the number. Not one of the field: a number that was saved before
    this was checked still goes on documents, and on the form where it is mended.
    """
    if settings.vat_number is None:
        return
    letters = settings.vat_number[:2].lower()
    if (letters in vat.MEMBER_STATES or letters == "el") and not vat.is_valid(settings.vat_number):
        raise WrongCheckDigit("the digits of the VAT number do not belong together: one is mistyped")


def refuse_vat_number_of_another(settings: SellerSettings) -> None:
    """A French VAT number ends with the SIREN of whoever has it, who may have a seat elsewhere."""
    if settings.vat_number is None:
        return
    letters = settings.vat_number[:2]
    if letters == "FR" and settings.vat_number[4:] != settings.siren:
        raise VatNumberOfAnother("a French VAT number ends with the SIREN of its firm, which this one does not")
    if letters != "FR" and letters not in _LETTERS.get(settings.country, (settings.country,)):
        raise VatNumberOfAnother(f"the VAT number is neither of {settings.country}, the seller's country, nor of FR")


_LETTERS = {"GR": ("EL",), "GB": ("GB", "XI")}
"""That VAT numbers begin with, where they are not the country's own."""


async def refuse_what_is_not_printed(tx: Tx, settings: DocumentSettings) -> None:
    await logos.refuse_what_is_not_printed(tx, settings.accent, settings.logo)


async def refuse_reminders_that_never_come(_: Tx, settings: ReminderSettings) -> None:
    """Raises CountsFromNothing, EarlierThanTheOneBefore."""
    levels = settings.levels
    if levels and levels[0].counted_from is CountedFrom.PREVIOUS:
        number = levels[0].number
        raise CountsFromNothing(
            f"level {number} is the first: it counts from the due date, as there is no reminder before it",
            field=f"level_{number}_from",
        )
    for before, level in pairwise(levels):
        if before.counted_from is level.counted_from is not CountedFrom.PREVIOUS and level.days <= before.days:
            raise EarlierThanTheOneBefore(
                f"level {level.number} comes after level {before.number}: give it more than {before.days} days",
                field=f"level_{level.number}_days",
                limit=before.days,
            )


SETTINGS = (
    Section(InvoiceSettings, refuse=refuse_prefixes_in_use),
    # Numbers run per legal entity, and other services go by the same time zone: both are the operator's.
    Section(SellerSettings, kept=frozenset({"legal_entity", "time_zone"}), refuse=refuse_wrong_legal_data),
    Section(DocumentSettings, refuse=refuse_what_is_not_printed),
    Section(ReminderSettings, refuse=refuse_reminders_that_never_come),
)
