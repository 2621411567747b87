"""Writing the messages: an order's facts, in the customer's words, as plain text and as HTML."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from uuid_utils.compat import uuid7

from services.notifier.model import MessageWithText, first_state
from services.notifier.settings import MailSettings
from shared.formats import address_lines, long_date, money, number
from shared.schemas.notifier import MessageKind
from shared.schemas.orders import DeliveryKind, OrderCancelled, OrderLine, OrderPlaced
from shared.schemas.values import Instant, Language

SHOWN_LINES = 50
"""An order may have 2,000 lines; a mail names the first ones and counts the rest."""


def confirmation(order: OrderPlaced, settings: MailSettings, *, at: datetime, order_cancelled: bool) -> MessageWithText:
    language, currency = order.language, order.currency
    shipping, payment = order.shipping, order.payment
    pickup = shipping is not None and shipping.kind is DeliveryKind.PICKUP
    return _write(
        MessageKind.ORDER_CONFIRMATION,
        order,
        settings,
        at,
        order_cancelled=order_cancelled,
        reference=order.reference,
        date=_date(order.placed_at, language, settings),
        lines=_lines(order.lines, currency, language),
        more=_more(order.lines, language),
        discount=money(-order.discount, currency, language) if order.discount else None,
        shipping_method=shipping.method if shipping else None,
        shipping_price=money(shipping.price, currency, language) if shipping else None,
        pickup=pickup,
        payment_method=payment.method,
        payment_cost=money(payment.cost, currency, language) if payment.cost else None,
        prices_include_vat=order.prices_include_vat,
        vat=money(order.totals.vat, currency, language) if order.totals.vat else None,
        gross=money(order.totals.gross, currency, language),
        address=address_lines(order.customer.ships_to, language) if shipping and not pickup else None,
    )


def cancellation(order: OrderCancelled, settings: MailSettings, *, at: datetime) -> MessageWithText:
    """The reason is the staff's and may not be meant for the customer: it is left out.

    Money that is known to be paid is named, as the order shows it; a payment may still be on its way.
    """
    language = order.language
    return _write(
        MessageKind.ORDER_CANCELLATION,
        order,
        settings,
        at,
        order_cancelled=True,
        date=_date(order.cancelled_at, language, settings),
        lines=_lines(order.lines, order.currency, language),
        more=_more(order.lines, language),
        gross=money(order.gross, order.currency, language),
        paid=money(order.paid, order.currency, language) if order.paid else None,
    )


def _write(
    kind: MessageKind,
    order: OrderPlaced | OrderCancelled,
    settings: MailSettings,
    at: datetime,
    *,
    order_cancelled: bool,
    **facts: Any,
) -> MessageWithText:
    state, reason = first_state(kind, order.customer.email, order_cancelled=order_cancelled)
    facts |= {"number": order.number, "customer": order.customer.name, "shop": settings.shop_name}
    subject, text, html = (template.render(facts) for template in _templates(kind, order.language))
    return MessageWithText(
        message_id=uuid7(),
        order_id=order.order_id,
        about=order.order_id,
        order_number=order.number,
        kind=kind,
        language=order.language,
        recipient=order.customer.email,
        recipient_name=order.customer.name,
        subject=subject,
        text=text,
        html=html,
        created_at=at,
        state=state,
        reason=reason,
        order_cancelled=order_cancelled,
    )


def _lines(lines: Sequence[OrderLine], currency: str, language: Language) -> list[tuple[str, str, str]]:
    return [
        (number(line.quantity, language), line.title, money(line.total, currency, language))
        for line in lines[:SHOWN_LINES]
    ]


def _more(lines: Sequence[OrderLine], language: Language) -> str | None:
    return number(len(lines) - SHOWN_LINES, language) if len(lines) > SHOWN_LINES else None


def _date(at: Instant, language: Language, settings: MailSettings) -> str:
    return long_date(at.astimezone(settings.time_zone).date(), language)


@cache
def _templates(kind: MessageKind, language: Language) -> list[Template]:
    """Subject, text and HTML; only the HTML escapes what stands in the order."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return [environment.get_template(f"{language}/{kind}.{part}") for part in ("subject.txt", "txt", "html")]
