"""A document's amounts as EN 16931 wants them: all without VAT, of lines, discounts and costs, with exact sums.

With prices including VAT the net of a rate is what its gross leaves; it is shared out over what it was charged for, so
that the parts make up the document's own totals to the cent (BR-CO-10 to BR-CO-15).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.billing.documents.model import Document, DocumentLine
from shared.money import share_out, to_cent
from shared.schemas.money import VatAmount

ZERO = Decimal(0)
PRICE_DECIMALS = Decimal("0.00000001")


@dataclass(frozen=True, slots=True)
class NetLine:
    """`total` is quantity × price − discount; money that is given back for a line without goods counts as one unit."""

    line: DocumentLine
    quantity: int
    price: Decimal
    discount: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class NetPart:
    """What is added to the lines at one rate, or the order's discount on them."""

    name: str
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class NetAmounts:
    """Lines less discounts plus charges are the document's net total, and at each rate its basis."""

    lines: Sequence[NetLine]
    discounts: Sequence[NetPart]
    charges: Sequence[NetPart]
    rates: Sequence[VatAmount]

    @property
    def of_lines(self) -> Decimal:
        return sum((line.total for line in self.lines), ZERO)

    @property
    def of_discounts(self) -> Decimal:
        return sum((part.amount for part in self.discounts), ZERO)

    @property
    def of_charges(self) -> Decimal:
        return sum((part.amount for part in self.charges), ZERO)


def net_amounts(document: Document) -> NetAmounts:
    stated = {at.rate: at for at in document.totals.vat_by_rate}
    used = [*(line.vat_rate for line in document.lines), *(rate for _, rate, _ in _charges(document))]
    rates = [stated.get(rate) or VatAmount(rate=rate, net=ZERO, vat=ZERO, gross=ZERO) for rate in _once(stated, used)]
    parts = [_at_rate(document, at) for at in rates]
    of_lines = {line.line.line_no: line for part in parts for line in part.lines}
    return NetAmounts(
        [of_lines[line.line_no] for line in document.lines],
        [discount for part in parts for discount in part.discounts],
        [charge for part in parts for charge in part.charges],
        rates,
    )


def _at_rate(document: Document, at: VatAmount) -> NetAmounts:
    """The lines and charges at one rate, whose nets sum to its basis."""
    currency = document.currency
    lines = [line for line in document.lines if line.vat_rate == at.rate]
    charges = [(name, amount) for name, rate, amount in _charges(document) if rate == at.rate]
    nets = share_out(at.net, [*(line.payable for line in lines), *(amount for _, amount in charges)], currency)
    of_charges = nets[len(lines) :]
    less = _net(document, sum((line.total - line.payable for line in lines), ZERO), at.rate)
    totals = share_out(at.net - sum(of_charges, ZERO) + less, [line.total for line in lines], currency)
    if not sum((line.total for line in lines), ZERO):  # nothing but gifts
        less = ZERO
    return NetAmounts(
        [_line(document, line, total) for line, total in zip(lines, totals, strict=True)],
        [NetPart("discount", at.rate, less)] if less else [],
        [NetPart(name, at.rate, net) for (name, _), net in zip(charges, of_charges, strict=True)],
        [at],
    )


def _line(document: Document, line: DocumentLine, total: Decimal) -> NetLine:
    quantity = line.quantity or 1
    discount = _net(document, line.discount, line.vat_rate)
    if not document.prices_include_vat and line.quantity and _is_exact(document, line):
        return NetLine(line, quantity, line.unit_price, discount, total)
    if not line.quantity:
        discount = ZERO
    return NetLine(line, quantity, _short((total + discount) / quantity), discount, total)


def _is_exact(document: Document, line: DocumentLine) -> bool:
    """A credit of units may be a cent more than its price, as the last one takes the remainder."""
    return to_cent(line.quantity * line.unit_price, document.currency) - line.discount == line.total


def _net(document: Document, amount: Decimal, rate: Decimal) -> Decimal:
    return to_cent(amount * 100 / (100 + rate), document.currency) if document.prices_include_vat else amount


def _short(price: Decimal) -> Decimal:
    """A price of one unit has as many decimals as it needs, eight at most."""
    price = price.quantize(PRICE_DECIMALS).normalize()
    return price.quantize(Decimal("0.01")) if price.as_tuple().exponent > -2 else price  # type: ignore[operator]


def _charges(document: Document) -> list[tuple[str, Decimal, Decimal]]:
    """Shipping and payment costs that cost something: name, rate and amount."""
    charges = (("shipping", document.shipping), ("payment", document.payment))
    return [(name, charge.vat_rate, charge.payable) for name, charge in charges if charge and charge.payable]


def _once(*rates: Iterable[Decimal]) -> list[Decimal]:
    return list(dict.fromkeys(rate for some in rates for rate in some))
