"""Whatever is credited in whatever order, the parts add up to the invoice to the cent."""

import random
from decimal import Decimal

from services.billing.documents.left_to_credit import PAYMENT, SHIPPING, Credit, Left, after, credit_everything
from services.billing.documents.model import Document
from services.billing.documents.partial_credit import credit_amount, credit_parts
from shared.money import cent
from tests.billing.invoices import fresh, sold


def test_partial_credits_in_any_order_add_up_to_the_invoice_at_each_rate() -> None:
    for seed in range(500):
        add_up_to_the_invoice(random.Random(seed))


def add_up_to_the_invoice(pick: random.Random) -> None:
    document = random_invoice(pick)
    left, given = fresh(document), []
    while not left.nothing:
        part = random_credit(pick, left)
        left = after(left, part)
        given.append(part)
        for at in left.by_rate.values():
            assert min(at.net, at.vat, at.gross) >= 0
            assert at.net + at.vat == at.gross
        assert all(part.amount_left >= 0 and part.quantity_left >= 0 for part in left.parts.values())
        assert all(at.vat >= 0 and at.net >= 0 for at in part.totals.vat_by_rate)
    for at in document.totals.vat_by_rate:
        parts = [other for part in given for other in part.totals.vat_by_rate if other.rate == at.rate]
        assert sum(part.vat for part in parts) == at.vat
        assert sum(part.net for part in parts) == at.net
        assert sum(part.gross for part in parts) == at.gross
    for line in document.lines:
        assert sum(part.of.get(line.line_no, (0, Decimal(0)))[1] for part in given) == line.payable


def test_goods_that_come_back_give_the_same_sum_in_any_steps() -> None:
    for seed in range(200):
        give_the_same_sum_in_any_steps(random.Random(seed))


def give_the_same_sum_in_any_steps(pick: random.Random) -> None:
    document = random_invoice(pick)
    left = fresh(document)
    want = {line.line_no: pick.randint(1, line.quantity) for line in document.lines}
    at_once = credit_parts(left, want).totals
    singles = [line_no for line_no, quantity in want.items() for _ in range(quantity)]
    pick.shuffle(singles)
    for line_no in singles:
        left = after(left, credit_parts(left, {line_no: 1}))
    assert document.totals.gross - left.gross == at_once.gross


def random_invoice(pick: random.Random) -> Document:
    currency = pick.choice(["EUR", "EUR", "JPY", "KWD"])
    step = cent(currency)

    def price(most: int) -> str:
        return str(pick.randint(0, most) * step)

    dearest = pick.choice([9, 3000])  # with prices of a few cents, all is rounding
    lines = [
        (pick.randint(1, 12), price(dearest), "0", pick.choice(["50", "20", "10", "5.5", "2.1", "0"]))
        for _ in range(pick.randint(1, 5))
    ]
    whole = sum(quantity * Decimal(unit) for quantity, unit, _, _ in lines)
    return sold(
        *lines,
        includes_vat=pick.random() < 0.5,
        currency=currency,
        discount=str((whole * pick.randint(0, 60) / 100).quantize(step)),
        shipping=(price(900), "20") if pick.random() < 0.5 else None,
        cost=(price(200), "10") if pick.random() < 0.3 else None,
    )


def random_credit(pick: random.Random, left: Left) -> Credit:
    open_lines = [place for place, part in left.parts.items() if place > 0 and part.quantity_left]
    kind = pick.random()
    if left.gross and (kind < 0.3 or not open_lines):
        steps = int(left.gross / cent(left.invoice.currency))
        steps, rate = pick.choice([(steps, None), *steps_at_rates(left)])
        amount = min(steps, pick.choice([1, 2, pick.randint(1, steps)])) * cent(left.invoice.currency)
        return credit_amount(left, amount, rate)
    if kind < 0.4:
        return credit_everything(left)
    if kind < 0.55 and (amounts := random_amounts(pick, left)):
        return credit_parts(
            left,
            {place: of for place, of in amounts.items() if place > 0},
            shipping=amounts.get(SHIPPING),
            payment_costs=amounts.get(PAYMENT),
        )
    chosen = pick.sample(open_lines, pick.randint(1, len(open_lines)))
    charges = [place for place in (SHIPPING, PAYMENT) if place in left.parts and left.parts[place].amount_left]
    return credit_parts(
        left,
        {place: pick.randint(1, left.parts[place].quantity_left) for place in chosen},
        [place for place in charges if pick.random() < 0.3],
    )


def steps_at_rates(left: Left) -> list[tuple[int, Decimal]]:
    step = cent(left.invoice.currency)
    return [(int(of.gross / step), rate) for rate, of in left.by_rate.items() if of.gross]


def random_amounts(pick: random.Random, left: Left) -> dict[int, Decimal]:
    """Of some lines and costs, each at most what is left of it."""
    step = cent(left.invoice.currency)
    places = [place for place, part in left.parts.items() if part.amount_left]
    some = pick.sample(places, pick.randint(0, len(places)))
    return {place: pick.randint(1, int(left.parts[place].amount_left / step)) * step for place in some}
