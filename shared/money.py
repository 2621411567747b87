"""Arithmetic of money: the decimals of a currency, rounding, shares and VAT, exact to the smallest amount."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from shared.schemas.money import VatAmount

_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_WITH_3_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_DECIMALS = dict.fromkeys(_WITHOUT_DECIMALS.split(), 0) | dict.fromkeys(_WITH_3_DECIMALS.split(), 3)

_SMALLEST = {decimals: Decimal(1).scaleb(-decimals) for decimals in (0, 2, 3)}


def decimals_of(currency: str) -> int:
    """Of its smallest amount: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _DECIMALS.get(currency, 2)


def cent(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01 for EUR, 1 for JPY (ISO 4217 minor units)."""
    return _SMALLEST[decimals_of(currency)]


def to_cent(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the currency's smallest amount."""
    return amount.quantize(cent(currency), ROUND_HALF_UP)


def whole_cents(amount: Decimal, currency: str) -> Decimal:
    """As a limit: what is less than the currency's smallest amount is dropped."""
    return amount.quantize(cent(currency), ROUND_DOWN)


def exactly(amount: Decimal, currency: str) -> Decimal | None:
    """An amount as it enters, with the currency's decimals: 5.0000 EUR is 5.00, 15.000 JPY is 15.

    None where it has more decimals than the currency and they are not zero.
    """
    exact = to_cent(amount, currency)
    return exact if exact == amount else None


def written(amount: Decimal, currency: str) -> Decimal:
    """As it leaves, with the currency's decimals at least: nothing is 0.00 EUR, and 0 JPY."""
    if amount.same_quantum(cent(currency)):  # as most are
        return amount
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int)
    return amount if -exponent >= decimals_of(currency) else amount.quantize(cent(currency))


def unit_price(price: Decimal, currency: str) -> Decimal:
    """The price of one unit, with the currency's decimals; of a fraction of a cent, as many as it needs.

    A screw may cost 0.0125 EUR: what is paid is a line, which is rounded.
    """
    exact = to_cent(price, currency)
    return exact if exact == price else price.normalize()


def share_out(amount: Decimal, weights: list[Decimal], currency: str) -> list[Decimal]:
    """Divide an amount in proportion to weights, to the cent; the parts sum to the amount exactly.

    Parts are differences of rounded running totals, so no part is off by more than a cent.
    """
    whole = sum(weights, Decimal(0))
    if not whole:
        return [to_cent(Decimal(0), currency)] * len(weights)
    parts, running, given = [], Decimal(0), Decimal(0)
    for weight in weights:
        running += weight
        upto = to_cent(amount * running / whole, currency)
        parts.append(upto - given)
        given = upto
    return parts


def vat_amount(rate: Decimal, basis: Decimal, *, includes_vat: bool, currency: str) -> VatAmount:
    """VAT at one rate on the sum of its lines (EN 16931 BR-CO-17); with VAT included the gross is the truth."""
    if includes_vat:
        vat = to_cent(basis * rate / (100 + rate), currency)
        return VatAmount.model_construct(rate=rate, net=basis - vat, vat=vat, gross=basis)
    vat = to_cent(basis * rate / 100, currency)
    return VatAmount.model_construct(rate=rate, net=basis, vat=vat, gross=basis + vat)
