"""Staff who asked for it are told that little is left of a product, once each time that it becomes so."""

from collections.abc import Sequence

from services.notifier.messages import store
from services.notifier.messages.model import BROUGHT_OVER
from services.notifier.settings import MailSettings
from services.notifier.writing.own_texts import get_texts
from services.notifier.writing.to_staff import low_stock
from shared.clock import now
from shared.schemas.fulfilment import StockLow
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def tell_of_low_stock(tx: Tx, events: Sequence[StockLow]) -> None:
    """What was long ago when it is read is not news, and nobody is told of it."""
    settings, at = await get_settings(tx, MailSettings), now()
    if settings.low_stock_to is None:
        return
    news = [event for event in events if at - event.found_at <= BROUGHT_OVER]
    to, language, texts = settings.low_stock_to, settings.low_stock_language, await get_texts(tx)
    messages = [low_stock(event, to, language, at=at, texts=texts) for event in news]
    if messages:
        await store.insert_messages(tx, messages)
