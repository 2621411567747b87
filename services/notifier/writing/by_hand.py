"""What staff write by hand, as a mail: their words, with links that can be followed, and the shop's name."""

import re
from dataclasses import replace
from datetime import datetime

from services.notifier.messages.model import Addressee, MessageWithText
from services.notifier.writing.compose import write_message
from services.notifier.writing.markup import Written, set_aside, written_link
from services.notifier.writing.own_texts import DEFAULT_TEXTS, Texts
from shared.schemas.notifier import MessageKind

_LINK = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]»’'])")


def by_hand(
    to: Addressee, subject: str, text: str, texts: Texts = DEFAULT_TEXTS, *, at: datetime, earlier: int, by: str
) -> MessageWithText:
    """`earlier` counts those that were written about the order before."""
    message = write_message(
        MessageKind.BY_HAND,
        to,
        at,
        told_of=at,
        sequence=earlier,
        order_cancelled=False,
        long_ago=False,
        asked=True,
        texts=texts,
        subject=subject,
        text=written_by_hand(text),
    )
    return replace(message, about=message.message_id, asked_by=by)


def written_by_hand(text: str) -> Written:
    """Their paragraphs and lines; links can be followed, and no other letter means anything."""
    return Written("\n".join("".join(map(_piece, _LINK.split(line))) for line in text.split("\n")))


def _piece(text: str) -> str:
    return str(_LINK.fullmatch(text) and written_link(text) or set_aside(text))
