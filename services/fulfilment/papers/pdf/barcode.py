"""The barcode of a slip's number: Code 128, as every scanner of a warehouse reads it."""

from barcode.codex import Code128

HEIGHT = 30
QUIET = 10
"""Modules without a bar on either side."""


def barcode_svg(number: str) -> str:
    (modules,) = Code128(number).build()
    width = len(modules) + 2 * QUIET
    bars = "".join(f"M{at} 0h1v{HEIGHT}h-1z" for at, module in enumerate(modules, QUIET) if module == "1")
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}"><path d="{bars}"/></svg>'
