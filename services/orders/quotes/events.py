"""What is announced of a quote."""

from datetime import datetime
from typing import Any

from services.orders.quotes.model import Quote
from shared.schemas.orders import QuoteCancelled, QuoteConverted, QuoteDeclined, QuoteExpired, QuoteSent


def quote_sent(quote: Quote) -> QuoteSent:
    assert quote.sent_at
    assert quote.sent_by
    content = quote.ordered.content
    return QuoteSent.model_construct(  # all of it was validated when it was saved
        **_of(quote, quote.sent_at),
        language=content.language,
        currency=content.currency,
        prices_include_vat=content.prices_include_vat,
        customer=quote.ordered.customer,
        lines=content.lines,
        discount=content.discount,
        shipping=content.shipping,
        payment=content.payment,
        totals=content.totals,
        comment=quote.comment,
        valid_until=quote.valid_until,
        copied_from=quote.copied_from,
        customer_id=quote.customer_id,
        by=quote.sent_by,
    )


def quote_converted(quote: Quote) -> QuoteConverted:
    assert quote.order_id
    assert quote.order_number
    return QuoteConverted(**_ended(quote), order_id=quote.order_id, order_number=quote.order_number)


def quote_declined(quote: Quote) -> QuoteDeclined:
    assert quote.next_id
    return QuoteDeclined(**_ended(quote), comment=quote.answer, next_quote_id=quote.next_id)


def quote_expired(quote: Quote) -> QuoteExpired:
    assert quote.ended_at
    return QuoteExpired(**_of(quote, quote.ended_at), valid_until=quote.valid_until)


def quote_cancelled(quote: Quote) -> QuoteCancelled:
    return QuoteCancelled(**_ended(quote), reason=quote.answer, next_quote_id=quote.next_id)


def _ended(quote: Quote) -> dict[str, Any]:
    assert quote.ended_at
    return _of(quote, quote.ended_at) | {"by": quote.ended_by}


def _of(quote: Quote, at: datetime) -> dict[str, Any]:
    return {
        "quote_id": quote.quote_id,
        "sequence": quote.version,
        "number": quote.number,
        "revision": quote.revision,
        "recorded_at": at,
    }
