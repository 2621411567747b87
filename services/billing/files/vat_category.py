"""The VAT categories of EN 16931 (UNTDID 5305), and the reason that one without VAT has (VATEX)."""

from decimal import Decimal
from typing import NamedTuple

from shared.schemas.billing import VatExemption


class Category(NamedTuple):
    """`code` and `reason` of what bears no VAT; the reason in words is of the document's language."""

    code: str
    reason: str | None = None


_STANDARD, _ZERO = Category("S"), Category("Z")
_WITHOUT = {
    VatExemption.EXPORT: Category("G", "VATEX-EU-G"),
    VatExemption.OVERSEAS: Category("G", "VATEX-EU-G"),
    VatExemption.WITHIN_EU: Category("K", "VATEX-EU-IC"),
    VatExemption.REVERSE_CHARGE: Category("AE", "VATEX-EU-AE"),
    VatExemption.SMALL_BUSINESS: Category("E", "VATEX-FR-FRANCHISE"),
    VatExemption.NOT_STATED: _ZERO,  # the one that claims nothing but the rate
}


def category_of(exemption: VatExemption | None, rate: Decimal) -> Category:
    if rate:
        return _STANDARD
    return _WITHOUT[exemption] if exemption else _ZERO
