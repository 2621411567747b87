"""The sum of an order, an invoice or a credit as people read it: lines and what is under them give its total."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Part(StrEnum):
    """What stands under the lines, in this order."""

    DISCOUNT = "discount"
    SHIPPING = "shipping"
    PAYMENT = "payment"
    VAT = "vat"


class Row(NamedTuple):
    """`method` is that of the shipping or payment."""

    part: Part
    amount: Decimal
    method: str | None = None


class Charged(NamedTuple):
    """What shipping or payment costs."""

    method: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """`lines` are before the order's discount, which is positive where something is taken off; so are all amounts of
    credits negative. VAT is a row where prices are without it, else a part of the total."""

    lines: Sequence[Decimal]
    discount: Decimal
    shipping: Charged | None
    payment: Charged | None
    prices_include_vat: bool
    vat: Decimal
    total: Decimal

    @property
    def rows(self) -> list[Row]:
        """An order without discount or payment costs has no row for them; free shipping is told."""
        rows = []
        if self.discount:
            rows.append(Row(Part.DISCOUNT, -self.discount))
        if self.shipping:
            rows.append(Row(Part.SHIPPING, self.shipping.amount, self.shipping.method))
        if self.payment and self.payment.amount:
            rows.append(Row(Part.PAYMENT, self.payment.amount, self.payment.method))
        if self.vat and not self.prices_include_vat:
            rows.append(Row(Part.VAT, self.vat))
        return rows

    @property
    def vat_included(self) -> Decimal | None:
        return self.vat if self.vat and self.prices_include_vat else None

    @property
    def adds_up(self) -> bool:
        return sum(self.lines, Decimal(0)) + sum((row.amount for row in self.rows), Decimal(0)) == self.total
