"""The arithmetic of an order, on cases worked out by hand."""

from decimal import Decimal

from services.orders.pricing.arithmetic import line_total, spread, totals_of
from shared.schemas.money import Totals


def sums(totals: Totals) -> tuple[str, str, str]:
    return str(totals.net), str(totals.vat), str(totals.gross)


def per_rate(totals: Totals) -> list[tuple[str, str, str, str]]:
    return [(str(part.rate), str(part.net), str(part.vat), str(part.gross)) for part in totals.vat_by_rate]


def amounts(*pairs: tuple[str, str]) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(rate), Decimal(amount)) for rate, amount in pairs]


def test_vat_is_computed_on_the_sum_of_goods_and_shipping_not_on_each() -> None:
    # A documented order: 2.10 + 0.2975 of tax on 42.00 of goods and 5.95 of shipping.
    totals = totals_of(amounts(("5", "42.00"), ("5", "5.95")), includes_vat=False, currency="EUR")
    assert sums(totals) == ("47.95", "2.40", "50.35")


def test_with_vat_included_the_gross_is_the_truth() -> None:
    totals = totals_of(amounts(("20", "25.00")), includes_vat=True, currency="EUR")
    assert sums(totals) == ("20.83", "4.17", "25.00")


def test_each_vat_rate_has_its_own_sum_the_highest_first() -> None:
    totals = totals_of(amounts(("5.5", "10.00"), ("20", "25.00"), ("5.50", "4.90")), includes_vat=True, currency="EUR")
    assert per_rate(totals) == [("20", "20.83", "4.17", "25.00"), ("5.5", "14.12", "0.78", "14.90")]
    assert sums(totals) == ("34.95", "4.95", "39.90")


def test_half_a_cent_of_vat_is_rounded_up() -> None:
    assert sums(totals_of(amounts(("5", "0.10")), includes_vat=False, currency="EUR")) == ("0.10", "0.01", "0.11")


def test_yen_have_no_decimals_and_dinars_three() -> None:
    assert sums(totals_of(amounts(("10", "5555")), includes_vat=True, currency="JPY")) == ("5050", "505", "5555")
    assert sums(totals_of(amounts(("5", "24.690")), includes_vat=False, currency="KWD")) == (
        "24.690",
        "1.235",
        "25.925",
    )


def test_a_line_is_rounded_once_after_its_discount() -> None:
    assert line_total(3, Decimal("0.3333"), Decimal("0.005"), "EUR") == Decimal("0.99")
    assert str(line_total(2, Decimal("12.5"), Decimal(0), "EUR")) == "25.00"


def test_an_order_discount_is_spread_in_proportion_and_no_cent_is_lost() -> None:
    payable = spread(Decimal("10.00"), [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")], "EUR")
    assert [str(amount) for amount in payable] == ["30.00", "29.99", "30.01"]
    assert sum(payable) == Decimal("90.00")


def test_a_discount_of_everything_leaves_nothing_to_pay() -> None:
    assert spread(Decimal("35.00"), [Decimal("25.00"), Decimal("10.00")], "EUR") == [0, 0]


def test_the_published_case_of_ten_at_23_90_less_a_quarter() -> None:
    total = line_total(10, Decimal("23.90"), Decimal("59.75"), "EUR")
    assert sums(totals_of([(Decimal(20), total)], includes_vat=True, currency="EUR")) == ("149.37", "29.88", "179.25")
