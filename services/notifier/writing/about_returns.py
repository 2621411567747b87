"""What is written of a return: that it is asked for, what is decided of it, and what of it came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifier.messages.model import BROUGHT_OVER, Addressee, MessageWithText
from services.notifier.settings import MailSettings
from services.notifier.writing.compose import write_message
from services.notifier.writing.markup import Written
from services.notifier.writing.own_texts import Texts
from services.notifier.writing.written_sum import written_goods
from shared.formats import long_date
from shared.schemas.fulfilment import LineQuantity, LineTitle
from shared.schemas.notifier import MessageKind
from shared.schemas.returns import (
    ReturnApproved,
    ReturnDeclined,
    ReturnedGoodsReceived,
    ReturnedLine,
    ReturnOrigin,
    ReturnRequested,
    UnitOutcome,
    WayBack,
)
from shared.schemas.values import Language

OfReturn = ReturnRequested | ReturnApproved | ReturnDeclined | ReturnedGoodsReceived

KINDS: Mapping[type[OfReturn], MessageKind] = {
    ReturnRequested: MessageKind.RETURN_REQUESTED,
    ReturnApproved: MessageKind.RETURN_APPROVED,
    ReturnDeclined: MessageKind.RETURN_DECLINED,
    ReturnedGoodsReceived: MessageKind.RETURN_RECEIVED,
}


def thing_of(said: OfReturn) -> UUID:
    """Goods of a return come more than once."""
    return said.reception_id if isinstance(said, ReturnedGoodsReceived) else said.return_id


def is_to_be_told(said: OfReturn) -> bool:
    """What staff open they tell the customer when they approve it, and a withdrawal has a receipt of its own."""
    return not isinstance(said, ReturnRequested) or said.origin is ReturnOrigin.CUSTOMER


def about_return(
    said: OfReturn,
    to: Addressee,
    titles: Sequence[LineTitle],
    settings: MailSettings,
    texts: Texts,
    *,
    at: datetime,
) -> MessageWithText:
    """Each decision is told: one that was over may have another day now. That it is asked for leaves a little later:
    until then it may be taken back, or be decided.
    """
    message = write_message(
        KINDS[type(said)],
        to,
        at,
        told_of=said.at,
        sequence=said.sequence,
        order_cancelled=False,
        long_ago=at - said.at > BROUGHT_OVER,
        texts=texts,
        return_number=said.number,
        **_facts(said, to, titles, texts, at),
    )
    match said:
        case ReturnRequested():
            return replace(message, about=said.return_id, next_attempt_at=max(at, said.at + settings.told_after))
        case ReturnedGoodsReceived():
            return replace(message, about=said.reception_id)
    return replace(message, about=message.message_id)


def _facts(said: OfReturn, to: Addressee, titles: Sequence[LineTitle], texts: Texts, at: datetime) -> Mapping[str, Any]:
    match said:
        case ReturnRequested():
            return {"goods": goods_of(said.lines, titles, to.language), "wrote": said.comment}
        case ReturnApproved():
            return {
                "goods": goods_of(said.lines, titles, to.language),
                "date": long_date(said.expires_on, to.language) if said.expires_on else None,
                "send_by": long_date(said.send_by, to.language) if said.send_by else None,
                "papers": texts.papers(to, said.return_id, at),
                "customer_pays": said.way_back is WayBack.CUSTOMER,
                "shop_pays": said.way_back is WayBack.SHOP,
            }
        case ReturnDeclined():
            return {"reason": said.reason}
    return _received(said, titles, to.language)


def _received(said: ReturnedGoodsReceived, titles: Sequence[LineTitle], language: Language) -> Mapping[str, Any]:
    """What came, and what did not, by why; what was missed before and is here after all came."""
    by_outcome = {
        outcome: goods_of([line for line in said.lines if line.outcome is outcome], titles, language)
        for outcome in UnitOutcome
    }
    missed = {outcome.value: by_outcome[outcome] for outcome in UnitOutcome if outcome is not UnitOutcome.RECEIVED}
    return {"goods": by_outcome[UnitOutcome.RECEIVED], **missed, "complete": said.complete}


def goods_of(lines: Iterable[ReturnedLine], titles: Sequence[LineTitle], language: Language) -> Written | None:
    """Several entries of a line are told as one."""
    units: dict[tuple[int, str], int] = {}
    for line in lines:
        units[line.line_no, line.sku] = units.get((line.line_no, line.sku), 0) + line.quantity
    together = [LineQuantity(line_no=line_no, sku=sku, quantity=count) for (line_no, sku), count in units.items()]
    return written_goods(together, titles, language)
