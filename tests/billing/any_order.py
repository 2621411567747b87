"""Any order as it is placed or edited: lines at several rates, prices, discounts and postage, to the cent."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from hypothesis import strategies as st

from shared.money import share_out, vat_amount
from shared.schemas.money import Totals
from shared.schemas.orders import OrderLine, OrderPlaced, Shipping
from tests.support.orders import placed

SOLD = {1: ("LAMP", "20"), 2: ("BOOK", "5.5"), 3: ("TEA", "10"), 4: ("VASE", "20")}
"""By line: it keeps its product and rate whatever the edit."""


class Wanted(NamedTuple):
    """By line its units and the price of one in cents; `percent` is off all of it, `postage` in cents."""

    lines: Mapping[int, tuple[int, int]]
    percent: int = 0
    postage: int | None = None


WANTED = st.builds(
    Wanted,
    st.dictionaries(
        st.sampled_from(sorted(SOLD)), st.tuples(st.integers(1, 5), st.integers(0, 3000)), min_size=1, max_size=3
    ),
    st.integers(0, 30),
    st.none() | st.integers(0, 900),
)


def ordered(wanted: Wanted, of: OrderPlaced | None = None, **changes: object) -> OrderPlaced:
    """Prices include VAT, unless `changes` say otherwise."""
    facts = of or placed(**changes)
    totals = {no: units * Decimal(price) / 100 for no, (units, price) in sorted(wanted.lines.items())}
    discount = (sum(totals.values(), Decimal(0)) * wanted.percent / 100).quantize(Decimal("0.01"))
    shares = share_out(discount, list(totals.values()), facts.currency)
    lines = tuple(
        OrderLine(
            line_no=no,
            sku=SOLD[no][0],
            title=SOLD[no][0].title(),
            quantity=wanted.lines[no][0],
            unit_price=Decimal(wanted.lines[no][1]) / 100,
            discount=Decimal(0),
            vat_rate=Decimal(SOLD[no][1]),
            total=total,
            payable=total - share,
            ships=True,
        )
        for (no, total), share in zip(totals.items(), shares, strict=True)
    )
    postage = None
    if wanted.postage is not None:
        postage = Shipping(method="Colissimo", price=Decimal(wanted.postage) / 100, vat_rate=Decimal(20))
    return facts.model_copy(
        update={
            "lines": lines,
            "discount": discount,
            "shipping": postage,
            "totals": _totals(lines, postage, includes_vat=facts.prices_include_vat),
        }
    )


def _totals(lines: tuple[OrderLine, ...], postage: Shipping | None, *, includes_vat: bool) -> Totals:
    basis: dict[Decimal, Decimal] = {}
    for rate, amount in [
        *((line.vat_rate, line.payable) for line in lines),
        *([(postage.vat_rate, postage.price)] if postage and postage.price and postage.vat_rate is not None else []),
    ]:
        basis[rate] = basis.get(rate, Decimal(0)) + amount
    by_rate = tuple(
        vat_amount(rate, basis[rate], includes_vat=includes_vat, currency="EUR") for rate in sorted(basis, reverse=True)
    )
    return Totals(
        net=sum((at.net for at in by_rate), Decimal(0)),
        vat=sum((at.vat for at in by_rate), Decimal(0)),
        gross=sum((at.gross for at in by_rate), Decimal(0)),
        vat_by_rate=by_rate,
    )
