"""The receipt of a withdrawal: what was declared, and when, to the second. It confirms that, and accepts nothing.

Its text is not the shop's to change: the law says what stands in it (C. conso. L221-21, D221-5). To an address
that is not known to be the customer's, where anybody may write anything, it stands so that no mail program makes links.
"""

import re
from dataclasses import replace
from datetime import datetime

from services.notifier.messages.model import Addressee, MessageWithText
from services.notifier.settings import MailSettings
from services.notifier.writing.compose import write_message
from services.notifier.writing.own_texts import Texts
from shared.formats import long_date, to_the_second
from shared.schemas.notifier import MessageKind
from shared.schemas.values import Language
from shared.schemas.withdrawals import WithdrawalReceived, WithdrawalWay

_WORD = re.compile(r"(\s+)")
_MAIL = re.compile(r"[^@/:]+@[^@/:]+")
_IN_ADDRESS = re.compile(r"(?<=\w):(?=//)|(?<=\w)[.。．｡](?=[^\W\d_]{2})")  # noqa: RUF001 (dots of addresses too)


def receipt_of(
    said: WithdrawalReceived, settings: MailSettings, texts: Texts, *, at: datetime, customer: str | None = None
) -> MessageWithText:
    """To the address that was given, also where no order is known; with a link to the order where that is the address
    of its `customer`.
    """
    is_customer = bool(said.order_id and customer and (said.email or "").casefold() == customer.casefold())
    about = said.order_id if said.order_id and is_customer else said.withdrawal_id
    shown = str if is_customer or said.way is WithdrawalWay.LETTER else without_links
    message = write_message(
        MessageKind.WITHDRAWAL_RECEIPT,
        Addressee(about, shown(said.order_number), said.language, said.email, shown(said.name)),
        at,
        told_of=said.received_at,
        sequence=said.withdrawal_id.int if is_customer else 0,
        order_cancelled=False,
        long_ago=False,
        texts=texts,
        to_customer=is_customer,
        received=to_the_second(said.received_at, settings.time_zone, said.language),
        came_on=long_date(said.received_on, said.language) if said.received_on else None,
        declaration=shown(said.shown or _declared(said)),
    )
    return replace(
        message,
        order_id=said.order_id,
        about=said.withdrawal_id,
        order_number=said.order_number,
        recipient_name=said.name,
    )


def without_links(text: str) -> str:
    """With a space where an address of the web would be taken for one; addresses of mail stay."""
    return "".join(word if _MAIL.fullmatch(word) else _IN_ADDRESS.sub(r"\g<0> ", word) for word in _WORD.split(text))


_ALL: dict[Language, str] = {
    "en": "You withdraw from all of order {number}.",
    "fr": "Vous vous rétractez de toute la commande {number}.",
}
_SOME: dict[Language, str] = {
    "en": "You withdraw from these goods of order {number}:",
    "fr": "Vous vous rétractez de ces articles de la commande {number}\N{NO-BREAK SPACE}:",
}


def _declared(said: WithdrawalReceived) -> str:
    """Where no page showed a declaration: of a letter, as staff entered it."""
    goods = [f"{line.quantity} × {line.title} ({line.sku})" for line in said.lines or ()]
    first = (_SOME if goods or said.goods else _ALL)[said.language].format(number=said.order_number)
    return "\n".join(filter(None, (first, *goods, said.goods, said.name, said.reason)))
