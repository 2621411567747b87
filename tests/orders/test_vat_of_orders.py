"""Which VAT rates an order may have, by its goods, country and day."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.orders.pricing.verification import verify
from shared.refused import Refused
from shared.schemas.orders import OrderToPlace
from tests.orders.verifying import CATALOGUE, LYON_TO_BERLIN, NOW, PAID_FOR_5, SHIPPED_FOR_5, product, refusal, verified
from tests.support.bodies import ZOE, line, order, totals


@pytest.mark.parametrize("charge", [{"shipping": SHIPPED_FOR_5}, {"payment": PAID_FOR_5}])
def test_what_is_charged_beside_taxed_goods_is_taxed_as_they_are(charge: dict[str, Any]) -> None:
    placed = verified(**charge, totals=totals("25.00", "5.00", "30.00"))
    assert [str(part.rate) for part in placed.totals.vat_by_rate] == ["20"]
    assert refusal(**charge, totals=totals("25.83", "4.17", "30.00"))[0] == "wrong-totals"


def test_the_highest_rate_of_the_goods_is_that_of_their_shipping() -> None:
    placed = verified(
        lines=[line("BOOK", 1, "10.00", "10.00", vat_rate="5.5"), line()],
        shipping=SHIPPED_FOR_5,
        totals=totals("34.48", "5.52", "40.00"),
    )
    assert placed.shipping
    assert str(placed.shipping.vat_rate) == "20"


def test_goods_without_vat_are_shipped_without() -> None:
    free_of_vat = {"DESK": product("DESK", "Desk", "0", "42.00")}
    sent = order(
        lines=[line("DESK", 1, "42.00", "42.00", vat_rate="0")],
        shipping=SHIPPED_FOR_5,
        totals=totals("47.00", "0.00", "47.00"),
    )
    placed = verify(OrderToPlace.model_validate(sent), free_of_vat, shop_country="FR", at=NOW)
    assert str(placed.totals.vat) == "0.00"


@pytest.mark.parametrize(
    ("rate", "detail"),
    [
        ("99", "99 was sent, on 2026-03-02 FR has 20, 13, 10, 8.5, 8, 5.5, 2.1, 1.75, 1.05, 0.9"),
        ("19.6", "19.6 was sent, on 2026-03-02 FR has 20, 13, 10, 8.5, 8, 5.5, 2.1, 1.75, 1.05, 0.9"),
        ("0", "0 was sent for taxed goods, 20 is usual: leave it out for that"),
    ],
)
@pytest.mark.parametrize("charge", ["shipping", "payment"])
def test_a_charge_has_a_rate_of_its_country_and_day(charge: str, rate: str, detail: str) -> None:
    sent = {"shipping": SHIPPED_FOR_5, "payment": PAID_FOR_5}[charge] | {"vat_rate": rate}
    assert refusal(**{charge: sent}) == ("wrong-vat-rate", f"{charge}.vat_rate {detail}")


def test_an_order_that_is_brought_over_is_taxed_as_on_its_day() -> None:
    postage = SHIPPED_FOR_5 | {"vat_rate": "19.6"}
    sums = totals("25.01", "4.99", "30.00")
    then, later = (datetime(year, 6, 1, tzinfo=UTC) for year in (2013, 2014))
    sent = OrderToPlace.model_validate(order(shipping=postage, totals=sums))
    assert verify(sent, CATALOGUE, shop_country="FR", at=NOW, occurred_at=then).shipping
    with pytest.raises(Refused, match=r"vat_rate 19\.6 was sent"):
        verify(sent, CATALOGUE, shop_country="FR", at=NOW, occurred_at=later)


def test_abroad_lines_and_charges_have_a_rate_of_the_destination_or_still_of_the_shop() -> None:
    known = "DE has 19, 7; FR has 20, 13, 10, 8.5, 8, 5.5, 2.1, 1.75, 1.05, 0.9"
    assert refusal(customer=LYON_TO_BERLIN, lines=[line(vat_rate="99")]) == (
        "wrong-vat-rate",
        f"line 1 (LAMP): vat_rate 99 was sent, on 2026-03-02 {known}",
    )
    assert verified(customer=LYON_TO_BERLIN)
    german = {"customer": LYON_TO_BERLIN, "lines": [line(vat_rate="19")]}
    postage = SHIPPED_FOR_5 | {"vat_rate": "21"}
    assert refusal(**german, shipping=postage)[1] == f"shipping.vat_rate 21 was sent, on 2026-03-02 {known}"
    assert verified(**german, shipping=SHIPPED_FOR_5, totals=totals("25.21", "4.79", "30.00"))


def test_a_country_whose_rates_are_not_known_here_may_have_any_that_is_one() -> None:
    to_rio = ZOE | {"delivery_address": {"city": "Rio de Janeiro", "country": "BR"}}
    assert verified(customer=to_rio, lines=[line(vat_rate="18")], totals=totals("21.19", "3.81", "25.00"))
    assert refusal(customer=to_rio, lines=[line(vat_rate="99")])[1] == (
        "line 1 (LAMP): vat_rate 99 was sent, on 2026-03-02 FR has 20, 13, 10, 8.5, 8, 5.5, 2.1, 1.75, 1.05, 0.9"
    )


def test_nobody_chooses_a_rate_of_old_times_by_an_old_date_but_who_brings_old_orders_over() -> None:
    long_ago = datetime(2006, 6, 1, tzinfo=UTC)
    sent = OrderToPlace.model_validate(
        order(
            customer=LYON_TO_BERLIN,
            lines=[line(vat_rate="16")],
            totals=totals("21.55", "3.45", "25.00"),
            placed_at=long_ago.isoformat(),
        )
    )
    with pytest.raises(Refused, match=r"vat_rate 16 was sent, on 2026-01-31 DE has 19, 7"):
        verify(sent, CATALOGUE, shop_country="FR", at=NOW)
    assert verify(sent, CATALOGUE, shop_country="FR", at=NOW, occurred_at=long_ago)


def test_a_rate_that_is_new_is_known_once_the_shop_says_so() -> None:
    sent = OrderToPlace.model_validate(
        order(customer=LYON_TO_BERLIN, lines=[line(vat_rate="21")], totals=totals("20.66", "4.34", "25.00"))
    )
    with pytest.raises(Refused):
        verify(sent, CATALOGUE, shop_country="FR", at=NOW)
    assert verify(sent, CATALOGUE, shop_country="FR", at=NOW, more_rates={"DE": [Decimal(21)]})
