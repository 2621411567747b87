"""What is left to credit of an invoice after its credits.

Credited amounts are differences of rounded cumulative proportions of the invoice's stored amounts: however many
partial credits come in whatever order, the last one takes the remainder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from services.billing.documents.model import Document, DocumentKind
from shared.schemas.money import Totals, VatAmount

ZERO = Decimal(0)


class CreditState(StrEnum):
    """How much of an invoice was given back."""

    NOT_CREDITED = "not_credited"
    PARTIALLY_CREDITED = "partially_credited"
    CREDITED = "credited"


@dataclass(frozen=True, slots=True)
class Part:
    """A line, the shipping or the payment costs of an invoice, and how much of it is credited.

    Amounts are in the invoice's price basis; only lines have a quantity. `reduced`: money was given back without goods.
    `kept` is what of the credited units' worth was kept as fees: it stays charged, and is no other unit's.
    """

    rate: Decimal
    quantity: int
    amount: Decimal
    credited_quantity: int = 0
    credited_amount: Decimal = ZERO
    reduced: bool = False
    kept: Decimal = ZERO

    @property
    def quantity_left(self) -> int:
        return self.quantity - self.credited_quantity

    @property
    def amount_left(self) -> Decimal:
        return self.amount - self.credited_amount

    def less(self, quantity: int, amount: Decimal, kept: Decimal = ZERO) -> "Part":
        return replace(
            self,
            credited_quantity=self.credited_quantity + quantity,
            credited_amount=self.credited_amount + amount,
            reduced=self.reduced or (quantity == 0 and amount > 0),
            kept=self.kept + kept,
        )


SHIPPING, PAYMENT = 0, -1
"""The keys of shipping and payment costs among the parts; those of lines are their numbers, from 1."""


@dataclass(frozen=True, slots=True)
class Left:
    """An invoice and what is left to credit of it."""

    invoice: Document
    parts: Mapping[int, Part]
    by_rate: Mapping[Decimal, VatAmount]

    @property
    def gross(self) -> Decimal:
        return sum((amount.gross for amount in self.by_rate.values()), ZERO)

    @property
    def nothing(self) -> bool:
        """No money: also of an invoice over 0.00, as a credit of nothing is no document."""
        return not self.gross

    def has_charge(self, place: int) -> bool:
        """Whether anything is left of shipping or payment costs."""
        return place in self.parts and self.parts[place].amount_left > 0

    @property
    def state(self) -> CreditState:
        if self.nothing and self.invoice.totals.gross:
            return CreditState.CREDITED
        touched = any(part.credited_quantity for part in self.parts.values())
        if touched or self.gross != self.invoice.totals.gross:
            return CreditState.PARTIALLY_CREDITED
        return CreditState.NOT_CREDITED


@dataclass(frozen=True, slots=True)
class Credit:
    """What a credit gives back: quantity and amount of each part, and totals; and what is kept of lines as fees."""

    of: Mapping[int, tuple[int, Decimal]]
    totals: Totals
    kept: Mapping[int, Decimal] = field(default_factory=dict)


def left_of(invoice: Document, credits: Sequence[Document]) -> Left:
    """What is left of an invoice after these credit notes."""
    parts = {line.line_no: Part(line.vat_rate, line.quantity, line.payable) for line in invoice.lines}
    for place, charge in ((SHIPPING, invoice.shipping), (PAYMENT, invoice.payment)):
        if charge and charge.payable:
            parts[place] = Part(charge.vat_rate, 0, charge.payable)
    by_rate = {amount.rate: amount for amount in invoice.totals.vat_by_rate}
    for credit in credits:
        for line in credit.lines:
            parts[line.line_no] = parts[line.line_no].less(line.quantity, line.payable, line.kept or ZERO)
        for place, charge in ((SHIPPING, credit.shipping), (PAYMENT, credit.payment)):
            if charge:
                parts[place] = parts[place].less(0, charge.payable)
        for given in credit.totals.vat_by_rate:
            by_rate[given.rate] = minus(by_rate[given.rate], given)
    return Left(invoice, parts, by_rate)


def lefts_of(documents: Sequence[Document]) -> list[Left]:
    """What is left of each invoice of these documents, in their order, after the credits among them."""
    credits: dict[UUID, list[Document]] = {}
    for document in documents:
        if document.original:
            credits.setdefault(document.original.invoice_id, []).append(document)
    return [
        left_of(invoice, credits.get(invoice.document_id, ()))
        for invoice in documents
        if invoice.kind is DocumentKind.INVOICE
    ]


def credit_everything(left: Left) -> Credit:
    """Whatever is left: after it, invoice minus credits is zero at every rate."""
    of = {
        place: (part.quantity_left, part.amount_left)
        for place, part in left.parts.items()
        if part.quantity_left or part.amount_left
    }
    return Credit(of, totals_of(list(left.by_rate.values())))


def after(left: Left, credit: Credit) -> Left:
    """What is left after this credit too."""
    parts = dict(left.parts)
    for place, (quantity, amount) in credit.of.items():
        parts[place] = parts[place].less(quantity, amount, credit.kept.get(place, ZERO))
    by_rate = dict(left.by_rate)
    for given in credit.totals.vat_by_rate:
        by_rate[given.rate] = minus(by_rate[given.rate], given)
    return Left(left.invoice, parts, by_rate)


def totals_of(by_rate: Sequence[VatAmount]) -> Totals:
    return Totals(
        net=sum((amount.net for amount in by_rate), ZERO),
        vat=sum((amount.vat for amount in by_rate), ZERO),
        gross=sum((amount.gross for amount in by_rate), ZERO),
        vat_by_rate=tuple(by_rate),
    )


def minus(whole: VatAmount, part: VatAmount) -> VatAmount:
    return VatAmount(
        rate=whole.rate, net=whole.net - part.net, vat=whole.vat - part.vat, gross=whole.gross - part.gross
    )
