"""The words by which orders and products are found: how they are written down, and how they are asked for.

Accents, case and punctuation do not matter. `Jean-Pierre` is kept as `jeanpierre` and `pierre`, so that the start of
each part finds it. Where words are written without spaces each character may begin one: `王小明` is kept as `王小明`,
`小明` and `明`, and so is `王 小明`. A measure is one word too: `60 W` is kept as `60w` beside its words.

A phone is kept forwards and backwards, without country and leading zero: `+612345678` is found by its start however it
is written, `-876543216` by its last digits; and with its country, `=33612345678`, so that whoever types a country finds
no number of another. `#1003` is the number of an order, `#fa2026000007` and `#bx17` are those of its documents, which
are found whole only: the start of one is the start of a hundred others.

The words stand in columns of type tsvector.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

LONGEST = 40
"""More of a word is neither kept nor asked for: the words of the largest order must fit into one value."""

LONGEST_UNIT = 4
"""`m2`, `kwh`, `g/m2`."""

WITH_COUNTRY = 10
"""So many digits, at least, may be a whole phone whose country is written without `+` or `00`."""

MOST_OF_TITLES = 500
"""Words of its titles by which an order is found, at most: an order may have thousands of lines."""

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
_PHONE = re.compile(r"[+().,/-]*[0-9][0-9+().,/-]*")
# ITU-T E.164: the calling codes of one, two and three digits.
_CALLING_CODE = re.compile(
    r"^(1|7|2([07]|[1-689]\d)|3([0-469]|[578]\d)|4([013-9]|2\d)|5([1-8]|[09]\d)|6([0-6]|[7-9]\d)"
    r"|8([1246]|[0357-9]\d)|9([0-58]|[679]\d))"
)


def words_of_order(
    *,
    texts: Iterable[str],
    phone: str | None = None,
    phone_e164: str | None = None,
    skus: Iterable[str] = (),
    titles: Iterable[str] = (),
) -> set[str]:
    """All but the number, which an order is given when it is written; `texts` are found by each of their words."""
    words = _some_parts(titles, MOST_OF_TITLES)
    words.update(sku_word(sku) for sku in skus)
    for text in texts:
        words.update(_parts(text))
    dialled = phone_e164 or phone or ""
    if digits := _subscriber(dialled):
        words |= {f"+{digits}", f"-{digits[::-1]}"}
        words.update(f"={digits}" for digits in _with_country(dialled))
    return words


def number_word(number: str) -> str:
    """Of an order, or of a document of it."""
    return f"#{sku_word(number)}"


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
    # A SKU may have spaces, which it is kept without, and so may the number of a document.
    return f"{every} | {_start_or_number(_joined(''.join(words)))}" if len(words) > 1 else every


def exactly(word: str) -> str:
    """The tsquery for a word as it was written down."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _clauses(tokens: list[str], is_phone: bool) -> Iterator[str]:
    if not is_phone:
        yield from (
            exactly(token) if _NUMBER.fullmatch(token) else _one(_start_or_number(_joined(token))) for token in tokens
        )
        return
    words = [_joined(token) for token in tokens]
    each = [f"({_start(word)} | {exactly(f'#{word}')})" for word in words]
    # Groups of digits may be words, or together a reference or a phone: `06 12 34`.
    either = [" & ".join(each), _start("".join(words))]
    typed = " ".join(tokens)
    digits, has_zero = _subscriber(typed), tokens[0].lstrip("(").startswith("0")
    whole = _with_country(typed)
    if not whole:
        if digits and (has_zero or len(digits) >= LAST_DIGITS):
            either.append(_start(f"+{digits}"))
        if len(digits) >= LAST_DIGITS:
            either.append(_start(f"-{digits[::-1]}"))
        if len(digits) >= WITH_COUNTRY and not has_zero:
            whole = _with_country(f"+{digits}")
    either += [_start(f"={digits}") for digits in whole]
    yield f"({' | '.join(either)})"


def _start_or_number(word: str) -> str:
    # Each number has a digit: what has none is asked for once.
    return f"{_start(word)} | {exactly(f'#{word}')}" if _DIGIT.search(word) else _start(word)


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


def _subscriber(phone: str) -> str:
    """Its digits without country and leading zero; nothing says which country one without `+` or `00` is of."""
    if international := _international(phone):
        return _CALLING_CODE.sub("", international).lstrip("0")[:LONGEST]
    return _digits(phone).lstrip("0")[:LONGEST]


def _with_country(phone: str) -> list[str]:
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
