"""Orders are known now of which something is to be told that was announced before them."""

from collections.abc import Iterable
from uuid import UUID

from services.notifier.untold.store import take_untold
from services.notifier.usecases.tell_of_money import tell_of_money
from services.notifier.usecases.tell_of_returns import tell_of_returns
from services.notifier.writing.about_money import Money
from services.notifier.writing.about_returns import OfReturn
from shared.transaction import Tx


async def tell_of_untold(tx: Tx, order_ids: Iterable[UUID]) -> None:
    said = [one.said for one in await take_untold(tx, order_ids)]
    if money := [one for one in said if isinstance(one, Money)]:
        await tell_of_money(tx, money)
    if of_returns := [one for one in said if isinstance(one, OfReturn)]:
        await tell_of_returns(tx, of_returns)
