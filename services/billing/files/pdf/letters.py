"""Letters that the fonts of documents do not have: an invoice is made all the same, and its XML has them."""

import re

MARK = "?"
_FONTS_HAVE = (
    "\\x00-\u036f"  # Latin and its marks
    "\u0370-\u052f\u1f00-\u1fff"  # Greek, Cyrillic
    "\u0590-\u06ff\u0750-\u077f\ufb1d-\ufdff\ufe70-\ufefc"  # Hebrew, Arabic
    "\u0900-\u097f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20bf\u2116\u2122"
    "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff01-\uffee\U00020000-\U0002a6df"  # Chinese, Japanese, Korean
)
_OTHERS = re.compile(f"[^{_FONTS_HAVE}]")
_BUT_WESTERN = re.compile("[^\\x00-\u017f\u2009-\u202f\u20ac\u2212]")


def less_and_less(text: str) -> list[str]:
    """The text, then without letters of scripts that no font is for, then without all but Western ones."""
    return [text, _OTHERS.sub(MARK, text), _BUT_WESTERN.sub(MARK, text)]
