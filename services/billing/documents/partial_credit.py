"""The amounts of a credit of part of an invoice, exact to the cent per VAT rate."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from services.billing.documents.left_to_credit import PAYMENT, SHIPPING, ZERO, Credit, Left, Part, totals_of
from shared.money import cent, exactly, share_out, to_cent
from shared.refused import Refused
from shared.schemas.event import Asked
from shared.schemas.money import PositiveOrZero, VatAmount
from shared.schemas.orders import Quantity
from shared.schemas.values import Flag


class LineToCredit(Asked):
    """Units of a line, or else an `amount` of it in the invoice's price basis, without goods.

    `restock`: its units that had left are back and go into stock. Those that had not left are free without it.
    """

    line_no: Annotated[int, Field(ge=1, strict=True)]
    quantity: Quantity | None = None
    amount: PositiveOrZero | None = None
    restock: Flag = False

    @model_validator(mode="after")
    def _is_a_quantity_or_an_amount(self) -> "LineToCredit":
        if (self.quantity is None) == (self.amount is None):
            raise ValueError("give either the quantity of a line to credit or an amount of it")
        if self.restock and self.quantity is None:
            raise ValueError("only a quantity can be put back in stock, not an amount of a line")
        return self


class OverCrediting(Refused):
    type = "over-crediting"


class NothingLeft(OverCrediting):
    """What was asked for is worth nothing any more: a credit note over 0.00 would be a number without content."""

    type = "nothing-to-credit"


class UnknownLine(Refused):
    type = "unknown-line"
    status = 422


class UnknownRate(Refused):
    type = "unknown-vat-rate"
    status = 422
    field = "vat_rate"


class InvalidCredit(Refused):
    type = "invalid-credit"
    status = 422
    field = "amount"


def credit_parts(
    left: Left,
    lines: Mapping[int, int | Decimal],
    charges: Sequence[int] = (),
    *,
    shipping: Decimal | None = None,
    payment_costs: Decimal | None = None,
) -> Credit:
    """Give back units of lines or an amount of them, and charges as far as anything is left of them.

    Amounts, such as a part of the `shipping`, are in the invoice's price basis. Refuses more than is left.
    """
    of = {
        line_no: _of_line(left, line_no, asked, field=f"lines/{place}")
        for place, (line_no, asked) in enumerate(lines.items())
    }
    for place, amount in ((SHIPPING, shipping), (PAYMENT, payment_costs)):
        if amount is not None:
            field = f"{_FIELDS[place]}_amount"
            of[place] = (
                0,
                _amount_within(left, _charge(left, place), amount, name=f"the {_NAMES[place]}", field=field),
            )
    of |= {place: (0, _rest_of_charge(left, place)) for place in charges}
    return credit_of(left, of)


def as_left(left: Left, lines: Mapping[int, int | Decimal], *, or_else: Sequence[int]) -> dict[int, int | Decimal]:
    """Without units that are credited already. Raises NothingLeft where all are, and there is nothing else."""
    there = {
        line_no: min(asked, _line(left, line_no).quantity_left) if isinstance(asked, int) else asked
        for line_no, asked in lines.items()
    }
    some = {line_no: asked for line_no, asked in there.items() if asked}
    if not (some or or_else):
        raise _nothing_left(left, lines)
    return some


def credit_of(left: Left, of: Mapping[int, tuple[int, Decimal]], kept: Mapping[int, Decimal] | None = None) -> Credit:
    """These quantities and amounts of the parts, with the VAT of each rate."""
    basis: dict[Decimal, Decimal] = {}
    for place, (_, amount) in of.items():
        rate = left.parts[place].rate
        basis[rate] = basis.get(rate, ZERO) + amount
    totals = totals_of([_at_rate(left, rate, basis[rate]) for rate in left.by_rate if rate in basis])
    return Credit(of, totals, kept or {})


def _of_line(left: Left, line_no: int, asked: int | Decimal, *, field: str) -> tuple[int, Decimal]:
    part = _line(left, line_no)
    if isinstance(asked, Decimal):
        name = f"line {line_no} ({_sku(left, line_no)})"
        return 0, _amount_within(left, part, asked, name=name, field=f"{field}/amount")
    if asked > part.quantity_left:
        raise OverCrediting(
            f"line {line_no} ({_sku(left, line_no)}) of invoice {left.invoice.number} has {part.quantity_left} of"
            f" {part.quantity} left to credit; {asked} were asked for{what_is_left(left)}",
            brief=f"line {line_no} has less left to credit than {asked}",
            field=f"{field}/quantity",
            limit=part.quantity_left,
        )
    return asked, _amount_of(part, asked, left.invoice.currency)


def _rest_of_charge(left: Left, place: int) -> Decimal:
    amount = _charge(left, place).amount_left
    if not amount:
        raise OverCrediting(
            f"nothing is left to credit of the {_NAMES[place]} of invoice {left.invoice.number}",
            brief=f"nothing is left to credit of the {_NAMES[place]}",
            field=_FIELDS[place],
        )
    return amount


def _charge(left: Left, place: int) -> Part:
    return left.parts.get(place, Part(ZERO, 0, ZERO))


def _amount_within(left: Left, part: Part, amount: Decimal, *, name: str, field: str) -> Decimal:
    """The amount, to the cent of the invoice's currency; refuses more than is left of the part."""
    currency = left.invoice.currency
    exact = exactly(amount, currency)
    if exact is None or exact <= 0:
        raise InvalidCredit(
            f"the amount {amount} to credit of {name} is not a positive amount in steps of {cent(currency)}",
            field=field,
        )
    if exact > part.amount_left:
        raise OverCrediting(
            f"{part.amount_left} {currency} of {name} of invoice {left.invoice.number} are left to credit; {exact} were"
            f" asked for{what_is_left(left)}",
            brief=f"{name} has less left to credit than {exact} {currency}",
            field=field,
            limit=part.amount_left,
            currency=currency,
        )
    return exact


