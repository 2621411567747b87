"""A picture of whatever somebody sent: decoded, turned upright, made small. Only its program imports it, as it has the
decoders.

What is stored is always made anew from the pixels: without places, names, comments, or what hides behind the picture.
"""

from io import BytesIO

from PIL import Image, ImageFile, UnidentifiedImageError

from services.returns.pictures.model import MOST_DECODED, MOST_KEPT, MOST_PIXELS, Picture, Sent, Unfit
from shared.look.picture import flat

FORMATS = ("JPEG", "PNG", "WEBP")
SIDES, QUALITIES = (1600, 1200, 800), (85, 70, 50)
MOVING = ("PNG", "WEBP")
"""A JPEG of several pictures is one picture for all who look at it: the first."""

# A JPEG that is optimised is written at once: what is all noise is larger than Pillow thinks.
ImageFile.MAXBLOCK = 4 * SIDES[0] * SIDES[0]
Image.MAX_IMAGE_PIXELS = None  # it is looked at below, before anything is decoded


def picture_or_why(sent: Sent) -> Picture | Unfit:
    """What the program answers."""
    try:
        with Image.open(BytesIO(sent.content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return Unfit.PIXELS
            if opened.format in MOVING and getattr(opened, "n_frames", 1) > 1:
                return Unfit.MOVES
            if not _is_progressive(opened):  # of such a JPEG all is in memory, however small it is made
                opened.draft("RGB", (SIDES[0], SIDES[0]))  # of others, no more is decoded than is needed
            if opened.width * opened.height > MOST_DECODED:
                return Unfit.DECODED
            return _made(flat(opened))
    except UnidentifiedImageError:
        return Unfit.OTHER
    except Exception:  # whatever a decoder makes of broken bytes
        return Unfit.BROKEN


def _is_progressive(opened: Image.Image) -> bool:
    return bool(opened.info.get("progressive"))


def _made(picture: Image.Image) -> Picture:
    for side in SIDES:
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        picture.info.clear()  # comments and profiles would be written again
        for quality in QUALITIES:
            out = BytesIO()
            picture.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= MOST_KEPT:
                return Picture(out.getvalue(), *picture.size)
    raise AssertionError("a picture of this size has fewer bytes")
