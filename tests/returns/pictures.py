"""Pictures as phones and attackers send them."""

from io import BytesIO
from random import Random
from typing import Any

from PIL import Image

GPS = 0x8825
ORIENTATION, MAKER = 0x0112, 0x010F


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), colour: str = "red", **more: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def from_a_phone() -> bytes:
    """Held upright: it lies on its side in the file, which says so, and where it was made."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKER] = "PHONE-MAKER"
    exif.get_ifd(GPS)[1] = "N"
    lying = Image.new("RGB", (60, 40), "red")
    lying.paste("blue", (0, 0, 30, 40))
    out = BytesIO()
    lying.save(out, "JPEG", exif=exif, comment=b"my living room")
    return out.getvalue()


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def noise(width: int, height: int) -> bytes:
    """As large as pictures of phones are."""
    out = BytesIO()
    Image.frombytes("RGB", (width, height), Random(7).randbytes(width * height * 3)).save(out, "PNG")
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
