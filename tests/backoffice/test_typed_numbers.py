"""Numbers that people type are read by their language, and what could be two numbers is refused."""

from decimal import Decimal

import pytest

from services.backoffice.web.typed_numbers import NumberRefused, read_amount, read_whole
from shared.formats import money
from shared.schemas.values import Language


def amount(typed: str, language: Language, currency: str = "EUR") -> str:
    return str(read_amount(typed, language, field="amount", currency=currency))


def refusal(typed: str, language: Language, currency: str = "EUR") -> str:
    with pytest.raises(NumberRefused) as refused:
        read_amount(typed, language, field="amount", currency=currency)
    assert refused.value.field == "amount"
    return refused.value.sentence % refused.value.shown


@pytest.mark.parametrize(
    ("typed", "french", "english"),
    [
        ("3", "3.00", "3.00"),
        ("3.00", "3.00", "3.00"),
        ("€3.00", "3.00", "3.00"),
        ("EUR 3.00", "3.00", "3.00"),
        ("3 eur", "3.00", "3.00"),
        ("1 000", "1000.00", "1000.00"),
        ("1 000,00", "1000.00", "1000.00"),
        ("1\u202f000,00\u00a0€", "1000.00", "1000.00"),
        ("1\u2009000.00", "1000.00", "1000.00"),
        ("1\u3000000", "1000.00", "1000.00"),
        ("1\t000", "1000.00", "1000.00"),
        ("1'000.50", "1000.50", "1000.50"),
        ("1,000.00", "1000.00", "1000.00"),
        ("1.000,00", "1000.00", "1000.00"),
        ("1,000,000", "1000000.00", "1000000.00"),
        ("1.000.000,5", "1000000.50", "1000000.50"),
        ("0.500", "0.50", "0.50"),
        (".50", "0.50", "0.50"),
        ("１２．５０", "12.50", "12.50"),
        ("\u200e12.50", "12.50", "12.50"),
    ],
)
def test_what_can_be_one_amount_only_is_read_in_both_languages(typed: str, french: str, english: str) -> None:
    assert (amount(typed, "fr"), amount(typed, "en")) == (french, english)


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        ("1,5", "fr", "1.50"),
        ("3,00", "fr", "3.00"),
        (" 3,00 € ", "fr", "3.00"),
        ("3,00\u00a0€", "fr", "3.00"),
        ("0,500", "fr", "0.50"),
        (",50", "fr", "0.50"),
        ("1000,000", "fr", "1000.00"),
        ("5,0000", "fr", "5.00"),
        ("１２，５０", "fr", "12.50"),
        ("\u200e12,50", "fr", "12.50"),
        ("1.5", "fr", "1.50"),
        ("1.5", "en", "1.50"),
        ("5.0000", "en", "5.00"),
        ("1000.000", "en", "1000.00"),
        ("1,000.0000", "en", "1000.00"),
    ],
)
def test_the_decimal_mark_of_the_language_is_read(typed: str, language: Language, expected: str) -> None:
    assert amount(typed, language) == expected


