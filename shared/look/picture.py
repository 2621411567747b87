"""A logo of whatever picture somebody sent: decoded, laid on white and made small. Only the press imports it.

What is stored is always made anew from the pixels, so that nothing of the file itself gets onto documents.
"""

from contextlib import suppress
from io import BytesIO

from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from shared.look.look import Logo, NotALogo, SentPicture

FORMATS = ("PNG", "JPEG")
MOST_PIXELS = 16_000_000
LEAST_SIDE = 16
LARGEST = (600, 240)
"""Of 45 by 18 mm on the page, in 340 dots an inch."""
MOST_BYTES = 48 * 1024
"""As each document has it in it."""

# A JPEG that is optimised is written at once: what is all noise is larger than Pillow thinks.
ImageFile.MAXBLOCK = 4 * LARGEST[0] * LARGEST[1]


def logo_or_why(sent: SentPicture) -> Logo | str:
    """What a program answers: the logo, or why it is none."""
    try:
        return logo_of(sent.content)
    except NotALogo as refused:
        return refused.detail


def logo_of(sent: bytes) -> Logo:
    """Raises NotALogo."""
    try:
        with Image.open(BytesIO(sent), formats=FORMATS) as opened:
            _refuse_size(opened)
            picture = flat(opened)
    except NotALogo:
        raise
    except UnidentifiedImageError as error:
        raise NotALogo("a logo is a PNG or JPEG picture, which this is not") from error
    except Exception as error:  # whatever a decoder makes of broken bytes
        raise NotALogo("this picture is broken: it cannot be decoded") from error
    picture.thumbnail(LARGEST, Image.Resampling.LANCZOS)
    picture.info.clear()  # comments and profiles would be written again
    return Logo(_as_jpeg(picture), *picture.size)


def flat(picture: Image.Image) -> Image.Image:
    """Upright, in sRGB, on white."""
    return _on_white(_in_srgb(_in_eight_bits(ImageOps.exif_transpose(picture))))


def _refuse_size(picture: Image.Image) -> None:
    """Before anything of it is decoded."""
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise NotALogo(f"a logo has at most {MOST_PIXELS} pixels, and this has {width} × {height}")
    if min(width, height) < LEAST_SIDE:
        raise NotALogo(f"a logo has at least {LEAST_SIDE} pixels a side, and this has {width} × {height}")


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Converted as it is, grey of 16 bits would become white; and a colour that stands for none would be forgotten."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda grey: grey / 256).convert("L")
    if "transparency" in picture.info:
        profile = picture.info.get("icc_profile")
        picture = picture.convert("RGBA")
        picture.info["icc_profile"] = profile
    return picture


def _in_srgb(picture: Image.Image) -> Image.Image:
    """By its own profile, where it has one that is right."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        with suppress(ImageCms.PyCMSError, OSError):
            found = ImageCms.ImageCmsProfile(BytesIO(profile))
            mode = "RGB" if picture.mode == "CMYK" else picture.mode
            converted = ImageCms.profileToProfile(picture, found, ImageCms.createProfile("sRGB"), outputMode=mode)
            assert converted
            return converted
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    """PDF/A and printers are at ease without transparency."""
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture.convert("RGB")


def _as_jpeg(picture: Image.Image) -> bytes:
    for quality in range(92, 30, -8):
        out = BytesIO()
        picture.save(out, "JPEG", quality=quality, subsampling=0 if quality > 80 else 2, optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()
