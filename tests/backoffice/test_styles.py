"""The styles keep to a few sizes, so that pages look of one piece."""

import re

from services.backoffice.web.assets import SHEETS, STYLES

SCALE = {"var(--small)", "var(--body)", "var(--large)", "var(--title)"}
"""12, 14, 16 and 20 pixels, as tokens.css has them."""


def _styles() -> str:
    return "\n".join((STYLES / f"{sheet}.css").read_text() for sheet in SHEETS)


def test_letters_have_one_of_four_sizes() -> None:
    assert set(re.findall(r"(?<!-)font-size:\s*([^;}]+)", _styles())) == SCALE
    tokens = dict(re.findall(r"--(small|body|large|title): ([\d.]+)rem", _styles()))
    assert {name: float(rem) * 16 for name, rem in tokens.items()} == {
        "small": 12,
        "body": 14,
        "large": 16,
        "title": 20,
    }


def test_every_style_sheet_is_served() -> None:
    assert {path.stem for path in STYLES.glob("*.css")} == set(SHEETS)


def test_every_list_of_labels_and_figures_is_laid_out() -> None:
    pages = "\n".join(page.read_text() for page in (STYLES.parent / "templates").rglob("*.html"))
    lists = set(re.findall(r'<dl class="([\w-]+)"', pages))
    assert len(lists) == 5
    assert [name for name in lists if not re.search(rf"\.{name} (>? ?div )?{{ display: grid", _styles())] == []
