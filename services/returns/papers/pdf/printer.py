"""Labels and forms as PDF: the program of `press.py`, which has the fonts for it. No service imports it."""

from functools import cache
from json import dumps
from pathlib import Path

from services.returns.papers.model import ToPrint
from services.returns.papers.pdf.page import page_values
from shared.pdf.presswork import answer
from shared.pdf.typesetter import Typesetter

TEMPLATE = Path(__file__).with_name("papers.typ")

typesetter = cache(Typesetter)


def paper_pdf(wanted: ToPrint) -> bytes:
    page = dumps(page_values(wanted), ensure_ascii=False)
    return typesetter(TEMPLATE).pdf(page, lambda page: {"page": page}, at=int(wanted.one.opened_at.timestamp()))


if __name__ == "__main__":
    answer(paper_pdf)
