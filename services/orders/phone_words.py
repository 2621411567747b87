"""The digits by which a phone is found, with and without its country, however it is written."""

import re

LONGEST = 40
"""More of a word is neither kept nor asked for: the words of the largest order must fit into one value."""

# ITU-T E.164: the calling codes of one, two and three digits.
_CALLING_CODE = re.compile(
    r"^(1|7|2([07]|[1-689]\d)|3([0-469]|[578]\d)|4([013-9]|2\d)|5([1-8]|[09]\d)|6([0-6]|[7-9]\d)"
    r"|8([1246]|[0357-9]\d)|9([0-58]|[679]\d))"
)


def subscriber(phone: str) -> str:
    """Its digits without country and leading zero; nothing says which country one without `+` or `00` is of."""
    if international := _international(phone):
        return _CALLING_CODE.sub("", international).lstrip("0")[:LONGEST]
    return _digits(phone).lstrip("0")[:LONGEST]


def with_country(phone: str) -> list[str]:
    """Its digits from the country's code on, where that is written: as they are, and without a zero after the code.

    Some write `+33 (0)6`; a zero there is not dialled, but in Italy it is.
    """
    international = _international(phone)
    code = _CALLING_CODE.match(international)
    if not code:
        return [international[:LONGEST]] if international else []
    without_zero = code[0] + international[code.end() :].lstrip("0")
    return list(dict.fromkeys((international[:LONGEST], without_zero[:LONGEST])))


def _international(phone: str) -> str:
    """Its digits from the country's code on; none where `+` or `00` do not say that there is one."""
    digits = _digits(phone)
    if phone.lstrip(" (").startswith("+"):
        return digits
    return digits.removeprefix("00") if digits.startswith("00") else ""


def _digits(phone: str) -> str:
    return re.sub(r"[^0-9]+", "", phone)
