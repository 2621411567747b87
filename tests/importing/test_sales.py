"""What rows are: sales, credits, gifts, corrections of the stock."""

from collections import Counter
from decimal import Decimal

import pytest

from importers.online_retail.countries import address_of
from importers.online_retail.rows import read_file
from importers.online_retail.sales import ships, sort, titles
from tests.importing.retail import EXAMPLE, row, sorted_rows

COUNTRIES = """Australia|Austria|Bahrain|Belgium|Brazil|Canada|Channel Islands|Cyprus|Czech Republic|Denmark|EIRE
|European Community|Finland|France|Germany|Greece|Hong Kong|Iceland|Israel|Italy|Japan|Lebanon|Lithuania|Malta
|Netherlands|Norway|Poland|Portugal|RSA|Saudi Arabia|Singapore|Spain|Sweden|Switzerland|USA|United Arab Emirates
|United Kingdom|Unspecified"""


def test_the_example_day_has_127_orders_and_10_sales_that_are_corrections_of_the_stock():
    day = sort(read_file(EXAMPLE))
    rejected = {one.number for one in day.rejected}
    assert (len(day.sale_numbers), len(day.sales), len(rejected)) == (137, 127, 10)
    assert rejected == day.sale_numbers - {sale.number for sale in day.sales}
    assert (len(day.cancellation_numbers), len(day.credits)) == (6, 26)
    assert Counter(one.reason for one in day.rejected) == {
        "a stock correction: no price, and no customer or no description": 9,
        "a stock correction: the quantity is not positive, and the number is no cancellation's": 1,
    }


def test_the_sums_of_the_example_day_are_the_sum_of_the_file():
    day = sort(read_file(EXAMPLE))
    sold = sum(sale.net for sale in day.sales)
    credited = sum(credit.row.sum for credit in day.credits)
    assert (sold, credited, sum(one.sum for one in day.rejected)) == (Decimal("58960.79"), Decimal("-325.23"), 0)
    assert sold + credited == day.sheet.sum


def test_a_sale_is_all_rows_of_its_number_in_the_order_of_the_file():
    (first, second) = sorted_rows(row("1", "A"), row("2", "B"), row("1", "C")).sales
    assert [(sale.number, [one.sku for one in sale.rows]) for sale in (first, second)] == [
        ("1", ["A", "C"]),
        ("2", ["B"]),
    ]


def test_a_sale_has_the_same_order_id_on_every_import():
    (sale,) = sorted_rows(row("536365")).sales
    assert str(sale.order_id) == "842a9805-edcf-50d4-9e04-a94b48b27d53"


def test_the_same_goods_in_capitals_and_not_are_two_skus_as_the_file_writes_them():
    (sale,) = sorted_rows(row("1", "15056BL"), row("1", "15056bl")).sales
    assert list(titles([sale])) == ["15056BL", "15056bl"]


def test_a_gift_to_a_customer_is_part_of_the_sale():
    (sale,) = sorted_rows(row("1", price="0.0", title="FREE MUG")).sales
    assert sale.net == 0


def test_a_gift_to_a_guest_is_part_of_a_sale_that_has_a_price():
    (sale,) = sorted_rows(row("1", "A", customer=""), row("1", "B", price="0.0", customer="")).sales
    assert [one.sku for one in sale.rows] == ["A", "B"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("1", price="0.0", title="", customer=""), "a stock correction: no price"),
        (row("1", price="0.0", title="amazon", customer=""), "a stock correction: no price"),
        (row("1", price="0.0", title=""), "a stock correction: no price"),
        (row("1", quantity=-3, price="0.0"), "a stock correction: the quantity is not positive"),
        (row("1", quantity=0), "a stock correction: the quantity is not positive"),
        (row("1", price="-4.00"), "the price is negative"),
        (row("A563185", price="11062.06", customer=""), "an adjustment of bad debt"),
        (row("X1"), "the number is neither a sale's nor a cancellation's"),
        (row("1", country="Atlantis"), "the country 'Atlantis' is not known"),
        (row("C1", quantity=3), "the quantity of a cancellation is not negative"),
        (row("C1", quantity=-3, price="0.0"), "a cancellation without a price"),
        (row("C1", quantity=-3, customer=""), "a guest's cancellation"),
    ],
)
def test_a_row_that_is_no_sale_is_rejected_with_its_line_and_reason(bad: str, reason: str):
    found = sorted_rows(row("9"), bad)
    (rejected,) = found.rejected
    assert (rejected.line, reason in rejected.reason) == (3, True)
    assert [sale.number for sale in found.sales] == ["9"]
    assert found.credits == ()


def test_a_row_of_another_customer_is_no_part_of_the_sale():
    found = sorted_rows(row("1", customer="17548.0"), row("1", customer="12583.0"))
    assert [len(sale.rows) for sale in found.sales] == [1]
    assert found.rejected[0].reason == "another customer than on line 2 of the same sale"


def test_a_sale_with_a_row_that_cannot_be_read_is_not_taken_in_part():
    found = sorted_rows(row("1"), row("1", quantity="many"), row("2"))
    assert [sale.number for sale in found.sales] == ["2"]
    assert [(one.line, one.sum) for one in found.rejected] == [(2, Decimal("1.65")), (3, Decimal(0))]
    assert found.rejected[0].reason == "line 3 of this sale cannot be read, so none of it is taken"


def test_a_credit_is_named_by_its_place_in_its_cancellation_not_by_its_line():
    credits = [("C1/1", 2), ("C1/3", 4), ("C2/1", 5)]
    rows = [row("C1", quantity=-1), row("C1", quantity=-1, price="0"), row("C1", quantity=-1), row("C2", quantity=-1)]
    assert [(one.reference, one.row.line) for one in sorted_rows(*rows).credits] == credits
    later = sorted_rows(row("9"), *rows)
    assert [(one.reference, one.row.line) for one in later.credits] == [(name, line + 1) for name, line in credits]


def test_a_title_is_the_first_description_that_is_not_empty():
    day = sorted_rows(row("1", title=""), row("2", title="PLASTERS\xa0IN TIN "), row("3", title="PLASTERS"))
    assert titles(day.sales) == {"22556": "PLASTERS IN TIN"}
    assert titles(sorted_rows(row("1", title="")).sales) == {"22556": "22556"}


def test_postage_and_fees_need_no_parcel():
    fees = ["POST", "DOT", "M", "m", "D", "C2", "BANK CHARGES", "AMAZONFEE", "S", "CRUK", "gift_0001_20"]
    assert [sku for sku in [*fees, "22556", "PADS", "DCGSSBOY"] if ships(sku)] == ["22556", "PADS", "DCGSSBOY"]


def test_every_country_of_the_data_set_has_a_code():
    names = COUNTRIES.replace("\n", "").split("|")
    assert len(names) == 38
    assert [name for name in names if address_of(name) is None] == []
    assert address_of("EIRE") == {"country": "IE"}
    assert address_of("Channel Islands") == {"country": "JE", "region": "Channel Islands"}
    assert address_of("Unspecified") == {"country": "GB", "region": "Unspecified"}


def test_a_price_of_a_tenth_of_a_penny_is_rounded_by_line():
    (sale,) = sorted_rows(row("1", quantity=1, price="0.001"), row("1", quantity=3, price="1.0050")).sales
    assert (sale.net, sale.rounding) == (Decimal("3.02"), Decimal("0.0040"))
