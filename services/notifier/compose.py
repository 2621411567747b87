"""Writing the messages: an order's facts, in the customer's words, as plain text and as HTML."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from uuid_utils.compat import uuid7

from services.notifier.formats import country_name, long_date, money, number
from services.notifier.model import Message, first_state
from services.notifier.settings import mail_settings
from shared.schemas.notifier import MessageKind
from shared.schemas.orders import Address, DeliveryKind, OrderCancelled, OrderLine, OrderPlaced
from shared.schemas.values import Instant, Language

SHOWN_LINES = 50
"""An order may have 2,000 lines; a mail names the first ones and counts the rest."""


def confirmation(order: OrderPlaced, *, at: datetime, order_cancelled: bool = False) -> Message:
    language, currency = order.language, order.currency
    shipping, payment = order.shipping, order.payment
    pickup = shipping is not None and shipping.kind is DeliveryKind.PICKUP
    return _write(
        MessageKind.ORDER_CONFIRMATION,
        order,
        at,
        order_cancelled=order_cancelled,
        reference=order.reference,
        date=_date(order.placed_at, language),
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
        address=_address(order.customer.ships_to, language) if shipping and not pickup else None,
    )


def cancellation(order: OrderCancelled, *, at: datetime) -> Message:
    """The reason is the staff's and may not be meant for the customer: it is left out."""
    language = order.language
    return _write(
        MessageKind.ORDER_CANCELLATION,
        order,
        at,
        date=_date(order.cancelled_at, language),
        lines=_lines(order.lines, order.currency, language),
        more=_more(order.lines, language),
        gross=money(order.gross, order.currency, language),
    )


def _write(
    kind: MessageKind, order: OrderPlaced | OrderCancelled, at: datetime, *, order_cancelled: bool = False, **facts: Any
) -> Message:
    state, reason = first_state(order.customer.email, order_cancelled=order_cancelled)
    facts |= {"number": order.number, "customer": order.customer.name, "shop": mail_settings().shop_name}
    subject, text, html = (template.render(facts) for template in _templates(kind, order.language))
    return Message(
        message_id=uuid7(),
        order_id=order.order_id,
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
    )


def _lines(lines: Sequence[OrderLine], currency: str, language: Language) -> list[tuple[str, str, str]]:
    return [
        (number(line.quantity, language), line.title, money(line.total, currency, language))
        for line in lines[:SHOWN_LINES]
    ]


def _more(lines: Sequence[OrderLine], language: Language) -> str | None:
    return number(len(lines) - SHOWN_LINES, language) if len(lines) > SHOWN_LINES else None


def _date(at: Instant, language: Language) -> str:
    return long_date(at.astimezone(mail_settings().time_zone).date(), language)


def _address(address: Address, language: Language) -> list[str]:
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    written = (address.name, address.company, address.street, address.street2, town, address.region)
    return [*(part for part in written if part), country_name(address.country, language)]


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
