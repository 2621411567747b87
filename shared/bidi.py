"""Text that people wrote, in any script, does not change the order of what stands around it."""

import unicodedata
from typing import Any

FSI, PDI = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_OPENS = {"LRI", "RLI", "FSI"}
_FROM_THE_RIGHT = {"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "PDI"} | _OPENS


def isolated(value: Any) -> Any:
    """Plain text with something in it that runs from the right, between marks that end with it what it began.

    Each line is a paragraph of its own. What is no text, and markup, is left as it is.
    """
    if type(value) is not str or value.isascii():
        return value
    return "\n".join(_isolated(line) for line in value.split("\n"))


def _isolated(line: str) -> str:
    if not any(unicodedata.bidirectional(letter) in _FROM_THE_RIGHT for letter in line):
        return line
    kept, depth = [], 0
    for letter in line:
        kind = unicodedata.bidirectional(letter)
        if kind == "PDI" and not depth:  # it would end our own
            continue
        depth += (kind in _OPENS) - (kind == "PDI")
        kept.append(letter)
    return f"{FSI}{''.join(kept)}{PDI * (depth + 1)}"
