"""Values that terms of UBL have in common: amounts with their currency, VAT categories, discounts and costs."""

from decimal import Decimal

from services.billing.documents.model import Document
from services.billing.files.mentions import exemption_words
from services.billing.files.vat_category import category_of
from services.billing.files.xml.element import Element
from services.billing.files.xml.element import element as ubl
from services.billing.files.xml.values import amount, percent


def money(document: Document, name: str, of: Decimal) -> Element | None:
    return ubl(name, amount(document, of), currencyID=document.currency)


def tax(document: Document, rate: Decimal, name: str = "cac:TaxCategory", *, why: bool = False) -> Element | None:
    """`why` there is none is told where VAT is summed up."""
    category = category_of(document.vat_exemption, rate)
    reason = category.reason if why else None
    return ubl(
        name,
        ubl("cbc:ID", category.code),
        ubl("cbc:Percent", percent(rate)),
        ubl("cbc:TaxExemptionReasonCode", reason),
        ubl("cbc:TaxExemptionReason", exemption_words(document)) if reason else None,
        ubl("cac:TaxScheme", ubl("cbc:ID", "VAT")),
    )


def allowance(
    document: Document, of: Decimal, words: str, *, is_charge: bool, code: str | None, rate: Decimal | None = None
) -> Element | None:
    """BG-20, BG-21 and BG-27; those of a line have its VAT rate."""
    return ubl(
        "cac:AllowanceCharge",
        ubl("cbc:ChargeIndicator", "true" if is_charge else "false"),
        ubl("cbc:AllowanceChargeReasonCode", code),
        ubl("cbc:AllowanceChargeReason", words),
        money(document, "cbc:Amount", of),
        None if rate is None else tax(document, rate),
    )
