"""Writing the messages: an order's facts, in the customer's words, as plain text and as HTML."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.notifier.documents.model import Document
from services.notifier.messages.message_id import message_id
from services.notifier.messages.model import (
    BROUGHT_OVER,
    Addressee,
    MessageState,
    MessageWithText,
    NotSentReason,
    first_state,
    happened_at,
    was_long_ago,
)
from services.notifier.pickup_store import Pickup, Ready
from services.notifier.settings import MailSettings
from services.notifier.writing.letters import kept_facts
from services.notifier.writing.own_texts import DEFAULT_TEXTS, Texts
from services.notifier.writing.written_sum import written_goods, written_sum, written_total
from shared.formats import address_lines, long_date, money
from shared.schemas.method_names import method_name
from shared.schemas.notifier import MessageKind
from shared.schemas.orders import CancelCode, DeliveryKind, OrderCancelled, OrderEdited, OrderPlaced
from shared.schemas.values import Instant, Language
from shared.shop_name import shop_name


def confirmation(
    order: OrderPlaced,
    settings: MailSettings,
    *,
    at: datetime,
    order_cancelled: bool,
    texts: Texts = DEFAULT_TEXTS,
) -> MessageWithText:
    language, shipping = order.language, order.shipping
    pickup = shipping is not None and shipping.kind is DeliveryKind.PICKUP
    return _write(
        MessageKind.ORDER_CONFIRMATION,
        order,
        at,
        order_cancelled=order_cancelled,
        texts=texts,
        reference=order.reference,
        date=_date(order.placed_at, language, settings),
        payment_method=method_name(order.payment.method, language),
        exchange_of=order.exchange_of.number if order.exchange_of else None,
        address="\n".join(address_lines(order.customer.ships_to, language)) if shipping and not pickup else None,
    )


def cancellation(
    order: OrderCancelled, settings: MailSettings, *, at: datetime, texts: Texts = DEFAULT_TEXTS
) -> MessageWithText:
    """The staff's reason may not be meant for the customer, and is left out; that of the shop's rule is told."""
    language = order.language
    return _write(
        MessageKind.ORDER_CANCELLATION,
        order,
        at,
        order_cancelled=True,
        texts=texts,
        date=_date(order.cancelled_at, language, settings),
        paid=None if order.paid is None else money(order.paid, order.currency, language),
        nothing_paid=order.paid == 0,
        expired=order.reason_code is CancelCode.EXPIRED,
    )


def changed(
    event: OrderEdited, settings: MailSettings, *, at: datetime, texts: Texts = DEFAULT_TEXTS
) -> MessageWithText:
    """An order may be changed several times, and of each its customer is told what it is then."""
    order, language, customer = event.as_placed, event.language, event.customer
    message = write_message(
        MessageKind.ORDER_CHANGED,
        Addressee(event.order_id, event.number, language, customer.email, customer.name),
        at,
        told_of=event.edited_at,
        sequence=event.sequence,
        order_cancelled=False,
        long_ago=at - event.edited_at > BROUGHT_OVER,
        texts=texts,
        date=_date(event.edited_at, language, settings),
        sum=written_sum(order),
        total=written_total(order),
        total_before=money(event.gross_before, event.currency, language),
        payment_method=method_name(order.payment.method, language),
        **_settled(event),
    )
    return replace(message, about=message.message_id)


def _settled(event: OrderEdited) -> dict[str, Any]:
    """What is still to be paid, or given back; of an event older than these fields neither is known."""
    balance, paid = event.balance, event.paid
    if balance is None or paid is None:
        return {"paid": None, "to_pay": None, "owed": None, "settled": False}
    of = {"paid": paid, "to_pay": -balance, "owed": balance}
    amounts = {name: money(amount, event.currency, event.language) for name, amount in of.items() if amount > 0}
    return {name: amounts.get(name) for name in of} | {"settled": not balance}


def ready_for_pickup(
    pickup: Pickup, ready: Ready, settings: MailSettings, *, at: datetime, texts: Texts = DEFAULT_TEXTS
) -> MessageWithText:
    """It leaves a little later: until then it can be withdrawn, and waits beyond where it is handed over already."""
    to, slip = pickup.addressee, ready.slip
    message = write_message(
        MessageKind.PICKUP_READY,
        to,
        ready.at if ready.long_ago else at,
        told_of=ready.at,
        sequence=ready.sequence,
        order_cancelled=pickup.order_cancelled,
        long_ago=ready.long_ago,
        texts=texts,
        place=pickup.place and method_name(pickup.place, to.language),
        address=settings.pickup_address,
        goods=written_goods(slip.lines, slip.titles, to.language) if slip else None,
        follows=written_goods(slip.follows, slip.titles, to.language) if slip else None,
    )
    if ready.handed_over and message.state is MessageState.QUEUED:
        message = replace(message, state=MessageState.NOT_SENT, reason=NotSentReason.HANDED_OVER)
    return replace(message, about=ready.about, next_attempt_at=max(at, ready.at + settings.told_after))


def about_document(
    document: Document,
    to: Addressee,
    *,
    at: datetime,
    wait: timedelta,
    resend_of: UUID | None = None,
    earlier: int = 0,
    by: str | None = None,
    texts: Texts = DEFAULT_TEXTS,
    return_number: str | None = None,
) -> MessageWithText:
    """It carries the document's PDF, for which it waits so long: then it fails. `by` has it sent again.

    `earlier` counts the messages about it that there are.
    """
    message = write_message(
        document.kind,
        to,
        at,
        told_of=at if by else document.issued_at,
        sequence=document.document_id.int + earlier,
        order_cancelled=False,
        long_ago=False,
        asked=by is not None,
        texts=texts,
        document=document.number,
        invoice=document.invoice_number,
        return_number=return_number,
        date=long_date(document.issued_on, to.language),
        total=money(document.gross, document.currency, to.language),
    )
    return replace(
        message,
        about=message.message_id if by else document.document_id,
        document_id=document.document_id,
        resend_of=resend_of,
        asked_by=by,
        next_attempt_at=at + wait,
    )


def _write(
    kind: MessageKind,
    order: OrderPlaced | OrderCancelled,
    at: datetime,
    *,
    order_cancelled: bool,
    texts: Texts,
    **facts: Any,
) -> MessageWithText:
    customer = order.customer
    to = Addressee(order.order_id, order.number, order.language, customer.email, customer.name)
    long_ago, told_of = was_long_ago(order), happened_at(order)
    written_at = told_of if long_ago else at
    facts |= {"sum": written_sum(order), "total": written_total(order)}
    return write_message(
        kind, to, written_at, told_of=told_of, order_cancelled=order_cancelled, long_ago=long_ago, texts=texts, **facts
    )


def write_message(
    kind: MessageKind,
    to: Addressee,
    at: datetime,
    *,
    told_of: datetime,
    sequence: int = 0,
    order_cancelled: bool,
    long_ago: bool,
    asked: bool = False,
    to_customer: bool = True,
    texts: Texts = DEFAULT_TEXTS,
    **facts: Any,
) -> MessageWithText:
    """One that staff `asked` for is sent whatever is switched off. Where it is not known to go `to_customer` it has no
    link to the order.
    """
    state, reason = first_state(
        kind,
        to.email,
        order_cancelled=order_cancelled,
        long_ago=long_ago,
        switched_off=not asked and texts.is_off(kind),
    )
    facts |= {"number": to.number, "customer": to.name, "shop": shop_name()}
    facts["order_page"] = texts.order_page(kind, to, at) if to_customer else None
    letter = texts.write(kind, to.language, facts)
    return MessageWithText(
        message_id=message_id(kind, to.order_id, told_of, sequence),
        order_id=to.order_id,
        about=to.order_id,
        order_number=to.number,
        kind=kind,
        language=to.language,
        recipient=to.email,
        recipient_name=to.name,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        created_at=at,
        state=state,
        reason=reason,
        order_cancelled=order_cancelled,
        facts=kept_facts(facts),
        own_text_failed=letter.own_failed,
    )


def _date(at: Instant, language: Language, settings: MailSettings) -> str:
    return long_date(at.astimezone(settings.time_zone).date(), language)
