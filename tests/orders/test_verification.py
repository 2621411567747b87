"""An order as a storefront sends it is compared with what the shop itself would ask for."""

from datetime import timedelta
from typing import Any

import pytest

from tests.orders.verifying import LYON_TO_BERLIN, NOW, SHIPPED_FOR_5, refusal, verified
from tests.support.bodies import NANTES, ZOE, line, totals


def test_lines_take_title_and_whether_they_ship_from_the_product() -> None:
    lines = [line(), line("COURSE", 1, "30.00", "30.00")]
    placed = verified(lines=lines, totals=totals("45.83", "9.17", "55.00")).lines
    assert [(one.line_no, one.title, one.ships, str(one.total), str(one.payable)) for one in placed] == [
        (1, "Desk lamp", True, "25.00", "25.00"),
        (2, "Video course", False, "30.00", "30.00"),
    ]


def test_shipping_and_payment_costs_and_discounts_of_mixed_rates_add_up() -> None:
    placed = verified(
        lines=[line(discount="2.50", total="22.50"), line("BOOK", 1, "10.00", "10.00", vat_rate="5.5")],
        discount="3.25",
        shipping={"method": "Colissimo", "price": "4.90", "vat_rate": "20"},
        payment={"method": "cash on delivery", "cost": "1.00", "vat_rate": "20"},
        totals=totals("30.32", "4.83", "35.15"),
    )
    assert [str(one.payable) for one in placed.lines] == ["20.25", "9.00"]
    assert str(placed.lines_total) == "32.50"
    assert [(str(part.rate), str(part.vat), str(part.gross)) for part in placed.totals.vat_by_rate] == [
        ("20", "4.36", "26.15"),
        ("5.5", "0.47", "9.00"),
    ]


def test_the_documented_order_of_42_00_with_5_95_shipping_totals_50_35() -> None:
    placed = verified(
        prices_include_vat=False,
        lines=[line("DESK", 1, "42.00", "42.00", vat_rate="5")],
        shipping={"method": "DHL", "price": "5.95", "vat_rate": "5"},
        totals=totals("47.95", "2.40", "50.35"),
    )
    assert str(placed.totals.gross) == "50.35"


def test_free_shipping_adds_no_vat_rate_of_its_own() -> None:
    placed = verified(shipping={"method": "Colissimo"})
    assert [str(part.rate) for part in placed.totals.vat_by_rate] == ["20"]


def test_yen_and_dinars_are_computed_to_their_own_cent() -> None:
    yen = verified(
        currency="JPY",
        lines=[line("KIMONO", 1, "5000", "5000", vat_rate="10")],
        totals=totals("4545", "455", "5000"),
    )
    dinars = verified(
        currency="KWD",
        lines=[line("SWORD", 2, "12.345", "24.690", vat_rate="5")],
        totals=totals("23.514", "1.176", "24.690"),
    )
    assert (str(yen.totals.vat), str(dinars.totals.vat)) == ("455", "1.176")


def test_an_open_price_is_what_the_order_says() -> None:
    placed = verified(lines=[line("MADE-TO-MEASURE", 1, "60.00", "60.00")], totals=totals("50.00", "10.00", "60.00"))
    assert str(placed.lines[0].unit_price) == "60.00"


def test_a_free_order_is_fine() -> None:
    verified(lines=[line(discount="25.00", total="0")], totals=totals("0", "0", "0"))


def test_an_unknown_sku_is_refused_with_its_line() -> None:
    assert refusal(lines=[line(), line("LAMPE")]) == ("unknown-sku", "line 2: no product has the SKU LAMPE")


def test_a_price_that_is_not_the_products_is_refused() -> None:
    assert refusal(lines=[line(price="11.00", total="22.00")]) == (
        "wrong-price",
        "line 1 (LAMP): unit_price 11.00 was sent, 12.50 is right",
    )


def test_a_price_in_another_currency_is_refused() -> None:
    assert refusal(currency="USD") == ("wrong-price", "line 1 (LAMP): its price is in EUR, the order in USD")


def test_a_net_price_sent_as_a_gross_one_is_refused() -> None:
    assert refusal(lines=[line("DESK", 1, "42.00", "42.00")]) == (
        "wrong-price",
        "line 1 (DESK): its price is without VAT, the order's prices are with VAT",
    )


def test_at_home_the_vat_rate_is_the_products() -> None:
    assert refusal(lines=[line(vat_rate="19")]) == (
        "wrong-vat-rate",
        "line 1 (LAMP): vat_rate 19 was sent, 20 is right",
    )


def test_abroad_the_rate_of_the_destination_applies() -> None:
    abroad = {"lines": [line(vat_rate="19")], "totals": totals("21.01", "3.99", "25.00")}
    assert str(verified(customer=LYON_TO_BERLIN, **abroad).totals.vat) == "3.99"


