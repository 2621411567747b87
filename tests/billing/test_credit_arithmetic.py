"""The arithmetic of credits: exact to the cent, whatever the parts and their order."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from uuid_utils.compat import uuid7

from services.billing import credit_document
from services.billing.credit import (
    PAYMENT,
    SHIPPING,
    Credit,
    InvalidCredit,
    Left,
    OverCrediting,
    UnknownLine,
    after,
    credit_amount,
    credit_everything,
    credit_parts,
    left_of,
)
from services.billing.document import Document, DocumentKind, invoice
from services.billing.settings import SellerSettings
from shared.schemas.money import Totals, VatAmount, cent, share_out, vat_amount
from shared.schemas.orders import OrderLine, Payment, Shipping
from tests.support.orders import placed

SELLER = SellerSettings().seller()
ISSUED_ON = date(2026, 3, 2)
ISSUED_AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def sold(
    *lines: tuple[int, str, str, str],
    includes_vat: bool = True,
    currency: str = "EUR",
    discount: str = "0",
    shipping: tuple[str, str] | None = None,
    cost: tuple[str, str] | None = None,
) -> Document:
    """An invoice of lines (quantity, unit price, discount, VAT rate), an order discount and costs (price, rate)."""
    totals = [quantity * Decimal(price) - Decimal(less) for quantity, price, less, _ in lines]
    shares = share_out(Decimal(discount), totals, currency)
    order_lines = tuple(
        OrderLine(
            line_no=line_no,
            sku=f"SKU-{line_no}",
            title=f"Thing {line_no}",
            quantity=quantity,
            unit_price=Decimal(price),
            discount=Decimal(less),
            vat_rate=Decimal(rate),
            total=total,
            payable=total - share,
            ships=True,
        )
        for line_no, ((quantity, price, less, rate), total, share) in enumerate(
            zip(lines, totals, shares, strict=True), start=1
        )
    )
    basis: dict[Decimal, Decimal] = {}
    for line in order_lines:
        basis[line.vat_rate] = basis.get(line.vat_rate, Decimal(0)) + line.payable
    for charge in (shipping, cost):
        if charge:
            basis[Decimal(charge[1])] = basis.get(Decimal(charge[1]), Decimal(0)) + Decimal(charge[0])
    by_rate = [vat_amount(rate, amount, includes_vat=includes_vat, currency=currency) for rate, amount in basis.items()]
    postage = shipping and Shipping(method="Colissimo", price=Decimal(shipping[0]), vat_rate=Decimal(shipping[1]))
    payment = Payment(method="card", cost=Decimal(cost[0]), vat_rate=Decimal(cost[1])) if cost else None
    order = placed(
        currency=currency,
        prices_include_vat=includes_vat,
        lines=None,
    ).model_copy(
        update={
            "lines": order_lines,
            "shipping": postage,
            "payment": payment or Payment(method="card"),
            "totals": totals_of(by_rate),
        }
    )
    draft = invoice(order, document_id=uuid7(), supplied_on=ISSUED_ON, seller=SELLER)
    return draft.issue(number="FA-2026-000007", issued_at=ISSUED_AT, issued_on=ISSUED_ON, due_on=ISSUED_ON)


def totals_of(by_rate: Sequence[VatAmount]) -> Totals:
    return Totals(
        net=sum(at.net for at in by_rate),
        vat=sum(at.vat for at in by_rate),
        gross=sum(at.gross for at in by_rate),
        vat_by_rate=tuple(by_rate),
    )


def fresh(document: Document) -> Left:
    return left_of(document, [])


def money(totals: Totals) -> tuple[str, str, str]:
    return str(totals.net), str(totals.vat), str(totals.gross)


def issued(left: Left, given: Credit) -> Document:
    draft = credit_document.draft(
        left, given, DocumentKind.CREDIT_NOTE, document_id=uuid7(), seller=SELLER, reason="broken", reference=None
    )
    return draft.issue(number="AV-2026-000001", issued_at=ISSUED_AT, issued_on=ISSUED_ON, due_on=None)


def test_the_published_case_is_refunded_in_full_at_exactly_179_25() -> None:
    left = fresh(sold((10, "23.90", "59.75", "20")))
    assert money(credit_parts(left, {1: 10}).totals) == ("149.37", "29.88", "179.25")
    assert money(credit_everything(left).totals) == ("149.37", "29.88", "179.25")


def test_the_published_case_one_by_one_is_refunded_at_exactly_179_25() -> None:
    left = fresh(sold((10, "23.90", "59.75", "20")))
    amounts = []
    for _ in range(10):
        given = credit_parts(left, {1: 1})
        amounts.append(str(given.totals.gross))
        left = after(left, given)
    assert amounts == ["17.93", "17.92", "17.93", "17.92", "17.93", "17.92", "17.93", "17.92", "17.93", "17.92"]
    assert left.nothing


def test_a_discount_on_the_order_comes_back_with_its_lines() -> None:
    left = fresh(sold((1, "30.00", "0", "20"), (1, "10.00", "0", "5.5"), discount="4.00"))
    assert money(credit_parts(left, {1: 1}).totals) == ("22.50", "4.50", "27.00")
    assert money(credit_parts(left, {2: 1}).totals) == ("8.53", "0.47", "9.00")


def test_three_for_ten_euros_come_back_one_by_one() -> None:
    left = fresh(sold((3, "3.50", "0.50", "20")))
    given = []
    for _ in range(3):
        part = credit_parts(left, {1: 1})
        given.append(money(part.totals))
        left = after(left, part)
    assert given == [("2.77", "0.56", "3.33"), ("2.79", "0.55", "3.34"), ("2.77", "0.56", "3.33")]


def test_net_prices_are_credited_net_with_their_vat_on_top() -> None:
    left = fresh(sold((3, "3.33", "0", "20"), includes_vat=False))
    first = credit_parts(left, {1: 2})
    assert money(first.totals) == ("6.66", "1.33", "7.99")
    assert money(credit_parts(after(left, first), {1: 1}).totals) == ("3.33", "0.67", "4.00")


def test_shipping_and_payment_costs_come_back_when_asked_for() -> None:
    left = fresh(sold((1, "10.00", "0", "20"), shipping=("5.95", "20"), cost=("1.00", "20")))
    assert money(credit_parts(left, {1: 1}).totals) == ("8.33", "1.67", "10.00")
    assert money(credit_parts(left, {1: 1}, [SHIPPING]).totals) == ("13.29", "2.66", "15.95")
    assert credit_parts(left, {}, [SHIPPING, PAYMENT]).totals.gross == Decimal("6.95")


def test_shipping_comes_back_once() -> None:
    left = fresh(sold((1, "10.00", "0", "20"), shipping=("5.95", "20")))
    left = after(left, credit_parts(left, {}, [SHIPPING]))
    with pytest.raises(OverCrediting, match="nothing is left to credit of the shipping of invoice FA-2026-000007"):
        credit_parts(left, {}, [SHIPPING])


def test_crediting_more_than_is_left_is_refused_with_what_is_left() -> None:
    left = fresh(sold((3, "10.00", "0", "20"), (5, "1.00", "0", "20")))
    left = after(left, credit_parts(left, {1: 2}))
    with pytest.raises(OverCrediting) as refusal:
        credit_parts(left, {1: 2})
    assert refusal.value.detail == (
        "line 1 (SKU-1) of invoice FA-2026-000007 has 1 of 3 left to credit; 2 were asked for"
        " (left per line: line 1: 1, line 2: 5)"
    )


def test_a_line_that_is_not_on_the_invoice_is_refused() -> None:
    left = fresh(sold((1, "10.00", "0", "20"), shipping=("5.95", "20")))
    for line_no in (2, SHIPPING, PAYMENT):
        with pytest.raises(UnknownLine):
            credit_parts(left, {line_no: 1})


def test_an_amount_is_spread_over_the_rates_in_proportion() -> None:
    left = fresh(sold((1, "75.00", "0", "20"), (1, "25.00", "0", "5.5")))
    given = credit_amount(left, Decimal("10.00"))
    assert [(str(at.rate), str(at.gross), str(at.vat)) for at in given.totals.vat_by_rate] == [
        ("20", "7.50", "1.25"),
        ("5.5", "2.50", "0.13"),
    ]
    assert given.of == {1: (0, Decimal("7.50")), 2: (0, Decimal("2.50"))}


def test_an_amount_with_net_prices_includes_vat() -> None:
    left = fresh(sold((2, "50.00", "0", "20"), includes_vat=False))
    assert money(credit_amount(left, Decimal("12.00")).totals) == ("10.00", "2.00", "12.00")


def test_after_a_price_reduction_each_unit_that_comes_back_is_worth_less() -> None:
    left = fresh(sold((3, "30.00", "0", "20")))
    left = after(left, credit_amount(left, Decimal("30.00")))
    assert credit_parts(left, {1: 1}).totals.gross == Decimal("20.00")
    assert credit_parts(left, {1: 3}).totals.gross == Decimal("60.00")


def test_cents_that_were_rounded_away_before_never_make_a_credit_negative() -> None:
    left = fresh(sold((3, "0.01", "0", "50"), includes_vat=False))
    given = []
    for amount in ("0.01", "0.03"):
        part = credit_amount(left, Decimal(amount))
        given.append(money(part.totals))
        left = after(left, part)
    last = credit_parts(left, {1: 1})
    given.append(money(last.totals))
    assert given == [("0.01", "0.00", "0.01"), ("0.01", "0.02", "0.03"), ("0.00", "0.00", "0.00")]


@pytest.mark.parametrize("amount", ["0", "-1.00", "0.001"])
def test_an_amount_that_cannot_be_paid_is_refused(amount: str) -> None:
    with pytest.raises(InvalidCredit):
        credit_amount(fresh(sold((1, "10.00", "0", "20"))), Decimal(amount))


def test_more_money_than_is_left_is_refused() -> None:
    left = fresh(sold((1, "10.00", "0", "20")))
    with pytest.raises(OverCrediting, match="has 10.00 EUR left to credit; 10.01 were asked for"):
        credit_amount(left, Decimal("10.01"))


def test_what_is_left_is_the_same_when_read_back_from_the_documents() -> None:
    document = sold((3, "9.99", "0", "20"), (2, "5.00", "0", "5.5"), shipping=("4.90", "20"), discount="3.33")
    left, documents = fresh(document), []
    for given in (
        lambda now: credit_parts(now, {1: 1}, [SHIPPING]),
        lambda now: credit_amount(now, Decimal("5.01")),
        lambda now: credit_parts(now, {2: 2}),
    ):
        part = given(left)
        documents.append(issued(left, part))
        left = after(left, part)
    read_back = [Document.model_validate_json(one.model_dump_json()) for one in documents]
    assert left_of(document, read_back) == left


def test_an_order_over_nothing_is_credited_once_its_goods_are() -> None:
    left = fresh(sold((2, "0.00", "0", "20")))
    assert not left.nothing
    left = after(left, credit_parts(left, {1: 1}))
    assert not left.nothing
    assert after(left, credit_everything(left)).nothing


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
    currency = pick.choice(["EUR", "EUR", "JPY", "TND"])
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
        return credit_amount(
            left, min(steps, pick.choice([1, 2, pick.randint(1, steps)])) * cent(left.invoice.currency)
        )
    if kind < 0.4:
        return credit_everything(left)
    chosen = pick.sample(open_lines, pick.randint(1, len(open_lines)))
    charges = [place for place in (SHIPPING, PAYMENT) if place in left.parts and left.parts[place].amount_left]
    return credit_parts(
        left,
        {place: pick.randint(1, left.parts[place].quantity_left) for place in chosen},
        [place for place in charges if pick.random() < 0.3],
    )
