"""Contact sheets: the pictures of a page or dialog side by side, so that all are looked at quickly."""

from collections.abc import Sequence
from html import escape
from itertools import product
from pathlib import Path

from playwright.async_api import Browser

STYLE = """
body { margin: 12px; font: 13px sans-serif; background: #888; }
h1 { margin: 0 0 8px; font-size: 16px; }
.row { display: flex; gap: 8px; align-items: flex-start; margin-bottom: 8px; }
figure { margin: 0; }
img { display: block; max-height: 1200px; object-fit: cover; object-position: top; }
"""


async def write_sheets(
    chromium: Browser,
    to: Path,
    names: Sequence[str],
    *,
    languages: Sequence[str],
    widths: Sequence[int],
    themes: Sequence[str],
) -> None:
    """A PNG for each name in the folder `sheets`: a row for each language and theme, a column for each width."""
    (to / "sheets").mkdir(exist_ok=True)
    page = await chromium.new_page(viewport={"width": 1600, "height": 900})
    for name in names:
        rows = [
            "".join(_figure(f"../{name}-{language}-{width}-{theme}.png", width, sum(widths)) for width in widths)
            for language, theme in product(languages, themes)
        ]
        sheet = to / "sheets" / f"{name}.html"
        body = "".join(f'<div class="row">{row}</div>' for row in rows)
        sheet.write_text(f'<meta charset="utf-8"><style>{STYLE}</style><h1>{escape(name)}</h1>{body}')
        await page.goto(sheet.absolute().as_uri())
        await page.screenshot(path=sheet.with_suffix(".png"), full_page=True)
    await page.close()


def _figure(path: str, width: int, total: int) -> str:
    return f'<figure><img src="{path}" width="{1550 * width // total}"></figure>'
