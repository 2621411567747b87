"""Credits that others have published, or have got wrong, to the cent."""

from decimal import Decimal

import pytest

from services.billing.documents.left_to_credit import after, credit_everything
from services.billing.documents.model import Document
from services.billing.documents.partial_credit import OverCrediting, UnknownRate, credit_amount, credit_parts
from tests.billing.invoices import fresh, money, sold

DISCOUNTED = sold((1, "150.00", "0", "20"), (1, "60.00", "0", "20"), discount="42.00")
TWO_LINES = sold((1, "100.00", "0", "10"), (1, "110.00", "0", "10"), includes_vat=False)
WITH_POSTAGE = sold((1, "119.00", "0", "19"), shipping=("5.95", "19"))
NET_PRICE = sold((2, "83.33", "0", "20"), includes_vat=False)
THREE_ON_SALE = sold((3, "100.00", "0", "20"), discount="10.00")
AT_SIX = sold((1, "10.50", "0", "6"), (1, "25.20", "0", "6"), includes_vat=False)
THREE_RATES = sold((1, "12.00", "0", "20"), (1, "11.00", "0", "10"), shipping=("10.55", "5.5"), cost=("1.20", "20"))


@pytest.mark.parametrize(
    ("invoice", "lines", "net", "vat", "gross"),
    [
        pytest.param(DISCOUNTED, {1: 1}, "100.00", "20.00", "120.00", id="the first of an order with 20 % off"),
        pytest.param(DISCOUNTED, {2: 1}, "40.00", "8.00", "48.00", id="the other"),
        pytest.param(DISCOUNTED, {1: 1, 2: 1}, "140.00", "28.00", "168.00", id="both"),
        pytest.param(TWO_LINES, {2: 1}, "110.00", "11.00", "121.00", id="of VAT 10 and 11 the second"),
        pytest.param(WITH_POSTAGE, {1: 1}, "100.00", "19.00", "119.00", id="no VAT of a postage that stays"),
        pytest.param(NET_PRICE, {1: 2}, "166.66", "33.33", "199.99", id="two units of a net price"),
        pytest.param(AT_SIX, {1: Decimal("10.50"), 2: Decimal("3.50")}, "14.00", "0.84", "14.84", id="two amounts"),
    ],
)
def test_a_published_credit_is_exact(
    invoice: Document, lines: dict[int, int | Decimal], net: str, vat: str, gross: str
) -> None:
    assert money(credit_parts(fresh(invoice), lines).totals) == (net, vat, gross)


def test_what_was_ordered_at_19_percent_is_credited_at_19_whatever_the_product_has_now() -> None:
    (at,) = credit_parts(fresh(WITH_POSTAGE), {1: 1}).totals.vat_by_rate
    assert (at.rate, at.vat) == (Decimal(19), Decimal("19.00"))


def test_three_for_100_less_10_on_the_order_come_back_one_by_one() -> None:
    left, given = fresh(THREE_ON_SALE), []
    for _ in range(3):
        credit = credit_parts(left, {1: 1})
        given.append(str(credit.totals.gross))
        left = after(left, credit)
    assert given == ["96.67", "96.66", "96.67"]


def test_an_amount_at_one_rate_leaves_the_others_and_never_takes_more_than_it_has() -> None:
    left = fresh(THREE_RATES)
    given = credit_amount(left, Decimal("6.60"), Decimal("20.0"))
    assert [(str(at.rate), str(at.net), str(at.vat)) for at in given.totals.vat_by_rate] == [("20", "5.50", "1.10")]
    assert given.of == {1: (0, Decimal("6.00")), -1: (0, Decimal("0.60"))}
    with pytest.raises(OverCrediting) as refusal:
        credit_amount(after(left, given), Decimal("6.61"), Decimal(20))
    assert refusal.value.detail == (
        "invoice FA-2026-000007 has 6.60 EUR left to credit at 20 % VAT; 6.61 were asked for"
        " (left per line: line 1: 1, line 2: 1; with VAT, left per rate: 20 %: 6.60 EUR, 10 %: 11.00 EUR,"
        " 5.5 %: 10.55 EUR)"
    )
    with pytest.raises(UnknownRate, match=r"has no VAT at 19.6 %; its rates are 20 %, 10 %, 5.5 %"):
        credit_amount(left, Decimal("1.00"), Decimal("19.60"))


def test_part_of_the_postage_and_of_the_payment_costs_and_then_all_that_is_left() -> None:
    left, given = fresh(THREE_RATES), []
    for shipping, costs in ((Decimal("2.11"), Decimal("0.20")), (None, Decimal("1.00"))):
        credit = credit_parts(left, {}, shipping=shipping, payment_costs=costs)
        given.append(money(credit.totals))
        left = after(left, credit)
    assert given == [("2.17", "0.14", "2.31"), ("0.83", "0.17", "1.00")]
    with pytest.raises(OverCrediting, match="0.00 EUR of the payment costs of invoice FA-2026-000007 are left"):
        credit_parts(left, {}, payment_costs=Decimal("0.01"))
    assert money(credit_everything(left).totals) == ("28.00", "3.44", "31.44")
