"""An order is placed: what was sent is verified and becomes an order with its content."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from services.orders.order.content import OrderContent, Ordered, QuoteOfOrder, ToWrite
from services.orders.order.expiry import with_clock
from services.orders.order.model import Order
from services.orders.pricing.vat_rates import MoreRates
from services.orders.pricing.verification import verify
from services.orders.products.model import Product
from shared.cloudevents import MAX_EVENT_BYTES
from shared.refused import Refused
from shared.schemas.orders import ExchangeOf, PaymentTerms, PlaceOrder

ROOM_BESIDE_CONTENT = 50_000
"""Bytes an event about an order may need beside its content: customer, addresses, reason."""


class OrderIdReused(Refused):
    type = "order-id-reused"
    status = 422


class OrderTooLarge(Refused):
    type = "order-too-large"
    status = 422


class Placement(NamedTuple):
    """An order that is verified and gets its number when it is placed."""

    command: PlaceOrder
    content: ToWrite

    def order(self, number: str, at: datetime, terms: PaymentTerms, customer_id: UUID | None) -> Order:
        """What is brought over from elsewhere does not expire: its customer was told nothing of that."""
        command = self.command
        if command.occurred_at:
            terms = terms.model_copy(update={"expires_after_h": None})
        order = Order.placed(
            self.content.ordered.content,
            order_id=command.order_id,
            number=number,
            reference=command.reference,
            placed_at=command.placed_at or command.occurred_at or at,
            created_at=at,
            terms=terms,
            customer_id=customer_id,
        )
        if command.hold_reason is None:
            return with_clock(order, at)
        held_at = order.when(command.occurred_at, at)
        return order.held(version=order.version, reason=command.hold_reason, by=command.by, at=held_at)


def fingerprint_of(command: PlaceOrder) -> bytes:
    """The same for the same order, whoever sends it; fields that are added to the contract later do not change it."""
    body = command.model_dump_json(exclude={"order_id", "by", "occurred_at"}, exclude_defaults=True)
    return blake2b(body.encode(), digest_size=16).digest()


def verified(
    command: PlaceOrder,
    fingerprint: bytes,
    products: Mapping[str, Product],
    *,
    shop_country: str,
    at: datetime,
    more_rates: MoreRates | None = None,
    quote: QuoteOfOrder | None = None,
    exchange_of: ExchangeOf | None = None,
) -> Placement:
    """Raises a refusal where the order is not as the shop would have computed it, or has agreed to it: by a
    quote, or in exchange for what comes back.
    """
    computed = verify(
        command,
        products,
        shop_country=shop_country,
        at=at,
        occurred_at=command.occurred_at,
        more_rates=more_rates,
        agreed=quote is not None or exchange_of is not None,
    )
    content = OrderContent.model_construct(  # of the command, which was validated, and of what was computed
        language=command.language,
        currency=command.currency,
        prices_include_vat=command.prices_include_vat,
        lines=computed.lines,
        lines_total=computed.lines_total,
        discount=computed.discount,
        shipping=computed.shipping,
        payment=computed.payment,
        totals=computed.totals,
        feedback=command.feedback,
        gift=command.gift,
        reservation_id=command.reservation_id,
        quote=quote,
        exchange_of=exchange_of,
    )
    content_json = content.model_dump_json()
    refuse_too_large(content_json, len(command.lines))
    return Placement(command, ToWrite(fingerprint, Ordered(command.customer.placed, content), content_json))


def refuse_too_large(content_json: str, lines: int) -> None:
    if len(content_json.encode()) > MAX_EVENT_BYTES - ROOM_BESIDE_CONTENT:
        raise OrderTooLarge(f"the order has {lines} lines whose texts are too long together; divide it")
