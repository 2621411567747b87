"""Letters that no font of documents has: a document is made all the same, and its XML has them."""

import re
from collections.abc import Callable, Sequence

MARK = "?"
_BUT_WESTERN = re.compile("[^\\x00-\u017f\u2009-\u202f\u20ac\u2212]")


def only_western(text: str) -> str:
    return _BUT_WESTERN.sub(MARK, text)


def without(missing: set[str], text: str) -> str:
    return text.translate({ord(letter): MARK for letter in missing})


def find_missing(letters: Sequence[str], are_there: Callable[[Sequence[str]], bool]) -> set[str]:
    """Those that are not there, by halves: of many letters few are missing."""
    if not letters or are_there(letters):
        return set()
    if len(letters) == 1:
        return set(letters)
    half = len(letters) // 2
    return find_missing(letters[:half], are_there) | find_missing(letters[half:], are_there)
