"""What is left to credit of an invoice, and the amounts of the next credit, exact to the cent per VAT rate.

Credited amounts are differences of rounded cumulative proportions of the invoice's stored amounts: however many
partial credits come in whatever order, the last one takes the remainder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.billing.document import Document
from shared.money import cent, share_out, to_cent
from shared.refused import Refused
from shared.schemas.money import Totals, VatAmount

ZERO = Decimal(0)


class OverCrediting(Refused):
    type = "over-crediting"


class UnknownLine(Refused):
    type = "unknown-line"
    status = 422


class InvalidCredit(Refused):
    type = "invalid-credit"
    status = 422


@dataclass(frozen=True, slots=True)
class Part:
    """A line, the shipping or the payment costs of an invoice, and how much of it was credited so far.

    Amounts are in the invoice's price basis; only lines have a quantity. `reduced`: money was given back without goods.
    """

    rate: Decimal
    quantity: int
    amount: Decimal
    credited_quantity: int = 0
    credited_amount: Decimal = ZERO
    reduced: bool = False

    @property
    def quantity_left(self) -> int:
        return self.quantity - self.credited_quantity

    @property
    def amount_left(self) -> Decimal:
        return self.amount - self.credited_amount

    def amount_of(self, quantity: int, currency: str) -> Decimal:
        """What the next `quantity` units give back."""
        if self.reduced:  # each unit that is left costs less by now
            return to_cent(self.amount_left * quantity / self.quantity_left, currency)
        upto = to_cent(self.amount * (self.credited_quantity + quantity) / self.quantity, currency)
        return upto - self.credited_amount

    def less(self, quantity: int, amount: Decimal) -> "Part":
        return replace(
            self,
            credited_quantity=self.credited_quantity + quantity,
            credited_amount=self.credited_amount + amount,
            reduced=self.reduced or (quantity == 0 and amount > 0),
        )


SHIPPING, PAYMENT = 0, -1
"""Where shipping and payment costs stand among the parts; lines stand by their number, from 1."""


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
        """Of an invoice over nothing, something is left until all goods are credited."""
        if self.invoice.totals.gross:
            return not self.gross
        return not any(part.quantity_left for part in self.parts.values())


@dataclass(frozen=True, slots=True)
class Credit:
    """What a credit gives back: quantity and amount of each part, and totals."""

    of: Mapping[int, tuple[int, Decimal]]
    totals: Totals


def left_of(invoice: Document, credits: Sequence[Document]) -> Left:
    """What is left of an invoice after these credit notes."""
    parts = {line.line_no: Part(line.vat_rate, line.quantity, line.payable) for line in invoice.lines}
    for place, charge in ((SHIPPING, invoice.shipping), (PAYMENT, invoice.payment)):
        if charge and charge.payable:
            parts[place] = Part(charge.vat_rate, 0, charge.payable)
    by_rate = {amount.rate: amount for amount in invoice.totals.vat_by_rate}
    for credit in credits:
        for line in credit.lines:
            parts[line.line_no] = parts[line.line_no].less(line.quantity, line.payable)
        for place, charge in ((SHIPPING, credit.shipping), (PAYMENT, credit.payment)):
            if charge:
                parts[place] = parts[place].less(0, charge.payable)
        for given in credit.totals.vat_by_rate:
            by_rate[given.rate] = _minus(by_rate[given.rate], given)
    return Left(invoice, parts, by_rate)


def credit_everything(left: Left) -> Credit:
    """Whatever is left: after it, invoice minus credits is zero at every rate."""
    of = {
        place: (part.quantity_left, part.amount_left)
        for place, part in left.parts.items()
        if part.quantity_left or part.amount_left
    }
    return Credit(of, _totals(list(left.by_rate.values())))


def credit_parts(left: Left, quantities: Mapping[int, int], charges: Sequence[int] = ()) -> Credit:
    """Give back quantities of lines, and charges as far as anything is left of them; refuses more than is left."""
    currency = left.invoice.currency
    of: dict[int, tuple[int, Decimal]] = {}
    for line_no, quantity in quantities.items():
        part = _line(left, line_no)
        if quantity > part.quantity_left:
            raise OverCrediting(
                f"line {line_no} ({_sku(left, line_no)}) of invoice {left.invoice.number} has {part.quantity_left} of"
                f" {part.quantity} left to credit; {quantity} were asked for{_what_is_left(left)}"
            )
        of[line_no] = (quantity, part.amount_of(quantity, currency))
    for place in charges:
        part = left.parts.get(place, Part(ZERO, 0, ZERO))
        if not part.amount_left:
            name = "shipping" if place == SHIPPING else "payment costs"
            raise OverCrediting(f"nothing is left to credit of the {name} of invoice {left.invoice.number}")
        of[place] = (0, part.amount_left)
    basis: dict[Decimal, Decimal] = {}
    for place, (_, amount) in of.items():
        rate = left.parts[place].rate
        basis[rate] = basis.get(rate, ZERO) + amount
    return Credit(of, _totals([_at_rate(left, rate, amount) for rate, amount in basis.items() if rate in left.by_rate]))


def credit_amount(left: Left, amount: Decimal) -> Credit:
    """Give back an amount, VAT included, but no goods: spread over rates and parts as what is left of them."""
    currency = left.invoice.currency
    if amount <= 0 or amount != to_cent(amount, currency):
        raise InvalidCredit(f"the amount {amount} to credit is not a positive amount in steps of {cent(currency)}")
    if amount > left.gross:
        raise OverCrediting(
            f"invoice {left.invoice.number} has {left.gross} {currency} left to credit; {amount} were asked for"
        )
    shares = share_out(amount, [of_rate.gross for of_rate in left.by_rate.values()], currency)
    given = [_gross_at_rate(left, rate, share) for rate, share in zip(left.by_rate, shares, strict=True) if share]
    of: dict[int, tuple[int, Decimal]] = {}
    for at_rate in given:
        places = [place for place, part in left.parts.items() if part.rate == at_rate.rate]
        basis = at_rate.gross if left.invoice.prices_include_vat else at_rate.net
        amounts = share_out(basis, [left.parts[place].amount_left for place in places], currency)
        of |= {place: (0, share) for place, share in zip(places, amounts, strict=True) if share}
    return Credit(of, _totals(given))


def after(left: Left, credit: Credit) -> Left:
    """What is left once this credit is given."""
    parts = dict(left.parts)
    for place, (quantity, amount) in credit.of.items():
        parts[place] = parts[place].less(quantity, amount)
    by_rate = dict(left.by_rate)
    for given in credit.totals.vat_by_rate:
        by_rate[given.rate] = _minus(by_rate[given.rate], given)
    return Left(left.invoice, parts, by_rate)


def _at_rate(left: Left, rate: Decimal, basis: Decimal) -> VatAmount:
    """The credit at one rate of this much of the price basis; its VAT is in proportion to the invoice's own."""
    now_left, whole = left.by_rate[rate], _whole(left, rate)
    if left.invoice.prices_include_vat:
        vat = _next(whole.vat, now_left.vat, whole.gross, now_left.gross - basis, left.invoice.currency)
        return VatAmount(rate=rate, net=basis - vat, vat=vat, gross=basis)
    vat = _next(whole.vat, now_left.vat, whole.net, now_left.net - basis, left.invoice.currency)
    return VatAmount(rate=rate, net=basis, vat=vat, gross=basis + vat)


