"""The arithmetic of credits, exact to the cent."""

from decimal import Decimal

import pytest

from services.billing.documents.left_to_credit import PAYMENT, SHIPPING, CreditState, after, credit_everything, left_of
from services.billing.documents.model import Document
from services.billing.documents.partial_credit import (
    InvalidCredit,
    NothingLeft,
    OverCrediting,
    UnknownLine,
    credit_amount,
    credit_parts,
    refuse_nothing,
)
from tests.billing.invoices import fresh, issued, money, sold


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
    assert given == [("0.01", "0.00", "0.01"), ("0.01", "0.02", "0.03")]
    with pytest.raises(NothingLeft, match=r"nothing is left to credit of line 1 \(SKU-1\) of invoice FA-2026-000007"):
        refuse_nothing(left, credit_parts(left, {1: 1}))


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


def test_of_an_invoice_over_nothing_there_is_nothing_to_credit() -> None:
    left = fresh(sold((2, "0.00", "0", "20")))
    assert left.nothing
    assert left.state is CreditState.NOT_CREDITED
    with pytest.raises(NothingLeft):
        refuse_nothing(left, credit_parts(left, {1: 1}))


def test_a_gift_is_credited_with_what_was_paid_for_and_not_alone() -> None:
    left = fresh(sold((1, "10.00", "0", "20"), (1, "0.00", "0", "20")))
    with pytest.raises(NothingLeft, match=r"line 2 \(SKU-2\)"):
        refuse_nothing(left, credit_parts(left, {2: 1}))
    assert money(credit_parts(left, {1: 1, 2: 1}).totals) == ("8.33", "1.67", "10.00")


def test_an_amount_is_given_back_with_the_decimals_of_the_currency() -> None:
    left = fresh(sold((1, "10.00", "0", "20")))
    assert str(credit_amount(left, Decimal("5.0000")).totals.gross) == "5.00"


def test_the_summed_discount_of_a_credit_has_room_for_eleven_digits() -> None:
    document = sold((2, "9999999999.00", "9999999999.00", "20"), discount="9999999998.00")
    credit = issued(fresh(document), credit_everything(fresh(document)))
    assert str(credit.lines[0].discount) == "19999999997.00"
    assert Document.model_validate_json(credit.model_dump_json()) == credit
