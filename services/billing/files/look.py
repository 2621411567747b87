"""How documents look: the seller's colour and logo, as the settings were on the moment of a document's issue."""

import hashlib
from dataclasses import dataclass

from shared.refused import NotFound, Refused

LEAST_CONTRAST = 4.5
"""Of letters that everybody can read (WCAG 2.2, 1.4.3)."""
BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
"""Of PNG and JPEG."""
MOST_KB = 512
"""Of a picture as it is sent."""


class NotALogo(Refused):
    type = "not-a-logo"
    status = 422
    field = "content"


class LogoNotFound(NotFound):
    type = "logo-not-found"
    field = "logo"


class ColourTooLight(Refused):
    type = "colour-too-light"
    status = 422
    field = "accent"


@dataclass(frozen=True, slots=True)
class Logo:
    """A JPEG in sRGB on white, as `picture.py` makes it of what was sent: a document takes it as it is."""

    content: bytes
    width: int
    height: int

    @property
    def logo_id(self) -> str:
        """Its SHA-256: what it looks like never changes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Look:
    """`accent` as #RRGGBB; without one, documents are black and grey."""

    accent: str | None = None
    logo: Logo | None = None


@dataclass(frozen=True, slots=True)
class SentPicture:
    """What somebody wants for a logo, whatever it is."""

    content: bytes


def refuse_too_light(accent: str) -> None:
    contrast = contrast_with_white(accent)
    if contrast < LEAST_CONTRAST:
        raise ColourTooLight(
            f"white letters on {accent} have a contrast of {contrast:.1f}, and are read from {LEAST_CONTRAST} on:"
            " choose a darker colour"
        )


def contrast_with_white(accent: str) -> float:
    """From 1 to 21, by the relative luminance of WCAG."""
    red, green, blue = (_linear(int(accent[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