def _gross_at_rate(left: Left, rate: Decimal, gross: Decimal) -> VatAmount:
    """The credit at one rate of this much money, VAT included."""
    if left.invoice.prices_include_vat:
        return _at_rate(left, rate, gross)
    now_left, whole = left.by_rate[rate], _whole(left, rate)
    net = _next(whole.net, now_left.net, whole.gross, now_left.gross - gross, left.invoice.currency)
    net = max(min(net, gross), gross - now_left.vat)  # the two roundings may differ by a cent
    return VatAmount(rate=rate, net=net, vat=gross - net, gross=gross)


def _next(whole: Decimal, now_left: Decimal, basis: Decimal, basis_left: Decimal, currency: str) -> Decimal:
    """The next part of `whole` when of its `basis` only `basis_left` will be left; never more than is left of it."""
    if not basis_left:
        return now_left
    upto = to_cent(whole * (basis - basis_left) / basis, currency)
    return min(max(upto - (whole - now_left), to_cent(ZERO, currency)), now_left)


def _whole(left: Left, rate: Decimal) -> VatAmount:
    return next(amount for amount in left.invoice.totals.vat_by_rate if amount.rate == rate)


def _minus(whole: VatAmount, part: VatAmount) -> VatAmount:
    return VatAmount(
        rate=whole.rate, net=whole.net - part.net, vat=whole.vat - part.vat, gross=whole.gross - part.gross
    )


def _totals(by_rate: Sequence[VatAmount]) -> Totals:
    return Totals(
        net=sum((amount.net for amount in by_rate), ZERO),
        vat=sum((amount.vat for amount in by_rate), ZERO),
        gross=sum((amount.gross for amount in by_rate), ZERO),
        vat_by_rate=tuple(by_rate),
    )


def _line(left: Left, line_no: int) -> Part:
    if line_no < 1 or line_no not in left.parts:
        raise UnknownLine(f"invoice {left.invoice.number} has no line {line_no}")
    return left.parts[line_no]


def _sku(left: Left, line_no: int) -> str:
    return next(line.sku for line in left.invoice.lines if line.line_no == line_no)


def _what_is_left(left: Left) -> str:
    """The other lines, as many as a refusal can name."""
    named = [f"line {place}: {part.quantity_left}" for place, part in left.parts.items() if place > 0]
    more = f" and {len(named) - 20} more lines" if len(named) > 20 else ""
    return f" (left per line: {', '.join(named[:20])}{more})" if len(named) > 1 else ""
