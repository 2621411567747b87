"""Where the bars and lines of a chart stand."""

from decimal import Decimal

import pytest

from services.backoffice.pages.home.chart import draw


def heights(*values: str) -> list[float]:
    return [bar.height for bar in draw([Decimal(value) for value in values]).bars]


def scale(*values: str) -> list[int]:
    return [tick.value for tick in draw([Decimal(value) for value in values]).ticks]


def test_the_highest_bar_reaches_its_line_and_half_as_much_half_of_it() -> None:
    assert heights("5", "10", "0") == [50, 100, 0]


def test_a_bar_stands_on_the_ground_however_high_it_is() -> None:
    assert [(bar.top, bar.height) for bar in draw([Decimal(3), Decimal(4)]).bars] == [(25, 75), (0, 100)]


def test_bars_share_the_width_with_gaps_between_them() -> None:
    first, last = draw([Decimal(1), Decimal(1)]).bars
    assert (first.place, first.place_width, first.left, first.width, first.middle) == (0, 50, 7.5, 35, 25)
    assert (last.place, last.place_width, last.left, last.width, last.middle) == (50, 50, 57.5, 35, 75)


@pytest.mark.parametrize(
    ("greatest", "lines"),
    [
        ("1", [0, 1]),
        ("3", [0, 1, 2, 3]),
        ("5", [0, 2, 4, 6]),
        ("8", [0, 2, 4, 6, 8]),
        ("17", [0, 5, 10, 15, 20]),
        ("1234.56", [0, 500, 1000, 1500]),
        ("0.40", [0, 1]),
    ],
)
def test_lines_stand_at_round_numbers_up_to_at_least_the_greatest_value(greatest: str, lines: list[int]) -> None:
    assert scale("0", greatest) == lines


def test_lines_are_as_far_from_each_other_as_their_numbers() -> None:
    assert [tick.top for tick in draw([Decimal(6)]).ticks] == [100, 66.67, 33.33, 0]


def test_a_month_without_any_order_has_lines_and_no_bars() -> None:
    assert scale("0", "0") == [0, 1]
    assert heights("0", "0") == [0, 0]


def test_amounts_with_cents_stand_between_the_lines() -> None:
    assert heights("38.30", "76.60") == [47.88, 95.75]
