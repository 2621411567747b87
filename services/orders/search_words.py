"""The words by which orders and products are found: how they are written down, and how they are asked for.

Accents, case and punctuation do not matter. `Jean-Pierre` is kept as `jeanpierre` and `pierre`, so that the start of
each part finds it. Where words are written without spaces each character may begin one: `王小明` is kept as `王小明`,
`小明` and `明`, and so is `王 小明`. A measure is one word too: `60 W` is kept as `60w` beside its words.

A code is written with spaces, hyphens, dots or without: `SW1A 1AA` is kept as `sw1a1aa` and `1aa`. What is typed may be
its parts beside other words, so neighbours are asked for as one word too: `london SW1A 1AA` finds `sw1a1aa` as well.

A phone is kept forwards and backwards, without country and leading zero: `+612345678` is found by its start however it
is written, `-876543216` by its last digits; and with its country, `=33612345678`, so that whoever types a country finds
no number of another. `#1003` is the number of an order, `#fa2026000007` and `#bx17` are those of its documents, which
are found whole only: the start of one is the start of a hundred others. The last digits of a document's number are
kept as they are written, `~000007`, `~17`: without its zeros, an invoice would be found by the number of an order.

The words stand in columns of type tsvector.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice, pairwise
from typing import NamedTuple

from services.orders.phone_words import LONGEST, subscriber, with_country

LONGEST_UNIT = 4
"""`m2`, `kwh`, `g/m2`."""

WITH_COUNTRY = 10
"""So many digits, at least, may be a whole phone whose country is written without `+` or `00`."""

MOST_OF_TITLES = 500
"""Words of its titles by which an order is found, at most: an order may have thousands of lines."""

MOST_OF_REFERENCE = 40
"""Words of the reference of a payment by which an order is found, at most: an order may have many payments."""

MOST_NEIGHBOURS = 3
"""So many of the words that are typed, at most, are parts of one code; digits in groups are one of them."""

MOST_TYPED = 12
"""Of more words than that, no neighbours are asked for as one."""

LAST_DIGITS = 4
"""So many digits, at least, are taken for the end of a phone, or for its start without the leading zero."""

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
# Accents, and what chooses between forms of one character.
_MARKS = re.compile("[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_PUNCTUATION = re.compile("[\x00-/:-@\\[-`{-\xbf\xd7\xf7\u2000-\u206f\u3000-\u303f]+")
# Thai, Lao, Myanmar, Hangul in its letters, Khmer, Kana, Han: what is written in them need not have spaces.
_UNSPACED = (
    "[\u0e01-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
)
_SPACE_BETWEEN_UNSPACED = re.compile(rf"(?<={_UNSPACED})\s+(?={_UNSPACED})")
# From one of them on, and from what follows them on; of Hangul from the first letter of a syllable on.
_BEGINNING = re.compile(rf"(?={_UNSPACED})[^\u1160-\u11ff]|(?<={_UNSPACED})(?!{_UNSPACED}).")
_NUMBER = re.compile(r"#[0-9]+")
_DIGIT = re.compile(r"[0-9]")
# Parts of codes have fewer letters in a row: `FR`, `SW1A`, `LAMP`.
_NAME = re.compile(r"[^\W\d_]{5}")
_DIGITS_AFTER_LETTER = re.compile(r"(?<=[^\W\d_])[0-9]{3,}")
_PHONE = re.compile(r"[+().,/-]*[0-9][0-9+().,/-]*")


def words_of_order(
    *,
    texts: Iterable[str],
    codes: Iterable[str] = (),
    phone: str | None = None,
    phone_e164: str | None = None,
    skus: Iterable[str] = (),
    titles: Iterable[str] = (),
) -> set[str]:
    """All but the number, which an order is given when it is written; `texts` are found by each of their words."""
    words = _some_parts(titles, MOST_OF_TITLES)
    words.update(code_word(sku) for sku in skus)
    for text in texts:
        words.update(_parts(text))
    for code in codes:
        words.update(_parts_of_code(code))
    dialled = phone_e164 or phone or ""
    if digits := subscriber(dialled):
        words |= {f"+{digits}", f"-{digits[::-1]}"}
        words.update(f"={digits}" for digits in with_country(dialled))
    return words


def number_word(number: str) -> str:
    """Of an order."""
    return f"#{code_word(number)}"


def words_of_document(number: str) -> set[str]:
    """The whole number, and its last digits: `FA-2026-000007` as #fa2026000007, ~2026000007, ~000007."""
    whole, *ends = _parts_of_code(number)
    return {f"#{whole}", *(f"~{end}" for end in ends if end.isdecimal())}


def words_of_payment(reference: str) -> set[str]:
    """A statement may show any part of it, and divide it where it was not: `VIR77812` is found by `77812` too."""
    whole = _PUNCTUATION.sub("", _plain(reference))
    after_letters = (whole[found.start() :][:LONGEST] for found in _DIGITS_AFTER_LETTER.finditer(whole))
    return set(islice(chain(_parts_of_code(reference), after_letters), MOST_OF_REFERENCE))


def words_of_product(sku: str, title: str) -> set[str]:
    return {code_word(sku), *_parts(title)}


def code_word(code: str) -> str:
    """What is found by its start alone, whatever it consists of and divides it: a SKU, the number of a customer."""
    return _joined(_plain(code))


