"""Text that people wrote, in any script, does not change the order of what stands around it."""

import re
import unicodedata
from typing import Any

FSI, PDI = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_OPENS = {"LRI", "RLI", "FSI"}
FROM_THE_RIGHT = {"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "PDI"} | _OPENS
_MAY_RUN_FROM_THE_RIGHT = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks of Unicode that have all letters and marks of FROM_THE_RIGHT, so that other text is left at once."""


_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def turns(text: str) -> bool:
    """Whether it has marks that turn the direction of what stands around them, which no name needs."""
    return _TURNS.search(text) is not None


def isolated(value: Any) -> Any:
    """Plain text with something in it that runs from the right, between marks that end with it what it began.

    Each line is a paragraph of its own. What is no text, and markup, is left as it is.
    """
    if type(value) is not str or value.isascii() or not _MAY_RUN_FROM_THE_RIGHT.search(value):
        return value
    return "\n".join(_isolated(line) for line in value.split("\n"))


def _isolated(line: str) -> str:
    if not any(unicodedata.bidirectional(letter) in FROM_THE_RIGHT for letter in line):
        return line
    kept, depth = [], 0
    for letter in line:
        kind = unicodedata.bidirectional(letter)
        if kind == "PDI" and not depth:  # it would end our own
            continue
        depth += (kind in _OPENS) - (kind == "PDI")
        kept.append(letter)
    return f"{FSI}{''.join(kept)}{PDI * (depth + 1)}"
