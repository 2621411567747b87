"""The VAT of a document in another currency, in euros too, as the law wants it (Directive 2006/112, article 230)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.billing.documents.model import Document
from services.billing.rates.model import EuroRate
from shared.money import to_cent

EURO = "EUR"


@dataclass(frozen=True, slots=True)
class InEuros:
    vat: Decimal
    rate: EuroRate


def in_euros(document: Document, others: Sequence[Document], rate: EuroRate | None) -> InEuros | None:
    """None where it is in euros or has no VAT.

    Credits have the rate of their invoice, and together just its VAT: each has what the credits up to it come to, less
    what those before it came to.
    """
    if rate is None or document.currency == EURO or not document.totals.vat:
        return None
    before = sum((one.totals.vat for one in others if _is_credited_before(one, document)), Decimal(0))
    return InEuros(_in_euros(before + document.totals.vat, rate) - _in_euros(before, rate), rate)


def _is_credited_before(one: Document, document: Document) -> bool:
    if document.original is None or one.original is None:
        return False
    return one.original.invoice_id == document.original.invoice_id and one.document_id < document.document_id


def _in_euros(amount: Decimal, rate: EuroRate) -> Decimal:
    return to_cent(amount / rate.rate, EURO)
