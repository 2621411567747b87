"""The amounts of a credit of part of an invoice, exact to the cent per VAT rate."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from services.billing.documents.left_to_credit import SHIPPING, ZERO, Credit, Left, Part, totals_of
from shared.money import cent, exactly, share_out, to_cent
from shared.refused import Refused
from shared.schemas.event import Asked
from shared.schemas.money import PositiveOrZero, VatAmount
from shared.schemas.orders import Quantity


class LineToCredit(Asked):
    """Units of a line, or else an `amount` of it in the invoice's price basis, without goods."""

    line_no: Annotated[int, Field(ge=1, strict=True)]
    quantity: Quantity | None = None
    amount: PositiveOrZero | None = None

    @model_validator(mode="after")
    def _is_a_quantity_or_an_amount(self) -> "LineToCredit":
        if (self.quantity is None) == (self.amount is None):
            raise ValueError("give either the quantity of a line to credit or an amount of it")
        return self


class OverCrediting(Refused):
    type = "over-crediting"


class NothingLeft(OverCrediting):
    """What was asked for is worth nothing any more: a credit note over 0.00 would be a number without content."""

    type = "nothing-to-credit"


class UnknownLine(Refused):
    type = "unknown-line"
    status = 422


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
) -> Credit:
    """Give back units of lines or an amount of them, and charges as far as anything is left of them.

    Amounts, such as a part of the `shipping`, are in the invoice's price basis. Refuses more than is left.
    """
    currency = left.invoice.currency
    of: dict[int, tuple[int, Decimal]] = {}
    for place, (line_no, asked) in enumerate(lines.items()):
        part = _line(left, line_no)
        if isinstance(asked, Decimal):
            name = f"line {line_no} ({_sku(left, line_no)})"
            of[line_no] = (0, _amount_within(left, part, asked, name=name, field=f"lines/{place}/amount"))
            continue
        if asked > part.quantity_left:
            raise OverCrediting(
                f"line {line_no} ({_sku(left, line_no)}) of invoice {left.invoice.number} has {part.quantity_left} of"
                f" {part.quantity} left to credit; {asked} were asked for{_what_is_left(left)}",
                brief=f"line {line_no} has less left to credit than {asked}",
                field=f"lines/{place}/quantity",
                limit=part.quantity_left,
            )
        of[line_no] = (asked, _amount_of(part, asked, currency))
    if shipping is not None:
        part = left.parts.get(SHIPPING, Part(ZERO, 0, ZERO))
        of[SHIPPING] = (0, _amount_within(left, part, shipping, name="the shipping", field="shipping_amount"))
    for place in charges:
        part = left.parts.get(place, Part(ZERO, 0, ZERO))
        if not part.amount_left:
            name, field = ("shipping", "shipping") if place == SHIPPING else ("payment costs", "payment_costs")
            raise OverCrediting(
                f"nothing is left to credit of the {name} of invoice {left.invoice.number}",
                brief=f"nothing is left to credit of the {name}",
                field=field,
            )
        of[place] = (0, part.amount_left)
    basis: dict[Decimal, Decimal] = {}
    for place, (_, amount) in of.items():
        rate = left.parts[place].rate
        basis[rate] = basis.get(rate, ZERO) + amount
    return Credit(
        of, totals_of([_at_rate(left, rate, amount) for rate, amount in basis.items() if rate in left.by_rate])
    )


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
            f"{name} of invoice {left.invoice.number} has {part.amount_left} {currency} left to credit; {exact} were"
            " asked for",
            brief=f"{name} has less left to credit than {exact} {currency}",
            field=field,
            limit=part.amount_left,
            currency=currency,
        )
    return exact


def refuse_nothing(left: Left, credit: Credit) -> None:
    """No document gives back 0.00: what was a gift, or whose money has been given back already."""
    if not credit.totals.gross:
        raise NothingLeft(
            f"nothing is left to credit of {_named(left, credit)} of invoice {left.invoice.number}",
            brief="nothing is left to credit of that",
        )


def credit_amount(left: Left, amount: Decimal) -> Credit:
    """Give back an amount, VAT included, but no goods: spread over rates and parts as what is left of them."""
    currency = left.invoice.currency
    exact = exactly(amount, currency)
    if exact is None or exact <= 0:
        raise InvalidCredit(f"the amount {amount} to credit is not a positive amount in steps of {cent(currency)}")
    if exact > left.gross:
        detail = f"invoice {left.invoice.number} has {left.gross} {currency} left to credit; {exact} were asked for"
        brief = f"the invoice has less left to credit than {exact} {currency}"
        raise OverCrediting(detail, brief=brief, field="amount", limit=left.gross, currency=currency)
    shares = share_out(exact, [of_rate.gross for of_rate in left.by_rate.values()], currency)
    given = [_gross_at_rate(left, rate, share) for rate, share in zip(left.by_rate, shares, strict=True) if share]
    of: dict[int, tuple[int, Decimal]] = {}
    for at_rate in given:
        places = [place for place, part in left.parts.items() if part.rate == at_rate.rate]
        basis = at_rate.gross if left.invoice.prices_include_vat else at_rate.net
        amounts = share_out(basis, [left.parts[place].amount_left for place in places], currency)
        of |= {place: (0, share) for place, share in zip(places, amounts, strict=True) if share}
    return Credit(of, totals_of(given))


def _amount_of(part: Part, quantity: int, currency: str) -> Decimal:
    """The credit of the next `quantity` units."""
    if part.reduced:  # each unit that is left costs less by now
        return to_cent(part.amount_left * quantity / part.quantity_left, currency)
    upto = to_cent(part.amount * (part.credited_quantity + quantity) / part.quantity, currency)
    return upto - part.credited_amount


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


def _named(left: Left, credit: Credit) -> str:
    lines = [place for place in credit.of if place > 0]
    named = [f"line {line_no} ({_sku(left, line_no)})" for line_no in lines[:20]]
    return ", ".join(named) + (f" and {len(lines) - 20} more lines" if len(lines) > 20 else "")


def _what_is_left(left: Left) -> str:
    """The other lines, as many as a refusal can name."""
    named = [f"line {place}: {part.quantity_left}" for place, part in left.parts.items() if place > 0]
    more = f" and {len(named) - 20} more lines" if len(named) > 20 else ""
    return f" (left per line: {', '.join(named[:20])}{more})" if len(named) > 1 else ""
