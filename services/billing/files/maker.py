"""The program that makes files, beside a service: it has the fonts and libraries for that, and the lowest priority.

The service writes what to print to its input, and reads from its output what came of it. It ends with its input.
"""

import logging
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from services.billing.documents.store import document_of
from services.billing.files.in_euros import in_euros
from services.billing.files.model import Files, NotMade, ToPreview, ToPrint, has_xml
from services.billing.files.pdf.render import Renderer
from services.billing.files.sample import sample_invoice
from services.billing.files.settlement import is_due_as_issued, settlement_of
from services.billing.files.ubl.invoice import ubl_of
from services.billing.files.xml.factur_x import factur_x
from services.billing.settings import SellerSettings
from shared.look.look import SentPicture
from shared.look.picture import logo_or_why
from shared.pdf.presswork import answer

log = logging.getLogger(__name__)


def main() -> None:
    if "--at-once" not in sys.argv:
        _take_what_nobody_else_wants()
    renderer = cache(Renderer)
    answer(lambda wanted: _made(renderer, wanted))


def _made(renderer: Callable[[], Renderer], wanted: ToPrint | ToPreview | SentPicture) -> object:
    match wanted:
        case ToPrint():
            return make(renderer(), wanted)
        case ToPreview():
            return preview(renderer(), wanted)
        case SentPicture():
            return logo_or_why(wanted)


def _take_what_nobody_else_wants() -> None:
    """Of the processor: beside a low priority alone, where both cores were busy a third fewer orders were settled."""
    os.nice(19)
    if sys.platform == "linux":
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def make(renderer: Renderer, to_print: ToPrint) -> Files | NotMade:
    """What is wrong with one document keeps no other back."""
    try:
        others = [document_of(row) for row in to_print.of_order]
        document = next(one for one in others if one.document_id == to_print.document_id)
        euros = in_euros(document, others, to_print.rate)
        settlement = settlement_of(document, others, to_print.entries, SellerSettings().date_of)
        settlement = replace(settlement, in_euros=euros)
        revision = to_print.revision and to_print.revision.where(SellerSettings().time_zone)
        if revision:
            asked = is_due_as_issued(document, others, to_print.entries, revision.revised_at)
            settlement = replace(settlement, is_asked_for=asked)
        if not has_xml(document.currency):
            pdf = renderer.pdf(document, settlement, None, to_print.look, revision)
            return Files(to_print.document_id, pdf, revision=to_print.count, in_euros=euros)
        xml, ubl = factur_x(document, settlement, revision), ubl_of(document, settlement, revision)
        pdf = renderer.pdf(document, settlement, xml, to_print.look, revision)
        return Files(to_print.document_id, pdf, xml, ubl, to_print.count, euros)
    except Exception as error:
        # Not its message, which may quote the document.
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("the files of %s cannot be made: %s\n%s", to_print.number, type(error).__name__, where)
        return to_print.not_made(type(error).__name__)


def preview(renderer: Renderer, wanted: ToPreview) -> bytes:
    """No XML is in it, which a program might take for an invoice."""
    sample = sample_invoice(wanted.seller, wanted.language, wanted.issued_at, wanted.issued_on)
    return renderer.pdf(*sample, None, wanted.look, is_sample=True)


if __name__ == "__main__":
    main()