def query(text: str) -> str:
    """The tsquery for what somebody types: every word has to be there, at least by its start."""
    tokens = _plain(text).split()
    words = [token for token in tokens if not _PUNCTUATION.fullmatch(token)]
    if not words:
        return " & ".join(exactly(token[:LONGEST]) for token in tokens)
    units = [unit for is_phone, group in groupby(words, _is_phone) for unit in _units(list(group), is_phone)]
    every = " & ".join(_with_neighbours(units))
    # A SKU may have spaces, which it is kept without, and so may the number of a document.
    return f"{every} | {_start_or_number(_joined(''.join(words)))}" if len(words) > 1 else every


def exactly(word: str) -> str:
    """The tsquery for a word as it was written down."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


class _Unit(NamedTuple):
    """A word that is typed, or digits in groups, as it is asked for by itself."""

    word: str
    clause: str


def _is_phone(token: str) -> bool:
    return bool(_PHONE.fullmatch(token))


def _units(tokens: list[str], is_phone: bool) -> list[_Unit]:
    words = [_joined(token) for token in tokens]
    if is_phone:
        return [_Unit("".join(words), _phone_clause(tokens, words))]
    return [
        _Unit(word, exactly(token) if _NUMBER.fullmatch(token) else _one(_start_or_number(word)))
        for token, word in zip(tokens, words, strict=True)
    ]


def _phone_clause(tokens: list[str], words: list[str]) -> str:
    # Groups of digits may be words, or together a code or a phone: `06 12 34`.
    either = [" & ".join(f"({_start_or_number(word)})" for word in words)]
    if len(words) > 1:
        either.append(_start_or_number("".join(words)[:LONGEST]))
    typed = " ".join(tokens)
    digits, has_zero = subscriber(typed), tokens[0].lstrip("(").startswith("0")
    whole = with_country(typed)
    if not whole:
        if digits and (has_zero or len(digits) >= LAST_DIGITS):
            either.append(_start(f"+{digits}"))
        if len(digits) >= LAST_DIGITS:
            either.append(_start(f"-{digits[::-1]}"))
        if len(digits) >= WITH_COUNTRY and not has_zero:
            whole = with_country(f"+{digits}")
    either += [_start(f"={digits}") for digits in whole]
    return f"({' | '.join(either)})"


def _with_neighbours(units: Sequence[_Unit]) -> list[str]:
    """Each by itself, or as a part of a code that begins or ends with a neighbour; what is all of them is no part."""
    codes = list(_codes_within(units)) if 2 < len(units) <= MOST_TYPED else []
    if not codes:
        return [unit.clause for unit in units]
    with_neighbours = []
    for place, unit in enumerate(units):
        either = [unit.clause, *(code for first, end, code in codes if first <= place < end)]
        with_neighbours.append(f"({' | '.join(either)})" if len(either) > 1 else unit.clause)
    return with_neighbours


def _codes_within(units: Sequence[_Unit]) -> Iterator[tuple[int, int, str]]:
    for count in range(2, min(MOST_NEIGHBOURS + 1, len(units))):
        for first in range(len(units) - count + 1):
            parts = [unit.word for unit in units[first : first + count]]
            word = "".join(parts)
            if len(word) <= LONGEST and _DIGIT.search(word) and not any(map(_NAME.search, parts)):
                yield first, first + count, _start_or_number(word)


def _start_or_number(word: str) -> str:
    # Each number has a digit, and the end of one nothing else.
    if not _DIGIT.search(word):
        return _start(word)
    end = f" | {exactly(f'~{word}')}" if word.isdecimal() else ""
    return f"{_start(word)} | {exactly(f'#{word}')}{end}"


def _one(clause: str) -> str:
    return f"({clause})" if " | " in clause else clause


def _start(word: str) -> str:
    return f"{exactly(word[:LONGEST])}:*"


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    # What consists of marks alone is kept with them: an empty word is none.
    letters = _MARKS.sub("", decomposed)
    return (letters if letters.strip() else decomposed).casefold().translate(_LETTERS)


def _parts(text: str) -> Iterator[str]:
    """Each word from each of its parts on: `zoe@example.org` as zoeexampleorg, exampleorg, org."""
    plain = _plain(text)
    tokens = (plain if plain.isascii() else _SPACE_BETWEEN_UNSPACED.sub("", plain)).split()
    if len(tokens) > 1:
        yield from (_joined(number + unit) for number, unit in pairwise(tokens) if _is_measure(number, unit))
    for token in tokens:
        parts = [part for part in _PUNCTUATION.split(token) if part] or [token]
        yield from ("".join(parts[first:])[:LONGEST] for first in range(len(parts)))
        if not token.isascii():
            yield from _parts_within(parts)


def _parts_of_code(code: str) -> Iterator[str]:
    """From each of its parts on, whatever divides them, the whole first."""
    plain = _plain(code)
    parts = [part for part in _PUNCTUATION.split(plain) if part] or plain.split()
    yield from ("".join(parts[first:])[:LONGEST] for first in range(len(parts)))
    if not plain.isascii():
        yield from _parts_within(parts)


def _parts_within(parts: Sequence[str]) -> Iterator[str]:
    """From where in a part a word may begin that no space divides from what is before it."""
    for first, part in enumerate(parts):
        word = "".join(parts[first:])
        for found in _BEGINNING.finditer(part, 1):
            if not unicodedata.category(found[0]).startswith("M"):
                yield word[found.start() :][:LONGEST]


def _is_measure(number: str, unit: str) -> bool:
    return number[0].isdecimal() and unit[0].isalpha() and len(unit) <= LONGEST_UNIT


def _joined(token: str) -> str:
    return (_PUNCTUATION.sub("", token) or token)[:LONGEST]


def _some_parts(texts: Iterable[str], most: int) -> set[str]:
    words: set[str] = set()
    for text in texts:
        for word in _parts(text):
            if len(words) == most:
                return words
            words.add(word)
    return words
