"""The look of a document as values that document.typ lays out."""

from base64 import b64encode
from functools import lru_cache
from typing import Any

from services.billing.files.look import Logo, Look
from services.billing.files.words import SAMPLE
from shared.schemas.values import Language


def look_values(look: Look, language: Language, *, is_sample: bool) -> dict[str, Any]:
    return {
        "accent": look.accent,
        "logo": {"svg": _as_svg(look.logo), "width": _width_mm(look.logo)} if look.logo else None,
        "sample": SAMPLE[language] if is_sample else None,
    }


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
