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
    """A document at one of its VAT rates; `vat_category` is a code of UNTDID 5305.

    Of one in another currency `vat_in_euros` is what its files say of its VAT, shared out over its rates; None until
    they are made, as they may wait for the rate. `rate_of_euro` is what one euro was on the `day_of_rate`.
    """

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
    vat_in_euros: Decimal | None = None
    rate_of_euro: Decimal | None = None
    day_of_rate: date | None = None


class DaysTotal(NamedTuple):
    """Of one kind of customer on a day, at one rate. A document of two rates is a transaction of each.

    Of other currencies `vat_in_euros` is what their files say together; None while some are not made.
    """

    issued_on: date
    customer_type: CustomerType
    currency: str
    vat_rate: Decimal
    vat_category: str
    transactions: int
    net: Decimal
    vat: Decimal
    vat_in_euros: Decimal | None


class RunningTotals:
    """Of as many documents as are added, in the order of their issue."""

    def __init__(self) -> None:
        self._sums: dict[
            tuple[date, CustomerType, str, Decimal, str], tuple[int, Decimal, Decimal, Decimal | None]
        ] = {}

    def add(self, booked: Iterable[Booked]) -> None:
        for one in booked:
            group = (one.issued_on, one.customer_type, one.currency, one.vat_rate, one.vat_category)
            transactions, net, vat, euros = self._sums.get(group, (0, Decimal(0), Decimal(0), Decimal(0)))
            counts = 1 if one.net or one.vat or one.gross else 0  # what is over nothing is no transaction
            euros = None if euros is None or one.vat_in_euros is None else euros + one.vat_in_euros
            self._sums[group] = (transactions + counts, net + one.net, vat + one.vat, euros)

    def take(self, *, before: date) -> list[DaysTotal]:
        """Those of the days before this one, which are complete."""
        taken = sorted(group for group in self._sums if group[0] < before)
        totals = (DaysTotal(*group, *self._sums.pop(group)) for group in taken)
        return [one._replace(net=written(one.net, one.currency), vat=written(one.vat, one.currency)) for one in totals]
