"""How what is printed looks: the shop's colour and logo, and what is refused of both."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator

from shared.refused import NotFound, Refused
from shared.schemas.written_as import WrittenAs


def _code(typed: Any) -> Any:
    return "".join(typed.split()).upper() if isinstance(typed, str) else typed


Colour = Annotated[
    str,
    WrittenAs(r"^#[0-9A-F]{6}$", 'write a colour as # and six digits 0 to 9 or A to F, such as "#1F5A3C"'),
    BeforeValidator(_code),
]
LogoId = Annotated[
    str,
    WrittenAs(
        r"^[0-9a-f]{64}$",
        "write the name that the logo was given when it was stored: 64 digits 0 to 9 or a to f",
    ),
]

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
    """A JPEG in sRGB on white, as `picture.py` makes it of what was sent: a page takes it as it is."""

    content: bytes
    width: int
    height: int

    @property
    def logo_id(self) -> str:
        """Its SHA-256: what it looks like never changes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Look:
    """`accent` as #RRGGBB; without one, pages are black and grey."""

    accent: str | None = None
    logo: Logo | None = None


@dataclass(frozen=True, slots=True)
class SentPicture:
    """What somebody wants for a logo, whatever it is."""

    content: bytes


async def read_logo(sent: bytes, ask: Callable[[SentPicture], Awaitable[Logo | str]]) -> Logo:
    """As a program that has `picture.py` makes it, or says why it does not. Raises NotALogo."""
    if len(sent) > MOST_KB * 1024:
        raise NotALogo(f"a logo has at most {MOST_KB} kB, and this has {len(sent) // 1024}")
    if not sent.startswith(BEGINNINGS):
        raise NotALogo("a logo is a PNG or JPEG picture, which this is not")
    read = await ask(SentPicture(sent))
    if isinstance(read, str):
        raise NotALogo(read)
    return read


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