def refuse_nothing(left: Left, credit: Credit) -> None:
    """No document gives back 0.00: what was a gift, or whose money has been given back already."""
    if not credit.totals.gross:
        raise _nothing_left(left, credit.of)


def _nothing_left(left: Left, places: Iterable[int]) -> NothingLeft:
    return NothingLeft(
        f"nothing is left to credit of {_named(left, places)} of invoice {left.invoice.number}",
        brief="nothing is left to credit of that",
    )


def credit_amount(left: Left, amount: Decimal, rate: Decimal | None = None) -> Credit:
    """Give back an amount, VAT included, but no goods: spread over parts as what is left of them.

    It is of the VAT `rate` alone, or of all rates, as what is left of each.
    """
    currency = left.invoice.currency
    exact = exactly(amount, currency)
    if exact is None or exact <= 0:
        raise InvalidCredit(f"the amount {amount} to credit is not a positive amount in steps of {cent(currency)}")
    rates = list(left.by_rate) if rate is None else [_known_rate(left, rate)]
    whole = sum((left.by_rate[one].gross for one in rates), ZERO)
    if exact > whole:
        at = "" if rate is None else f" at {_percent(rate)} VAT"
        raise OverCrediting(
            f"invoice {left.invoice.number} has {whole} {currency} left to credit{at}; {exact} were asked for"
            f"{what_is_left(left)}",
            brief=f"the invoice has less left to credit than {exact} {currency}{at}",
            field="amount",
            limit=whole,
            currency=currency,
        )
    shares = share_out(exact, [left.by_rate[one].gross for one in rates], currency)
    given = [_gross_at_rate(left, one, share) for one, share in zip(rates, shares, strict=True) if share]
    of: dict[int, tuple[int, Decimal]] = {}
    for at_rate in given:
        of |= _spread(left, at_rate)
    return Credit(of, totals_of(given))


def _spread(left: Left, at_rate: VatAmount) -> Mapping[int, tuple[int, Decimal]]:
    """Over the parts of its rate, as what is left of them."""
    places = [place for place, part in left.parts.items() if part.rate == at_rate.rate]
    basis = at_rate.gross if left.invoice.prices_include_vat else at_rate.net
    amounts = share_out(basis, [left.parts[place].amount_left for place in places], left.invoice.currency)
    return {place: (0, share) for place, share in zip(places, amounts, strict=True) if share}


def _known_rate(left: Left, rate: Decimal) -> Decimal:
    if rate not in left.by_rate:
        known = ", ".join(map(_percent, left.by_rate))
        raise UnknownRate(
            f"invoice {left.invoice.number} has no VAT at {_percent(rate)}; its rates are {known}",
            brief=f"the invoice has no VAT at {_percent(rate)}",
        )
    return next(one for one in left.by_rate if one == rate)


def _amount_of(part: Part, quantity: int, currency: str) -> Decimal:
    """The credit of the next `quantity` units."""
    if part.reduced:  # each unit that is left costs less by now
        return to_cent((part.amount_left - part.kept) * quantity / part.quantity_left, currency)
    upto = to_cent(part.amount * (part.credited_quantity + quantity) / part.quantity, currency)
    return upto - part.credited_amount - part.kept


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


def _line(left: Left, line_no: int) -> Part:
    if line_no < 1 or line_no not in left.parts:
        raise UnknownLine(
            f"invoice {left.invoice.number} has no line {line_no}", brief=f"the invoice has no line {line_no}"
        )
    return left.parts[line_no]


def _sku(left: Left, line_no: int) -> str:
    return next(line.sku for line in left.invoice.lines if line.line_no == line_no)


def _named(left: Left, places: Iterable[int]) -> str:
    lines = [place for place in places if place > 0]
    named = [f"line {line_no} ({_sku(left, line_no)})" for line_no in lines[:20]]
    return ", ".join(named) + (f" and {len(lines) - 20} more lines" if len(lines) > 20 else "")


def what_is_left(left: Left) -> str:
    """Of all lines, as many as a refusal can name, and at each rate, where there are several."""
    lines = [f"line {place}: {part.quantity_left}" for place, part in left.parts.items() if place > 0]
    rates = [f"{_percent(rate)}: {of.gross} {left.invoice.currency}" for rate, of in left.by_rate.items()]
    more = f" and {len(lines) - 20} more lines" if len(lines) > 20 else ""
    told = [f"left per line: {', '.join(lines[:20])}{more}"] if len(lines) > 1 else []
    told += [f"with VAT, left per rate: {', '.join(rates)}"] if len(rates) > 1 else []
    return f" ({'; '.join(told)})" if told else ""


def _percent(rate: Decimal) -> str:
    return f"{rate.normalize():f} %"


_NAMES = {SHIPPING: "shipping", PAYMENT: "payment costs"}
_FIELDS = {SHIPPING: "shipping", PAYMENT: "payment_costs"}
