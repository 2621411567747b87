"""The receipt of a withdrawal: what was declared, and when, to the second. It confirms that, and accepts nothing.

Its text is not the shop's to change: the law says what stands in it (C. conso. L221-21).
"""

from dataclasses import replace
from datetime import datetime

from services.notifier.messages.model import Addressee, MessageWithText
from services.notifier.settings import MailSettings
from services.notifier.writing.compose import write_message
from services.notifier.writing.own_texts import Texts
from shared.formats import to_the_second
from shared.schemas.notifier import MessageKind
from shared.schemas.withdrawals import WithdrawalReceived


def receipt_of(said: WithdrawalReceived, settings: MailSettings, texts: Texts, *, at: datetime) -> MessageWithText:
    """To the address that was given, also where no order is known."""
    to = Addressee(said.withdrawal_id, said.order_number, said.language, said.email, said.name)
    message = write_message(
        MessageKind.WITHDRAWAL_RECEIPT,
        to,
        at,
        told_of=said.received_at,
        order_cancelled=False,
        long_ago=False,
        texts=texts,
        received=to_the_second(said.received_at, settings.time_zone, said.language),
        declaration=said.shown or _declared(said),
    )
    return replace(message, order_id=said.order_id, about=said.withdrawal_id)


def _declared(said: WithdrawalReceived) -> str:
    """Of a letter, as staff entered it."""
    goods = [f"{line.quantity} × {line.title} ({line.sku})" for line in said.lines or ()]
    return "\n".join(filter(None, (*goods, said.goods, said.name, said.reason)))