def test_what_a_german_picks_up_in_the_shop_has_the_shops_rate() -> None:
    assert refusal(
        customer=ZOE | {"billing_address": NANTES | {"country": "DE"}},
        shipping={"method": "Shop", "kind": "pickup"},
        lines=[line(vat_rate="19")],
        totals=totals("21.01", "3.99", "25.00"),
    ) == ("wrong-vat-rate", "line 1 (LAMP): vat_rate 19 was sent, 20 is right")


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        (
            {"lines": [line(total="24.00")]},
            "line 1 (LAMP): total 24.00 was sent, 2 x 12.50 - 0 = 25.00 is right",
        ),
        (
            {"lines": [line(total="25.001")]},
            "line 1 (LAMP): total 25.001 was sent, 2 x 12.50 - 0 = 25.00 is right",
        ),
        (
            {"lines": [line(discount="26.00", total="0")]},
            "line 1 (LAMP): discount 26.00 was sent, more than 2 x 12.50",
        ),
        ({"discount": "25.01"}, "discount 25.01 was sent, more than the lines' sum of 25.00"),
        ({"discount": "1.005"}, "discount 1.005 was sent, which has more decimals than EUR"),
        (
            {"shipping": {"method": "DHL", "price": "4.905"}},
            "shipping.price 4.905 was sent, which has more decimals than EUR",
        ),
        (
            {"payment": {"method": "card", "cost": "0.001"}},
            "payment.cost 0.001 was sent, which has more decimals than EUR",
        ),
        ({"totals": totals("20.83", "4.16", "25.00")}, "totals.vat 4.16 was sent, 4.17 is right"),
        (
            {"totals": totals("20.84", "4.16", "25.00")},
            "totals.net 20.84 was sent, 20.83 is right; totals.vat 4.16 was sent, 4.17 is right",
        ),
        ({"totals": totals("20.83", "4.17", "2500.00")}, "totals.gross 2500.00 was sent, 25.00 is right"),
        ({"totals": totals("20.83", "4.17", "25.001")}, "totals.gross 25.001 was sent, 25.00 is right"),
    ],
)
def test_a_wrong_figure_is_refused_with_the_right_one(changes: dict[str, Any], detail: str) -> None:
    assert refusal(**changes) == ("wrong-totals", detail)


def test_yen_have_no_cents() -> None:
    kimono = [line("KIMONO", 1, "5000", "5000", vat_rate="10")]
    assert refusal(currency="JPY", lines=kimono, discount="0.5")[1] == (
        "discount 0.5 was sent, which has more decimals than JPY"
    )


def test_clocks_may_differ_by_five_minutes_and_no_more() -> None:
    verified(placed_at=NOW + timedelta(minutes=5))
    assert refusal(placed_at=NOW + timedelta(minutes=5, seconds=1)) == (
        "wrong-date",
        "placed_at 2026-03-02T09:35:01+00:00 is in the future; it is 2026-03-02T09:30:00+00:00",
    )


def test_a_date_before_2000_is_refused() -> None:
    verified(placed_at="2000-01-01T00:00:00Z", lines=[line()])
    assert refusal(placed_at="1999-12-31T23:59:59Z") == (
        "wrong-date",
        "placed_at 1999-12-31T23:59:59+00:00 is before 2000",
    )


def test_amounts_are_brought_to_the_decimals_of_the_currency() -> None:
    placed = verified(
        lines=[line(price="12.5000", discount="1.0000", total="24.0000")],
        discount="2.000",
        shipping={"method": "DHL", "price": "5.0000", "vat_rate": "20"},
        payment={"method": "card", "cost": "1.0", "vat_rate": "20"},
        totals=totals("23.333", "4.667", "28.0000") | {"net": "23.3300", "vat": "4.6700"},
    )
    (lamp,) = placed.lines
    assert [str(one) for one in (lamp.unit_price, lamp.discount, lamp.total, lamp.payable)] == [
        "12.50",
        "1.00",
        "24.00",
        "22.00",
    ]
    assert placed.shipping
    assert [str(one) for one in (placed.discount, placed.shipping.price, placed.payment.cost)] == [
        "2.00",
        "5.00",
        "1.00",
    ]
    assert [str(one) for one in (placed.totals.net, placed.totals.vat, placed.totals.gross)] == [
        "23.33",
        "4.67",
        "28.00",
    ]


def test_yen_are_brought_to_whole_ones_and_a_screw_may_cost_a_part_of_a_cent() -> None:
    kimono = verified(
        currency="JPY",
        lines=[line("KIMONO", 1, "5000.000", "5000", vat_rate="10")],
        totals=totals("4545", "455", "5000.00"),
    )
    screws = verified(lines=[line("MADE-TO-MEASURE", 1000, "0.0125", "12.50")], totals=totals("10.42", "2.08", "12.50"))
    assert [str(one.lines[0].unit_price) for one in (kimono, screws)] == ["5000", "0.0125"]


def test_a_discount_of_a_line_has_no_parts_of_a_cent() -> None:
    assert refusal(lines=[line(discount="0.005", total="25.00")]) == (
        "wrong-totals",
        "line 1 (LAMP): discount 0.005 was sent, which has more decimals than EUR",
    )


def test_what_is_more_than_an_amount_can_be_is_refused_where_it_is_computed() -> None:
    made = line("MADE-TO-MEASURE", 1, "9999999999", "9999999999")
    assert refusal(lines=[made, made], discount="9999999999", totals=totals("0", "0", "9999999999")) == (
        "amount-too-large",
        "the sum of the lines is 19999999998.00, more than an amount can be: 9999999999.9999",
    )
    assert refusal(lines=[made], shipping=SHIPPED_FOR_5, totals=totals("0", "0", "9999999999"))[0] == (
        "amount-too-large"
    )
