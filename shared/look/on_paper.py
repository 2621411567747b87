"""A logo as pages lay it out."""

from base64 import b64encode
from functools import lru_cache
from typing import Any

from shared.look.look import Logo


def logo_values(logo: Logo | None) -> dict[str, Any] | None:
    """For a template of Typst: an SVG, and how wide it is on the page, in mm."""
    return {"svg": _as_svg(logo), "width": _width_mm(logo)} if logo else None


def _width_mm(logo: Logo) -> float:
    """45 by 18 mm at most, and not larger than what is sharp."""
    return round(min(45.0, 18 * logo.width / logo.height, logo.width / 4), 2)


@lru_cache(maxsize=8)
def _as_svg(logo: Logo) -> str:
    """Values are text. Typst reads base64 in an SVG much faster than numbers in a list, and takes the JPEG as it is."""
    width, height, content = logo.width, logo.height, b64encode(logo.content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{content}"/></svg>'
    )