WRONG_GROUPS = [
    *(
        f"{whole}{mark}{group}"
        for mark in " '’\u00a0\u202f"
        for whole, group in (("1", "0000"), ("12", "34"), ("1", "0"))
    ),
    *(
        "1,00,000",
        "12,34,567",
        "1,000,00",
        "1,0000,000",
        "1,0000.00",
        "1.0000,00",
        "1 00 000",
        "1.00.000",
        "1234,567,890",
    ),
    *("0,500,000", "1 0000,00", "1 0000.00", "1’00’000"),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("typed", WRONG_GROUPS)
def test_a_group_of_other_than_three_digits_is_refused_with_an_example(typed: str, language: Language) -> None:
    for currency in ("EUR", "JPY", "KWD", ""):
        assert "Give an amount, such as 12" in refusal(typed, language, currency), currency
    with pytest.raises(NumberRefused) as refused:
        read_whole(typed, language, field="quantity")
    assert refused.value.sentence == "Give a whole number, such as %(example)s"


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD", ""])
@pytest.mark.parametrize("typed", ["1,0000", "12,34", "3,5", "1,00", "1234,567", "0,500", ",50", ",500"])
def test_a_comma_groups_three_digits_in_english_and_does_nothing_else(typed: str, currency: str) -> None:
    assert "Give an amount, such as 12" in refusal(typed, "en", currency)


@pytest.mark.parametrize("typed", ["1.0000", "1000.000", "0.0000", "1 000.000", "1,000.0000"])
def test_a_point_before_many_digits_is_no_decimal_mark_in_french(typed: str) -> None:
    assert refusal(typed, "fr") == "Give an amount, such as 12,50"


@pytest.mark.parametrize(
    ("typed", "language"), [("1,0000", "en"), ("1.0000", "en"), ("1,0000", "fr"), ("1.0000", "fr")]
)
def test_a_quantity_has_no_row_of_decimals(typed: str, language: Language) -> None:
    with pytest.raises(NumberRefused) as refused:
        read_whole(typed, language, field="quantity")
    assert refused.value.sentence % refused.value.shown == "Give a whole number, such as 12"


@pytest.mark.parametrize("currency", ["EUR", "USD", "GBP", "JPY", "KWD", "CHF", "XOF", "BHD", "CAD"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_the_pages_write_is_read(language: Language, currency: str) -> None:
    for value in map(Decimal, ("3", "1000", "1234567", "0")):
        assert Decimal(amount(money(value, currency, language), language, currency)) == value


def test_a_comma_before_three_digits_is_a_thousand_in_english_and_a_doubt_in_french() -> None:
    assert amount("1,000", "en") == "1000.00"
    assert refusal("1,000", "fr") == "1,000 could be two numbers. Write 1\u202f000 or 1,00"
    assert refusal("12,345", "fr") == "12,345 could be two numbers. Write 12\u202f345 or 12,35"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_point_before_three_digits_is_a_doubt(language: Language) -> None:
    assert "could be two numbers" in refusal("1.000", language)


def test_dinars_have_three_decimals_and_yen_none() -> None:
    assert amount("1,000", "fr", "KWD") == "1.000"
    assert amount("1.000", "en", "KWD") == "1.000"
    assert refusal("1,000", "en", "KWD") == "1,000 could be two numbers. Write 1,000.000 or 1.000"
    assert refusal("1,000", "fr", "JPY") == "1,000 could be two numbers. Write 1\u202f000 or 1"
    assert amount("1,000", "en", "JPY") == "1000"
    assert amount("15.0", "en", "JPY") == "15"
    assert refusal("15.5", "en", "JPY") == "That is more precise than it can be. Write it like this: 12"


@pytest.mark.parametrize("typed", ["5,0050", "1234,567", "0,005", "0.005"])
def test_parts_of_a_cent_are_refused(typed: str) -> None:
    assert refusal(typed, "fr") == "That is more precise than it can be. Write it like this: 12,50"


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "twelve", "1e3", "0x10", "NaN", "∞", "1 00", "12 34", "1,00,000", "1.00.0", "5,", "."]
    + ["1 000 000,0,0", "1'000 000", "3 euros", "3 €€", "½", "1,000.000,00", "5%", "<b>1</b>"],
)
def test_what_is_no_amount_is_refused_with_an_example(typed: str) -> None:
    assert refusal(typed, "en") == "Give an amount, such as 12.50"
    assert refusal(typed, "fr") == "Give an amount, such as 12,50"


@pytest.mark.parametrize("typed", ["-1", "−3,00 €"])
def test_what_is_below_zero_is_told_that_it_is_0_or_more_or_above_zero(typed: str) -> None:
    assert refusal(typed, "fr") == "Give an amount of 0 or more, such as 12,50"
    with pytest.raises(NumberRefused) as refused:
        read_amount(typed, "fr", field="amount", currency="EUR", above_zero=True)
    assert refused.value.sentence == "Give an amount above zero, such as %(example)s"


def test_an_amount_that_is_too_large_is_told_the_largest() -> None:
    assert refusal("99999999999", "en") == "That is too large: at most 9,999,999,999.99"
    assert refusal("9" * 5000, "en", "JPY") == "That is too large: at most 9,999,999,999"
    assert amount("9,999,999,999.99", "en") == "9999999999.99"


@pytest.mark.parametrize("typed", ["0", "0.00", "€0.00"])
def test_nothing_is_refused_with_an_example_where_something_is_asked_for(typed: str) -> None:
    with pytest.raises(NumberRefused) as refused:
        read_amount(typed, "en", field="amount", currency="EUR", above_zero=True)
    assert refused.value.sentence % refused.value.shown == "Give an amount above zero, such as 12.50"


def test_another_currency_is_not_taken_for_this_one() -> None:
    assert refusal("$5", "en") == "$5 is another currency than EUR."
    assert refusal("5 USD", "fr", "CAD") == "5 USD is another currency than CAD."
    assert amount("$5", "en", "USD") == "5.00"


def test_a_filter_knows_no_currency_and_takes_any() -> None:
    assert amount("$5", "en", "") == "5"
    assert amount("1,000", "en", "") == "1000"
    assert "could be two numbers" in refusal("1,000", "fr", "")
    assert amount("1,1250", "fr", "") == "1.1250"


def test_quantities_are_whole() -> None:
    def whole(typed: str, language: Language) -> int:
        return read_whole(typed, language, field="quantity", signed=True)

    assert [whole(typed, "fr") for typed in ("-6", "−6", "1 000", "+2", "2,0")] == [-6, -6, 1000, 2, 2]
    assert whole("1,000", "en") == 1000
    for typed, sentence in (
        ("2.5", "That is more precise than it can be. Write it like this: 12"),
        ("1.000", "1.000 could be two numbers. Write 1,000 or 1"),
        ("two", "Give a whole number, such as 12"),
        ("2 €", "Give a whole number, such as 12"),
    ):
        with pytest.raises(NumberRefused) as refused:
            whole(typed, "en")
        assert refused.value.sentence % refused.value.shown == sentence


def test_a_threshold_is_not_negative() -> None:
    with pytest.raises(NumberRefused) as refused:
        read_whole("-1", "en", field="threshold")
    assert refused.value.sentence % refused.value.shown == "Give a whole number of 0 or more, such as 12"
