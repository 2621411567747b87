"""What accounts and the tax office ask of documents: each of them at each of its VAT rates, and the sums of a day.

What credits give back is negative, so that sums are what is left.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from services.billing.documents.model import DocumentKind
from shared.money import written


class CustomerType(StrEnum):
    CONSUMER = "consumer"
    BUSINESS = "business"


class Booked(NamedTuple):
    """A document at one of its VAT rates; `vat_category` is a code of UNTDID 5305."""

    issued_on: date
    number: str
    kind: DocumentKind
    original_number: str | None
    order_number: str
    customer_name: str
    customer_type: CustomerType
    country: str
    vat_number: str | None
    currency: str
    vat_rate: Decimal
    vat_category: str
    net: Decimal
    vat: Decimal
    gross: Decimal


class DaysTotal(NamedTuple):
    """Of one kind of customer on a day, at one rate. A document of two rates is a transaction of each."""

    issued_on: date
    customer_type: CustomerType
    currency: str
    vat_rate: Decimal
    vat_category: str
    transactions: int
    net: Decimal
    vat: Decimal


class RunningTotals:
    """Of as many documents as are added, in the order of their issue."""

    def __init__(self) -> None:
        self._sums: dict[tuple[date, CustomerType, str, Decimal, str], tuple[int, Decimal, Decimal]] = {}

    def add(self, booked: Iterable[Booked]) -> None:
        for one in booked:
            group = (one.issued_on, one.customer_type, one.currency, one.vat_rate, one.vat_category)
            transactions, net, vat = self._sums.get(group, (0, Decimal(0), Decimal(0)))
            counts = 1 if one.net or one.vat or one.gross else 0  # what is over nothing is no transaction
            self._sums[group] = (transactions + counts, net + one.net, vat + one.vat)

    def take(self, *, before: date) -> list[DaysTotal]:
        """Those of the days before this one, which are complete."""
        taken = sorted(group for group in self._sums if group[0] < before)
        totals = (DaysTotal(*group, *self._sums.pop(group)) for group in taken)
        return [one._replace(net=written(one.net, one.currency), vat=written(one.vat, one.currency)) for one in totals]
