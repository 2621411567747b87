"""What is written of a quote: what it comes to, until when it is valid, and the link by which it is answered."""

from dataclasses import replace
from datetime import datetime, timedelta

from services.notifier.messages.model import Addressee, MessageWithText
from services.notifier.settings import MailSettings, QuoteSettings
from services.notifier.writing.compose import write_message
from services.notifier.writing.markup import Written, written_link
from services.notifier.writing.own_texts import Texts
from shared.formats import long_date, money
from shared.schemas.notifier import MessageKind
from shared.schemas.orders import QuoteSent
from shared.schemas.values import Language
from shared.signed_links import SignedLinks

STAYS = timedelta(days=90)
"""So long after its last day the link still shows what became of the quote."""

_ANSWER: dict[Language, str] = {
    "en": "See, accept or decline the quote",
    "fr": "Voir, accepter ou refuser le devis",
}


def about_quote(
    quote: QuoteSent,
    links: SignedLinks,
    settings: MailSettings,
    texts: Texts,
    *,
    at: datetime,
    wait: timedelta | None,
) -> MessageWithText:
    """It carries the quote's PDF, for which it waits so long; none where no files are fetched here."""
    language = quote.language
    to = Addressee(quote.quote_id, None, language, quote.customer.email, quote.customer.name)
    message = write_message(
        MessageKind.QUOTE,
        to,
        at,
        told_of=quote.recorded_at,
        sequence=quote.sequence,
        order_cancelled=False,
        long_ago=at > quote.valid_until,
        asked=True,
        texts=texts,
        quote=quote.number,
        total=money(quote.totals.gross, quote.currency, language),
        date=long_date(quote.valid_until.astimezone(settings.time_zone).date(), language),
        comment=quote.comment,
        answer=_answer(quote, links),
    )
    message = replace(message, order_id=None, about=quote.quote_id)
    return replace(message, document_id=quote.quote_id, next_attempt_at=at + wait) if wait else message


def _answer(quote: QuoteSent, links: SignedLinks) -> Written | None:
    """The link is made here and nowhere else: no event has it."""
    token = links.sign(quote.quote_id, quote.valid_until + STAYS)
    if token is None:
        return None
    address = written_link(f"{QuoteSettings().public_url}/offer?link={token}")
    return Written(f"[{_ANSWER[quote.language]}]({address})")
