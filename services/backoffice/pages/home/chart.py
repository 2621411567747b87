"""Where the bars of a chart stand: values in, places out, in hundredths of its width and height."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from typing import NamedTuple

MOST_STEPS = 4
FILLED = 0.7
"""Of a bar's place; the rest is the gap to the next."""


class Bar(NamedTuple):
    """`place` is the left end of what belongs to the bar: where a pointer is on it, with the gaps at its sides."""

    place: float
    place_width: float
    left: float
    width: float
    middle: float
    top: float
    height: float


class Tick(NamedTuple):
    """A line across, and the value it stands for."""

    value: int
    top: float


class Chart(NamedTuple):
    bars: list[Bar]
    ticks: list[Tick]


def draw(values: Sequence[Decimal]) -> Chart:
    """Bars from left to right for values that are not negative; ticks from nothing up to at least the greatest."""
    greatest = max(values, default=Decimal(0))
    step = _step(greatest)
    steps = max(1, ceil(greatest / step))
    top = step * steps
    ticks = [Tick(step * number, _rounded(100 - 100 * number / steps)) for number in range(steps + 1)]
    return Chart([_bar(index, len(values), float(value / top)) for index, value in enumerate(values)], ticks)


def _step(greatest: Decimal) -> int:
    """The least of 1, 2, 5, 10, 20, 50 ... that needs no more than four steps."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * MOST_STEPS >= greatest:
                return step
        power *= 10


def _bar(index: int, count: int, share: float) -> Bar:
    place_width = 100 / count
    place = index * place_width
    return Bar(
        place=_rounded(place),
        place_width=_rounded(place_width),
        left=_rounded(place + place_width * (1 - FILLED) / 2),
        width=_rounded(place_width * FILLED),
        middle=_rounded(place + place_width / 2),
        top=_rounded(100 - 100 * share),
        height=_rounded(100 * share),
    )


def _rounded(hundredths: float) -> float:
    return round(hundredths, 2)
