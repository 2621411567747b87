"""Tests that run in English and in French."""

from typing import Any

import pytest

Says = dict[str, Any]
"""What a page says, by what it says in English."""


def in_both(french: Says, english: Says | None = None) -> pytest.MarkDecorator:
    """Gives a test its `language` and what the page `says`; English says its words as they are unless given."""
    spoken = english or {text: text for text in french}
    return pytest.mark.parametrize(("language", "says"), [("en", spoken), ("fr", french)], ids=["en", "fr"])
