"""What staff write by hand, as a mail: their words, with links that can be followed, and the shop's name."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from services.notifier.messages.model import Addressee, MessageWithText
from services.notifier.writing.compose import write_message
from shared.schemas.notifier import MessageKind

_LINK = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]»’'])")


class Piece(NamedTuple):
    """Of a line: a link, or what stands between links."""

    text: str
    is_link: bool


def by_hand(to: Addressee, subject: str, text: str, *, at: datetime, earlier: int, by: str) -> MessageWithText:
    """`earlier` counts those that were written about the order before."""
    message = write_message(
        MessageKind.BY_HAND,
        to,
        at,
        told_of=at,
        sequence=earlier,
        order_cancelled=False,
        long_ago=False,
        subject=subject,
        text=text,
        paragraphs=[[list(_pieces(line)) for line in one.split("\n")] for one in re.split(r"\n{2,}", text)],
    )
    return replace(message, about=message.message_id, asked_by=by)


def _pieces(line: str) -> Iterator[Piece]:
    for place, text in enumerate(_LINK.split(line)):
        if text:
            yield Piece(text, is_link=place % 2 == 1)
