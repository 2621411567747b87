"""What is written of a return that is decided: what may come back until when, or why nothing may."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.notifier.messages.model import BROUGHT_OVER, Addressee, MessageWithText
from services.notifier.writing.compose import write_message
from services.notifier.writing.own_texts import Texts
from services.notifier.writing.written_sum import written_goods
from shared.formats import long_date
from shared.schemas.fulfilment import LineQuantity, LineTitle
from shared.schemas.notifier import MessageKind
from shared.schemas.returns import ReturnApproved, ReturnDeclined
from shared.schemas.values import Language

Decided = ReturnApproved | ReturnDeclined


def kind_of(said: Decided) -> MessageKind:
    return MessageKind.RETURN_APPROVED if isinstance(said, ReturnApproved) else MessageKind.RETURN_DECLINED


def about_return(
    said: Decided, to: Addressee, titles: Sequence[LineTitle], texts: Texts, *, at: datetime
) -> MessageWithText:
    """Each decision is told: one that was over may have another day now."""
    facts: dict[str, Any] = (
        _approved(said, titles, to.language) if isinstance(said, ReturnApproved) else {"reason": said.reason}
    )
    message = write_message(
        kind_of(said),
        to,
        at,
        told_of=said.at,
        sequence=said.sequence,
        order_cancelled=False,
        long_ago=at - said.at > BROUGHT_OVER,
        texts=texts,
        return_number=said.number,
        **facts,
    )
    return replace(message, about=message.message_id)


def _approved(said: ReturnApproved, titles: Sequence[LineTitle], language: Language) -> dict[str, Any]:
    lines = [LineQuantity(line_no=one.line_no, sku=one.sku, quantity=one.quantity) for one in said.lines]
    date = long_date(said.expires_on, language) if said.expires_on else None
    return {"goods": written_goods(lines, titles, language), "date": date}
