"""The arithmetic of an order: totals of lines, discounts spread over them, VAT per rate, to the cent."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from shared.money import share_out, to_cent, vat_amount
from shared.schemas.money import Totals

ZERO = Decimal(0)


def line_total(quantity: int, unit_price: Decimal, discount: Decimal, currency: str) -> Decimal:
    return to_cent(quantity * unit_price - discount, currency)


def spread(discount: Decimal, line_totals: Sequence[Decimal], currency: str) -> Sequence[Decimal]:
    """What is payable of each line after its share of the order's discount."""
    if not discount:
        return line_totals
    shares = share_out(discount, list(line_totals), currency)
    return [total - share for total, share in zip(line_totals, shares, strict=True)]


def totals_of(amounts: Iterable[tuple[Decimal, Decimal]], *, includes_vat: bool, currency: str) -> Totals:
    """The totals of (VAT rate, amount) pairs: VAT is computed on the sum at each rate, the highest rate first."""
    basis: dict[Decimal, Decimal] = {}
    for rate, amount in amounts:
        basis[rate] = basis.get(rate, ZERO) + amount
    by_rate = tuple(
        vat_amount(rate, basis[rate], includes_vat=includes_vat, currency=currency)
        for rate in sorted(basis, reverse=True)
    )
    return Totals.model_construct(
        net=sum((part.net for part in by_rate), ZERO),
        vat=sum((part.vat for part in by_rate), ZERO),
        gross=sum((part.gross for part in by_rate), ZERO),
        vat_by_rate=by_rate,
    )
