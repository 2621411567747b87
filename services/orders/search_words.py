"""The words by which orders and products are found: how they are written down, and how they are asked for.

Accents, case and punctuation do not matter. `Jean-Pierre` is kept as `jeanpierre` and `pierre`, so that the start of
each part finds it. A phone is kept forwards and backwards, without country and leading zero: `+612345678` is found by
its start however it is written, `-876543216` by its last digits. `#1003` is the number of an order, which is found
whole only: the start of one is the start of a hundred others.

The words stand in columns of type tsvector; migration 0002 says in SQL what is said here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

LONGEST = 40
"""More of a word is neither kept nor asked for: the words of the largest order must fit into one value."""

WITH_COUNTRY = 10
"""So many digits, at least, may be a whole phone whose country is written without `+` or `00`."""

LAST_DIGITS = 4
"""So many digits, at least, are taken for the end of a phone, or for its start without the leading zero."""

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
# Accents, and what chooses between forms of one character.
_MARKS = re.compile("[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_PUNCTUATION = re.compile("[\x00-/:-@\\[-`{-\xbf\xd7\xf7\u2000-\u206f\u3000-\u303f]+")
_NUMBER = re.compile(r"#[0-9]+")
_PHONE = re.compile(r"[+().,/-]*[0-9][0-9+().,/-]*")
# ITU-T E.164: the calling codes of one, two and three digits.
_CALLING_CODE = re.compile(
    r"^(1|7|2([07]|[1-689]\d)|3([0-469]|[578]\d)|4([013-9]|2\d)|5([1-8]|[09]\d)|6([0-6]|[7-9]\d)"
    r"|8([1246]|[0357-9]\d)|9([0-58]|[679]\d))"
)


def words_of_order(
    *, reference: str | None, name: str, email: str | None, phone: str | None, skus: Iterable[str]
) -> set[str]:
    """All but the number, which an order is given when it is written."""
    words = {sku_word(sku) for sku in skus}
    for text in (reference, name, email):
        words.update(_parts(text or ""))
    if digits := _subscriber(phone or ""):
        words |= {f"+{digits}", f"-{digits[::-1]}"}
    return words


def words_of_product(sku: str, title: str) -> set[str]:
    return {sku_word(sku), *_parts(title)}


def sku_word(sku: str) -> str:
    """A SKU is found by its start, whatever it consists of."""
    return _joined(_plain(sku))


def query(text: str) -> str:
    """The tsquery for what somebody types: every word has to be there, at least by its start."""
    tokens = _plain(text).split()
    words = [token for token in tokens if not _PUNCTUATION.fullmatch(token)]
    if not words:
        return " & ".join(exactly(token[:LONGEST]) for token in tokens)
    groups = groupby(words, lambda token: bool(_PHONE.fullmatch(token)))
    every = " & ".join(clause for is_phone, group in groups for clause in _clauses(list(group), is_phone))
    # A SKU may have spaces, which it is kept without.
    return f"{every} | {_start(_joined(''.join(words)))}" if len(words) > 1 else every


def exactly(word: str) -> str:
    """The tsquery for a word as it was written down."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _clauses(tokens: list[str], is_phone: bool) -> Iterator[str]:
    if not is_phone:
        yield from (exactly(token) if _NUMBER.fullmatch(token) else _start(_joined(token)) for token in tokens)
        return
    words = [_joined(token) for token in tokens]
    each = [f"({_start(word)} | {exactly(f'#{word}')})" for word in words]
    # Groups of digits may be words, or together a reference or a phone: `06 12 34`.
    either = [" & ".join(each), _start("".join(words))]
    digits, written_out = _subscriber(" ".join(tokens)), tokens[0].lstrip("(")[0] in "+0"
    if digits and (written_out or len(digits) >= LAST_DIGITS):
        either.append(_start(f"+{digits}"))
    if len(digits) >= LAST_DIGITS:
        either.append(_start(f"-{digits[::-1]}"))
    whole = _subscriber(f"+{digits}") if len(digits) >= WITH_COUNTRY and not written_out else ""
    if len(whole) >= LAST_DIGITS:
        either.append(_start(f"+{whole}"))
    yield f"({' | '.join(either)})"


def _start(word: str) -> str:
    return f"{exactly(word[:LONGEST])}:*"


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold().translate(_LETTERS)


def _parts(text: str) -> Iterator[str]:
    """Each word from each of its parts on: `zoe@example.org` as zoeexampleorg, exampleorg, org."""
    for token in _plain(text).split():
        parts = [part for part in _PUNCTUATION.split(token) if part] or [token]
        yield from ("".join(parts[first:])[:LONGEST] for first in range(len(parts)))


def _joined(token: str) -> str:
    return (_PUNCTUATION.sub("", token) or token)[:LONGEST]


def _subscriber(phone: str) -> str:
    """Its digits without country and leading zero; nothing says which country one without `+` or `00` is of."""
    digits = re.sub(r"[^0-9]+", "", phone)
    if not phone.lstrip(" (").startswith("+"):
        if not digits.startswith("00"):
            return digits.lstrip("0")[:LONGEST]
        digits = digits[2:]
    return _CALLING_CODE.sub("", digits).lstrip("0")[:LONGEST]
