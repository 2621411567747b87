"""What is written to staff, who are no customers: about no order, so that its customer's messages do not have it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifier.messages.message_id import id_of_stock, message_id
from services.notifier.messages.model import Addressee, MessageWithText, first_state
from services.notifier.settings import MailSettings
from services.notifier.writing.letters import kept_facts
from services.notifier.writing.own_texts import DEFAULT_TEXTS, Texts
from services.notifier.writing.written_sum import written_goods
from shared.schemas.fulfilment import LineQuantity, LineTitle, StockLow
from shared.schemas.notifier import MessageKind
from shared.schemas.returns import ReturnOrigin, ReturnRequested
from shared.schemas.values import Language
from shared.schemas.withdrawals import WithdrawalReceived, WithdrawalWay
from shared.shop_name import shop_name


def low_stock(
    event: StockLow, to: str, language: Language, *, at: datetime, texts: Texts = DEFAULT_TEXTS
) -> MessageWithText:
    facts = {
        "sku": event.sku,
        "available": event.available,
        "backordered": event.backordered,
        "threshold": event.low_stock_threshold,
    }
    its_id = message_id(MessageKind.STOCK_LOW, id_of_stock(event.sku), event.found_at, event.sequence)
    return _to_staff(MessageKind.STOCK_LOW, its_id, to, language, facts, at=at, texts=texts)


def return_to_review(
    said: ReturnRequested,
    customer: Addressee,
    titles: Sequence[LineTitle],
    settings: MailSettings,
    texts: Texts,
    *,
    at: datetime,
) -> MessageWithText | None:
    """What a customer asks for; None of what staff opened, of a withdrawal, and where nobody is to be told."""
    if settings.returns_to is None or said.origin is not ReturnOrigin.CUSTOMER:
        return None
    language = settings.low_stock_language
    lines = [LineQuantity(line_no=one.line_no, sku=one.sku, quantity=one.quantity) for one in said.lines]
    facts = {
        "customer": customer.name,
        "number": customer.number,
        "return_number": said.number,
        "goods": written_goods(lines, titles, language),
        "wrote": said.comment,
        "withdrawal": False,
        "return_page": texts.staff_page(f"/returns/{said.return_id}", language),
    }
    its_id = message_id(MessageKind.RETURN_TO_REVIEW, said.return_id, said.at)
    return _to_staff(MessageKind.RETURN_TO_REVIEW, its_id, settings.returns_to, language, facts, at=at, texts=texts)


def withdrawal_to_review(
    said: WithdrawalReceived, settings: MailSettings, texts: Texts, *, at: datetime
) -> MessageWithText | None:
    """Whatever it opens. None of a letter, which staff enter themselves, and where nobody is to be told."""
    if settings.returns_to is None or said.way is WithdrawalWay.LETTER:
        return None
    language, lines = settings.low_stock_language, said.lines or ()
    titles = [LineTitle(line_no=line.line_no, title=line.title) for line in lines]
    goods = [LineQuantity(line_no=line.line_no, sku=line.sku, quantity=line.quantity) for line in lines]
    facts = {
        "customer": said.name,
        "number": said.order_number,
        "return_number": None,
        "goods": written_goods(goods, titles, language),
        "wrote": "\n".join(filter(None, (said.goods, said.reason))) or None,
        "withdrawal": True,
        "return_page": texts.staff_page(f"/orders/{said.order_id}", language) if said.order_id else None,
    }
    its_id = message_id(MessageKind.RETURN_TO_REVIEW, said.withdrawal_id, said.received_at)
    return _to_staff(MessageKind.RETURN_TO_REVIEW, its_id, settings.returns_to, language, facts, at=at, texts=texts)


def _to_staff(
    kind: MessageKind,
    its_id: UUID,
    to: str,
    language: Language,
    facts: Mapping[str, Any],
    *,
    at: datetime,
    texts: Texts,
) -> MessageWithText:
    state, reason = first_state(kind, to, order_cancelled=False, long_ago=False)
    known = {**facts, "shop": shop_name()}
    letter = texts.write(kind, language, known)
    return MessageWithText(
        message_id=its_id,
        order_id=None,
        about=its_id,
        order_number=None,
        kind=kind,
        language=language,
        recipient=to,
        recipient_name=shop_name(),
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        created_at=at,
        state=state,
        reason=reason,
        facts=kept_facts(known),
        own_text_failed=letter.own_failed,
    )
