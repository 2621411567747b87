"""The mail that says what custom status an order has now."""

from dataclasses import replace
from datetime import datetime

from services.notifier.messages.model import Addressee, MessageWithText
from services.notifier.settings import MailSettings
from services.notifier.writing.by_hand import written_by_hand
from services.notifier.writing.compose import write_message
from services.notifier.writing.own_texts import DEFAULT_TEXTS, Texts
from shared.schemas.notifier import MessageKind
from shared.schemas.orders import CustomStatusSet


def about_status(
    event: CustomStatusSet, settings: MailSettings, *, at: datetime, texts: Texts = DEFAULT_TEXTS
) -> MessageWithText:
    """It leaves a little later: until then the status can be taken back."""
    assert event.customer
    to = Addressee(event.order_id, event.number, event.language, event.customer.email, event.customer.name)
    set_at = event.recorded_at or at
    message = write_message(
        MessageKind.CUSTOM_STATUS,
        to,
        at,
        told_of=set_at,
        sequence=event.sequence,
        order_cancelled=False,
        long_ago=False,
        texts=texts,
        status=event.title_fr if event.language == "fr" else event.title_en,
        message=event.message and written_by_hand(event.message),
    )
    return replace(message, about=message.message_id, next_attempt_at=max(at, set_at + settings.told_after))
