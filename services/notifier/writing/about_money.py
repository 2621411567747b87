"""What is written of money that came or went: how much, by what means, and what is still to be paid or given back."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from services.notifier.messages.model import BROUGHT_OVER, Addressee, MessageWithText
from services.notifier.settings import MailSettings
from services.notifier.writing.compose import write_message
from services.notifier.writing.own_texts import Texts
from shared.formats import long_date, money
from shared.schemas.billing import PaymentRecorded, RefundSucceeded
from shared.schemas.method_names import method_name
from shared.schemas.notifier import MessageKind

Money = PaymentRecorded | RefundSucceeded

AT_CHECKOUT = timedelta(hours=1)
"""A payment that a program tells of by then came with the order, which its confirmation has just told."""


def kind_of(said: Money) -> MessageKind:
    return MessageKind.REFUNDED if isinstance(said, RefundSucceeded) else MessageKind.PAYMENT_RECEIVED


def entry_of(said: Money) -> UUID:
    return said.refund_id if isinstance(said, RefundSucceeded) else said.entry_id


def is_to_be_told(said: Money, *, confirmed_at: datetime) -> bool:
    """Refunds but those of long ago, payments that staff enter, and those that come later than the order.

    Staff are called by the address of their account.
    """
    if isinstance(said, RefundSucceeded):
        return said.recorded_at - said.refunded_at <= BROUGHT_OVER
    return "@" in said.by or said.recorded_at > confirmed_at + AT_CHECKOUT


def about_money(
    said: Money,
    to: Addressee,
    settings: MailSettings,
    texts: Texts,
    *,
    at: datetime,
    return_number: str | None = None,
) -> MessageWithText:
    """It leaves a little later: until then it can be taken back."""
    moved_at = said.refunded_at if isinstance(said, RefundSucceeded) else said.paid_at or said.recorded_at

    def written(amount: Decimal | None) -> str | None:
        return money(amount, said.currency, to.language) if amount and amount > 0 else None

    message = write_message(
        kind_of(said),
        to,
        at,
        told_of=said.recorded_at,
        sequence=entry_of(said).int,
        order_cancelled=False,
        long_ago=at - said.recorded_at > BROUGHT_OVER,
        texts=texts,
        date=long_date(moved_at.astimezone(settings.time_zone).date(), to.language),
        payment_method=said.method and method_name(said.method, to.language),
        amount=written(said.amount),
        to_pay=written(said.due),
        owed=written(said.balance),
        return_number=return_number,
    )
    return replace(message, about=entry_of(said), next_attempt_at=max(at, said.recorded_at + settings.told_after))
