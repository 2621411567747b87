"""Values that terms of Factur-X have in common: amounts, days, rates."""

from datetime import date
from decimal import Decimal

from services.billing.documents.model import Document
from services.billing.files.vat_category import Category
from services.billing.files.xml.element import Element
from services.billing.files.xml.element import element as ram
from shared.money import written


def tax(category: Category, rate: Decimal, name: str) -> Element | None:
    return ram(
        name,
        ram("ram:TypeCode", "VAT"),
        ram("ram:CategoryCode", category.code),
        ram("ram:RateApplicablePercent", percent(rate)),
    )


def indicator(*, is_charge: bool) -> Element | None:
    return ram("ram:ChargeIndicator", ram("udt:Indicator", "true" if is_charge else "false"))


def day(of: date, space: str = "udt") -> Element | None:
    return ram(f"{space}:DateTimeString", f"{of:%Y%m%d}", format="102")


def amount(document: Document, of: Decimal) -> str:
    return f"{written(of, document.currency):f}"


def percent(rate: Decimal) -> str:
    return f"{rate.normalize():f}"
