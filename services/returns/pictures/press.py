"""The program that decodes pictures, as the service sees it: one a process, kept for a while."""

import asyncio

from services.returns.pictures.model import Picture, Sent, Unfit, refusal_of, refuse_at_once
from shared.pdf.kept_press import KeptPress
from shared.transaction import Database

PICTURE_PRESS = KeptPress("services.returns.pictures.program", limit_s=10)


async def read_picture(sent: bytes) -> Picture:
    """Raises what is refused of a picture; one that ends the program is broken."""
    refuse_at_once(sent)
    try:
        made: Picture | Unfit = await PICTURE_PRESS.make(Sent(sent))
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise refusal_of(Unfit.BROKEN) from error
    if isinstance(made, Unfit):
        raise refusal_of(made)
    return made


async def keep_picture_press(_: Database) -> None:
    await PICTURE_PRESS.keep()
