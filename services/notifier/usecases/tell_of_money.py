"""Customers are told that their payment came, and that money went back to them, unless that is taken back by then."""

from collections.abc import Sequence

from services.notifier.messages.store import insert_messages
from services.notifier.settings import MailSettings
from services.notifier.untold import store
from services.notifier.untold.refund_store import find_returns_of_refunds, insert_refunds_of_returns
from services.notifier.untold.store import Untold
from services.notifier.writing.about_money import Money, about_money, entry_of, is_to_be_told, kind_of
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.billing import PaymentRecorded, PaymentReversed, RefundFailed, RefundSucceeded
from shared.schemas.notifier import MessageKind
from shared.schemas.returns import ReturnRefundDecided
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def tell_of_payments(tx: Tx, events: Sequence[PaymentRecorded]) -> None:
    # What was brought over from elsewhere is no news.
    await tell_of_money(tx, [event for event in events if event.occurred_at is None])


async def tell_of_refunds(tx: Tx, events: Sequence[RefundSucceeded]) -> None:
    await tell_of_money(tx, events)


async def take_back_payments(tx: Tx, events: Sequence[PaymentReversed]) -> None:
    await store.withdraw(tx, MessageKind.PAYMENT_RECEIVED, [one.reverses for one in events if one.reverses])


async def take_back_refunds(tx: Tx, events: Sequence[RefundFailed]) -> None:
    """Those that had gone, and came back."""
    await store.withdraw(tx, MessageKind.REFUNDED, [event.refund_id for event in events])


async def tell_of_money(tx: Tx, money: Sequence[Money]) -> None:
    # No money moved where what was credited settles an exchange.
    news = [one for one in money if not one.again and one.settlement_id is None]
    confirmed = await store.find_confirmed(tx, {one.order_id for one in news})
    # The order may still be to come.
    if untold := [Untold(kind_of(one), entry_of(one), one) for one in news if one.order_id not in confirmed]:
        await store.insert_untold(tx, untold)
    known = [(one, confirmed[one.order_id]) for one in news if one.order_id in confirmed]
    if told := [(one, order.to) for one, order in known if is_to_be_told(one, confirmed_at=order.at)]:
        settings, texts, at = await get_settings(tx, MailSettings), await get_texts(tx), now()
        returns = await find_returns_of_refunds(tx, [entry_of(one) for one, _ in told])
        messages = [
            about_money(one, to, settings, texts, at=at, return_number=returns.get(entry_of(one))) for one, to in told
        ]
        await insert_messages(tx, messages)


async def keep_refunds_of_returns(tx: Tx, events: Sequence[ReturnRefundDecided]) -> None:
    """Billing is told of it by the same event, and carries it out later."""
    await insert_refunds_of_returns(tx, events)
