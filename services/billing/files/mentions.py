"""What the law wants to stand on a document beside its amounts, as sentences in its language."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from services.billing.documents.model import Document, DocumentKind
from services.billing.files.in_euros import EURO, InEuros
from services.billing.files.words import (
    EXEMPTIONS,
    FEES_KEPT,
    LATE_PENALTIES,
    NO_EARLY_DISCOUNT,
    OPERATIONS,
    PAGE,
    RATE,
    RATE_SOURCES,
    RECOVERY_COSTS,
    VAT_ON_DEBITS,
    WITHDRAWAL,
)
from services.billing.revisions.model import Revision
from shared import formats
from shared.schemas.orders import Customer


class Mention(NamedTuple):
    """`subject` is its code in XML (UNTDID 4451)."""

    subject: str
    text: str


def mentions_of(document: Document, revision: Revision | None, euros: InEuros | None) -> list[Mention]:
    """In the order in which they stand on the page. Of an exemption the XML has terms of its own."""
    language, seller, customer = document.language, document.seller, document.customer
    mentions = _revised(document, revision) if revision else []
    mentions += [Mention("AAI", OPERATIONS[document.operation][language])]
    if kept := kept_of(document):
        mentions.append(Mention("AAI", _fees_kept(document, kept)))
    if euros:
        mentions.append(Mention("AAI", _in_euros(document, euros)))
    if seller.vat_on_debits:
        mentions.append(Mention("AAI", VAT_ON_DEBITS[language]))
    of_business = is_business(customer.vat_number, customer.billing_address.company)
    if document.kind is DocumentKind.INVOICE and not of_business:  # C. conso. L221-18
        mentions.append(Mention("AAI", WITHDRAWAL[language]))
    if document.kind is DocumentKind.INVOICE and of_business:  # C. com. L441-9 and L441-10
        mentions += [
            Mention("PMD", LATE_PENALTIES[language]),
            Mention("PMT", RECOVERY_COSTS[language]),
            Mention("AAB", NO_EARLY_DISCOUNT[language]),
        ]
    return mentions


def _revised(document: Document, revision: Revision) -> list[Mention]:
    words, language = PAGE[document.language], document.language
    day, issued = (formats.long_date(one, language) for one in (revision.revised_at.date(), document.issued_on))
    mentions = [Mention("AAI", words["revision"].format(count=revision.revision, day=day, issued=issued))]
    if revision.delivery_time:
        mentions.append(Mention("DEL", words["delivery_time"].format(time=revision.delivery_time)))
    return mentions


def kept_of(document: Document) -> Decimal:
    """What of the goods' worth is not given back, as fees, in the document's price basis."""
    return sum((line.kept for line in document.lines if line.kept), Decimal(0))


def _fees_kept(document: Document, kept: Decimal) -> str:
    """Its lines give back what is left of them; the amount is with VAT where their amounts are."""
    basis = "" if not document.totals.vat else "with_vat" if document.prices_include_vat else "without_vat"
    goods = sum((line.payable for line in document.lines), kept)
    amounts = {"fees": kept, "goods": goods}
    return FEES_KEPT[basis][document.language].format(
        **{name: formats.money(amount, document.currency, document.language) for name, amount in amounts.items()}
    )


def _in_euros(document: Document, euros: InEuros) -> str:
    """Its VAT in euros, at which rate of which day, and who says so."""
    language, rate = document.language, euros.rate
    exponent = rate.rate.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return RATE[language].format(
        vat=formats.money(euros.vat if document.kind is DocumentKind.INVOICE else -euros.vat, EURO, language),
        rate=formats.decimal(rate.rate, language, max(4, -exponent)),
        currency=rate.currency,
        source=RATE_SOURCES[rate.source][language],
        day=formats.long_date(rate.day, language),
    )


def exemption_words(document: Document) -> str | None:
    return EXEMPTIONS[document.vat_exemption][document.language] if document.vat_exemption else None


def legal_identity(document: Document, shown: Callable[[str], str] = str) -> str:
    """Legal form with the capital, register and town, SIREN: what the seller's papers must bear (C. com. R123-237).

    `shown` is how a page shows what people wrote, beside numbers that it must not turn round.
    """
    seller = document.seller
    return f"{shown(seller.name)}, {shown(seller.legal_form)}. {shown(seller.registration)}. SIREN {seller.siren}"


def is_business(vat_number: str | None, company: str | None) -> bool:
    return vat_number is not None or company is not None


def siren_of(customer: Customer) -> str | None:
    """The last nine digits of a French VAT number are the SIREN of who has it."""
    found = re.fullmatch(r"FR[0-9A-Z]{2}(\d{9})", customer.vat_number or "")
    return found.group(1) if found else None
