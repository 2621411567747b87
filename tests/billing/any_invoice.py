"""Any invoice, and any sequence of credits of it, for tests of what holds whatever was sold and given back."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

from services.billing.documents.left_to_credit import PAYMENT, SHIPPING, Credit, Left, after, credit_everything
from services.billing.documents.model import Document
from services.billing.documents.partial_credit import credit_amount, credit_parts
from shared.money import cent
from tests.billing.invoices import fresh, sold

RATES = st.sampled_from(["20", "10", "5.5", "0", "2.1", "50"])


def examples(count: int) -> settings:
    """The same at every run; a busy machine is no fault."""
    return settings(max_examples=count, derandomize=True, database=None, deadline=None)


@st.composite
def invoices(draw: st.DrawFn) -> Document:
    """Up to three rates or more, prices with or without VAT; prices of a few cents, with which all is rounding."""
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD"]))
    dearest = draw(st.sampled_from([5, 3000]))
    lines = draw(st.lists(st.tuples(st.integers(1, 12), st.integers(0, dearest), RATES), min_size=1, max_size=5))
    percent, shipping, cost = draw(st.tuples(st.integers(0, 60), st.integers(-400, 900), st.integers(-200, 200)))
    step = cent(currency)
    whole = sum(quantity * price for quantity, price, _ in lines) * step
    return sold(
        *((quantity, str(price * step), "0", rate) for quantity, price, rate in lines),
        includes_vat=draw(st.booleans()),
        currency=currency,
        discount=str((whole * percent / 100).quantize(step)),
        shipping=(str(shipping * step), "20") if shipping >= 0 else None,
        cost=(str(cost * step), "10") if cost >= 0 else None,
    )


class Wish(NamedTuple):
    """A credit that somebody wants, whatever is left: `which` of the lines, rates and costs, and what part of each."""

    kind: str
    which: int
    part: int

    def of(self, many: int) -> int:
        """From 1 to this many."""
        return 1 + self.part % many


WISHES = st.lists(
    st.builds(
        Wish,
        st.sampled_from(["amount", "rate", "amounts", "goods"]),
        st.integers(0, 255),
        st.integers(0, 2) | st.integers(0, 20_000),
    ),
    max_size=8,
)


def credits_of(invoice: Document, wishes: Sequence[Wish]) -> Iterator[tuple[Left, Credit]]:
    """What was left before each credit, and the credit; the last one is of all that is left."""
    left = fresh(invoice)
    for wish in wishes:
        if credit := _credit(left, wish):
            yield left, credit
            left = after(left, credit)
    if not left.nothing:
        yield left, credit_everything(left)


def _credit(left: Left, wish: Wish) -> Credit | None:
    step = cent(left.invoice.currency)
    if wish.kind == "goods":
        lines = _some([place for place, part in left.parts.items() if place > 0 and part.quantity_left], wish)
        costs = _some(
            [place for place in (SHIPPING, PAYMENT) if place in left.parts and left.parts[place].amount_left], wish
        )
        return credit_parts(left, {no: wish.of(left.parts[no].quantity_left) for no in lines}, costs) if lines else None
    if wish.kind == "amounts":
        places = _some([place for place, part in left.parts.items() if part.amount_left], wish)
        of = {place: wish.of(int(left.parts[place].amount_left / step)) * step for place in places}
        lines = {place: amount for place, amount in of.items() if place > 0}
        return credit_parts(left, lines, shipping=of.get(SHIPPING), payment_costs=of.get(PAYMENT)) if of else None
    rates: list[tuple[Decimal, Decimal | None]] = [(left.gross, None)]
    if wish.kind == "rate":
        rates = [(at.gross, rate) for rate, at in left.by_rate.items()]
    most, rate = rates[wish.which % len(rates)]
    return credit_amount(left, wish.of(int(most / step)) * step, rate) if most else None


def _some(places: Sequence[int], wish: Wish) -> list[int]:
    return [place for nth, place in enumerate(places) if wish.which >> nth & 1]
