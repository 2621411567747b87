"""The shop's logo in mails: a part of the mail itself, which its HTML names; nothing is fetched from elsewhere."""

import re
from base64 import b64encode
from typing import NamedTuple

from shared.look import look
from shared.look.logos import find_logos
from shared.look.look import Logo
from shared.pdf.kept_press import KeptPress
from shared.transaction import Queries

HIGHEST, WIDEST = 64, 220
"""In points of the screen; the picture itself is up to four times as fine."""
MOST_KEPT = 20
_PROGRAM = KeptPress("services.notifier.writing.picture_program")
_NAMED = re.compile(r'src="cid:([0-9a-f]{64})@logo"')
_known: dict[str, Logo] = {}
"""They never change."""


class LogoOfMails(NamedTuple):
    """How a letter shows it. `content_id` is that of its part of the mail (RFC 2392)."""

    content_id: str
    width: int
    height: int

    @classmethod
    def of(cls, logo: Logo) -> "LogoOfMails":
        scale = min(1, HIGHEST / logo.height, WIDEST / logo.width)
        width, height = (max(1, round(side * scale)) for side in (logo.width, logo.height))
        return cls(content_id(logo.logo_id), width, height)


def content_id(logo_id: str) -> str:
    return f"{logo_id}@logo"


async def read_logo(sent: bytes) -> Logo:
    """Raises NotALogo."""
    return await look.read_logo(sent, _PROGRAM.make)


async def find_logo(queries: Queries, logo_id: str) -> Logo | None:
    """No statement where this process has seen it before."""
    if logo_id not in _known:
        if len(_known) >= MOST_KEPT:
            _known.clear()
        _known.update(await find_logos(queries, [logo_id]))
    return _known.get(logo_id)


def named_logo(html: str) -> str | None:
    """The logo that a letter shows."""
    found = _NAMED.search(html)
    return found[1] if found else None


async def with_its_logo(queries: Queries, html: str) -> str:
    """The HTML of a letter as it is looked at here, where it has no other parts."""
    logo_id = named_logo(html)
    logo = await find_logo(queries, logo_id) if logo_id else None
    if logo is None:
        return html
    return _NAMED.sub(f'src="data:image/jpeg;base64,{b64encode(logo.content).decode()}"', html, count=1)
