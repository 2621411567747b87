"""A QR code as Typst lays it out."""

import segno


def qr_svg(text: str) -> str:
    # Looking for the best of the eight masks would take longer than the rest of the page; any of them is read.
    code = segno.make(text, error="m", boost_error=False, encoding="utf-8", micro=False, mask=0)
    svg: str = code.svg_inline(border=0, omitsize=True)
    return svg
