"""Customers are told what becomes of their return, and staff that a customer asks for one."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.notifier.messages.model import BROUGHT_OVER
from services.notifier.messages.store import insert_messages
from services.notifier.settings import MailSettings
from services.notifier.shipments.store import lock_left_of
from services.notifier.untold.store import Confirmed, Untold, find_confirmed, insert_untold, withdraw, withdraw_unsent
from services.notifier.writing.about_returns import KINDS, OfReturn, about_return, is_to_be_told, thing_of
from services.notifier.writing.own_texts import get_texts
from services.notifier.writing.to_staff import return_to_review
from shared.clock import now
from shared.schemas.fulfilment import LineTitle
from shared.schemas.notifier import MessageKind
from shared.schemas.returns import ReturnApproved, ReturnCancelled, ReturnDeclined, ReturnRequested
from shared.stored_settings import get_settings
from shared.transaction import Tx

Decided = ReturnApproved | ReturnDeclined


async def tell_of_returns(tx: Tx, events: Sequence[OfReturn]) -> None:
    confirmed = await find_confirmed(tx, {event.order_id for event in events})
    # The order may still be to come.
    if untold := [Untold(KINDS[type(one)], thing_of(one), one) for one in events if one.order_id not in confirmed]:
        await insert_untold(tx, untold)
    if known := [event for event in events if event.order_id in confirmed]:
        await _tell(tx, known, confirmed)


async def tell_of_decisions(tx: Tx, events: Sequence[Decided]) -> None:
    """One that comes before it was told that the return is here says that, too."""
    settings = await get_settings(tx, MailSettings)
    if said := [one.return_id for one in events if not settings.is_off(KINDS[type(one)])]:
        await withdraw_unsent(tx, MessageKind.RETURN_REQUESTED, said)
    await tell_of_returns(tx, events)


async def withdraw_requests(tx: Tx, events: Sequence[ReturnCancelled]) -> None:
    await withdraw(tx, MessageKind.RETURN_REQUESTED, [event.return_id for event in events])


async def _tell(tx: Tx, known: Sequence[OfReturn], confirmed: Mapping[UUID, Confirmed]) -> None:
    settings, texts, at = await get_settings(tx, MailSettings), await get_texts(tx), now()
    titles = {one.order_id: await _titles(tx, one.order_id) for one in known}
    decided = {one.return_id for one in known if isinstance(one, Decided)}
    messages = [
        about_return(one, confirmed[one.order_id].to, titles[one.order_id], settings, texts, at=at)
        for one in known
        if is_to_be_told(one) and not (isinstance(one, ReturnRequested) and one.return_id in decided)
    ]
    to_staff = [
        return_to_review(one, confirmed[one.order_id].to, titles[one.order_id], settings, texts, at=at)
        for one in known
        if isinstance(one, ReturnRequested) and at - one.at <= BROUGHT_OVER
    ]
    if told := [*messages, *filter(None, to_staff)]:
        await insert_messages(tx, told)


async def _titles(tx: Tx, order_id: UUID) -> list[LineTitle]:
    """Of what has left of the order."""
    return [title for left in await lock_left_of(tx, order_id) for title in left.titles]
