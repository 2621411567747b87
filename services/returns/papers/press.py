"""The program that prints labels and forms, as the service sees it."""

from services.returns.papers.model import ToPrint
from shared.pdf.kept_press import KeptPress
from shared.transaction import Database

RETURN_PRESS = KeptPress("services.returns.papers.pdf.printer")


async def print_paper(wanted: ToPrint) -> bytes:
    pdf: bytes = await RETURN_PRESS.make(wanted)
    return pdf


async def keep_return_press(_: Database) -> None:
    await RETURN_PRESS.keep()
