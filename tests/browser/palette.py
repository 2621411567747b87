"""A PNG of few colours, a third the size: for pictures that the repository keeps."""

import struct
import zlib
from base64 import b64decode, b64encode

from playwright.async_api import Page

COUNT_AND_MAP = """
async (picture) => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const pixels = new Uint32Array(canvas.getImageData(0, 0, image.width, image.height).data.buffer);
  const seen = new Map();
  for (const one of pixels) seen.set(one, (seen.get(one) ?? 0) + 1);
  const palette = [...seen].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([colour]) => colour);
  const parts = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
  const known = palette.map(parts);
  const nearest = new Map([...seen.keys()].map((colour) => {
    const [red, green, blue] = parts(colour);
    const far = known.map(([r, g, b]) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2);
    return [colour, far.indexOf(Math.min(...far))];
  }));
  const text = (bytes) => bytes.toBase64?.() ?? btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
  return [image.width, image.height, known.flat(), text(Uint8Array.from(pixels, (one) => nearest.get(one)))];
}
"""


async def of_few_colours(page: Page, png: bytes) -> bytes:
    """Its 256 most frequent colours stay; what smooths the edges of letters becomes the nearest of them."""
    picture = f"data:image/png;base64,{b64encode(png).decode()}"
    width, height, palette, text = await page.evaluate(COUNT_AND_MAP, picture)
    pixels = b64decode(text)
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, len(pixels), width))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", bytes(palette)), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
