"""Check digits of tracking numbers: the last character is the check of those before it."""

from collections.abc import Callable, Mapping
from itertools import cycle

from stdnum import ean
from stdnum.iso7064 import mod_37_36

Check = Callable[[str], bool]


def s10(number: str) -> bool:
    """Of the posts (UPU S10), without the letters before and after."""
    check = 11 - _weighted(number[:-1], 8, 6, 4, 2, 3, 5, 9, 7) % 11
    return int(number[-1]) == {10: 0, 11: 5}.get(check, check)


def mod_7(number: str) -> bool:
    return int(number[:-1]) % 7 == int(number[-1])


def ups(number: str) -> bool:
    """What follows 1Z. Letters count as digits; every second is doubled, and the sum rounded up to ten."""
    *digits, check = [int(one) if one.isdigit() else (ord(one) - 3) % 10 for one in number]
    return (-sum(digits[::2]) - 2 * sum(digits[1::2])) % 10 == check


def fedex(number: str) -> bool:
    return _weighted(number[:-1], 3, 1, 7) % 11 % 10 == int(number[-1])


def gs1(number: str) -> bool:
    return ean.calc_check_digit(number[:-1]) == number[-1]


def gls(number: str) -> bool:
    """As GS1, but the sum starts at 1."""
    return (int(ean.calc_check_digit(number[:-1])) - 1) % 10 == int(number[-1])


def _weighted(digits: str, *weights: int) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, cycle(weights), strict=False))


CHECKS: Mapping[str, Check] = {
    "s10": s10,
    "mod_7": mod_7,
    "ups": ups,
    "fedex": fedex,
    "gs1": gs1,
    "gls": gls,
    "mod_37_36": mod_37_36.is_valid,
}
"""By the names that the data has for them."""
