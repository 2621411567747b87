"""Packing slips as PDF: the program of `press.py`, which has the fonts for it. No service imports it."""

from collections.abc import Sequence
from functools import cache
from json import dumps
from pathlib import Path

import pikepdf

from services.fulfilment.papers.pdf.page import page_values
from services.fulfilment.papers.pdf.words import PAGE
from services.fulfilment.papers.to_print import Merge, PrintInto, ToPrint
from shared.look.look import Logo, SentPicture
from shared.look.on_paper import logo_values
from shared.look.picture import logo_or_why
from shared.pdf.presswork import answer
from shared.pdf.typesetter import Typesetter
from shared.shop_name import shop_name

TEMPLATE = Path(__file__).with_name("slip.typ")

typesetter = cache(Typesetter)


def slips_pdf(slips: Sequence[ToPrint]) -> bytes:
    """Each on pages of its own, in this order, and all with the look of the first."""
    words = PAGE[slips[0].language]
    title = f"{words['slip']} {slips[0].shipment.slip.number}" if len(slips) == 1 else words["slips"]
    look = slips[0].look
    values = {
        "title": title,
        "author": shop_name(),
        "accent": look.accent,
        "logo": logo_values(look.logo),
        "slips": [page_values(one) for one in slips],
    }
    made_at = int(max(one.shipment.slip.created_at for one in slips).timestamp())
    return typesetter(TEMPLATE).pdf(dumps(values, ensure_ascii=False), lambda page: {"page": page}, at=made_at)


def merge(wanted: Merge) -> None:
    with pikepdf.new() as whole:
        for part in wanted.parts:
            with pikepdf.open(part) as pdf:
                whole.pages.extend(pdf.pages)
        whole.save(wanted.into, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _made(wanted: Sequence[ToPrint] | PrintInto | Merge | SentPicture) -> bytes | Logo | str | None:
    match wanted:
        case SentPicture():
            return logo_or_why(wanted)
        case Merge():
            merge(wanted)
            return None
        case PrintInto(slips, into):
            Path(into).write_bytes(slips_pdf(slips))
            return None
    return slips_pdf(wanted)


if __name__ == "__main__":
    answer(_made)
