"""Pictures of what comes back, as customers send them: what is taken, and what is refused of them."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from shared.refused import NotFound, Refused
from shared.schemas.written_as import WrittenAs

PictureId = Annotated[
    str,
    WrittenAs(r"^[0-9a-f]{64}$", "write the name that the picture was given when it was stored: 64 digits 0 to f"),
]

MOST_OF_A_RETURN = 5
MOST_SENT = 10 * 1024 * 1024
"""Bytes of a picture as a phone makes it."""
MOST_PIXELS = 50_000_000
"""Of a JPEG as phones make it, which is decoded at a part of its size."""
MOST_DECODED = 16_000_000
"""Of what is decoded as large as it is: a second and 400 MB of memory at most, however few bytes it has."""
MOST_KEPT = 512 * 1024
"""Bytes of a picture as it is stored: it is made small enough."""
MOST_LOOSE = 30
"""So many pictures of an order that no return names yet."""


class NotAPicture(Refused):
    type = "not-a-picture"
    status = 422


class PictureEmpty(Refused):
    type = "picture-empty"
    status = 422


class PictureBroken(Refused):
    type = "picture-broken"
    status = 422


class PictureMoves(Refused):
    type = "picture-moves"
    status = 422


class PictureTooLarge(Refused):
    type = "picture-too-large"
    status = 413


class TooManyPixels(Refused):
    type = "too-many-pixels"
    status = 422


class TooManyPictures(Refused):
    type = "too-many-pictures"


class PictureNotFound(NotFound):
    type = "picture-not-found"


class Unfit(StrEnum):
    """Why the program that decodes makes no picture of what was sent."""

    OTHER = "other"
    BROKEN = "broken"
    MOVES = "moves"
    PIXELS = "pixels"
    DECODED = "decoded"


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody says is a picture, whatever it is."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG in sRGB, made anew from the pixels: nothing of the file that was sent is in it."""

    content: bytes
    width: int
    height: int

    @property
    def picture_id(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def refuse_at_once(sent: bytes) -> None:
    """By its length and its first bytes. Raises PictureEmpty, PictureTooLarge, NotAPicture."""
    if not sent:
        raise PictureEmpty("this picture is empty: it has no byte")
    if len(sent) > MOST_SENT:
        raise too_large()
    if not (sent.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or sent[:4] + sent[8:12] == b"RIFFWEBP"):
        raise refusal_of(Unfit.OTHER)


def too_large() -> PictureTooLarge:
    return PictureTooLarge(f"a picture has at most {MOST_SENT // 1024 // 1024} MB", limit=MOST_SENT // 1024 // 1024)


def refusal_of(why: Unfit) -> Refused:
    match why:
        case Unfit.OTHER:
            return NotAPicture("a picture is a JPEG, PNG or WebP file, which this is not")
        case Unfit.BROKEN:
            return PictureBroken("this picture is broken: it cannot be decoded")
        case Unfit.MOVES:
            return PictureMoves("this picture moves: send one that does not")
        case Unfit.PIXELS:
            return _too_many(MOST_PIXELS, "a picture")
        case Unfit.DECODED:
            return _too_many(MOST_DECODED, "a picture that is not decoded at a part of its size")


def _too_many(most: int, of_what: str) -> TooManyPixels:
    return TooManyPixels(f"{of_what} has at most {most // 1_000_000} million pixels", limit=most // 1_000_000)
