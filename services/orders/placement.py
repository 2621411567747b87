"""What comes of an order that is placed: its facts, its content, its event and its view. Pure."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from services.orders.arithmetic import ZERO
from services.orders.model import Derived, Facts, OrderState, Shipped, change_hold
from services.orders.status import derive
from services.orders.verification import Product, verify
from services.orders.views import HoldView, OrderContent, OrderView
from shared.cloudevents import MAX_EVENT_BYTES
from shared.refused import Refused
from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status
from shared.schemas.orders import DeliveryKind, OrderPlaced, PlaceOrder

ROOM_BESIDE_CONTENT = 50_000
"""Bytes an event about an order may need beside its content: customer, addresses, reason."""


class OrderIdReused(Refused):
    type = "order-id-reused"
    status = 422


class OrderTooLarge(Refused):
    type = "order-too-large"
    status = 422


class Placement(NamedTuple):
    """An order that was verified and can be written."""

    command: PlaceOrder
    fingerprint: bytes
    placed_at: datetime
    created_at: datetime
    content: OrderContent
    content_json: str
    facts: Facts


def fingerprint_of(command: PlaceOrder) -> bytes:
    """The same for the same order; fields that are added to the contract later do not change it."""
    body = command.model_dump_json(exclude={"order_id", "by"}, exclude_defaults=True)
    return blake2b(body.encode(), digest_size=16).digest()


def place(
    command: PlaceOrder,
    fingerprint: bytes,
    products: Mapping[str, Product],
    *,
    shop_country: str,
    at: datetime,
) -> Placement:
    """Raises a refusal where the order is not as the shop would have computed it."""
    verified = verify(command, products, shop_country=shop_country, at=at)
    content = OrderContent(
        language=command.language,
        currency=command.currency,
        prices_include_vat=command.prices_include_vat,
        lines=verified.lines,
        lines_total=verified.lines_total,
        discount=command.discount,
        shipping=command.shipping,
        payment=command.payment,
        totals=verified.totals,
        feedback=command.feedback,
    )
    content_json = content.model_dump_json()
    if len(content_json.encode()) > MAX_EVENT_BYTES - ROOM_BESIDE_CONTENT:
        raise OrderTooLarge(f"the order has {len(command.lines)} lines whose texts are too long together; divide it")
    return Placement(
        command=command,
        fingerprint=fingerprint,
        placed_at=command.placed_at or at,
        created_at=at,
        content=content,
        content_json=content_json,
        facts=_facts(command, content),
    )


def event_of(placement: Placement, number: str) -> OrderPlaced:
    command, content = placement.command, placement.content
    return OrderPlaced(
        order_id=command.order_id,
        sequence=1,
        number=number,
        reference=command.reference,
        placed_at=placement.placed_at,
        language=content.language,
        currency=content.currency,
        prices_include_vat=content.prices_include_vat,
        customer=command.customer,
        lines=content.lines,
        discount=content.discount,
        shipping=content.shipping,
        payment=content.payment,
        totals=content.totals,
        held=command.hold_reason is not None,
        by=command.by,
    )


def view_of(placement: Placement, number: str) -> OrderView:
    command, facts = placement.command, placement.facts
    hold = None
    if command.hold_reason is not None:
        hold = HoldView(state=facts.hold, reason=command.hold_reason, since=placement.created_at, by=command.by)
    return OrderView(
        **placement.content.__dict__,
        order_id=command.order_id,
        number=number,
        version=1,
        reference=command.reference,
        placed_at=placement.placed_at,
        created_at=placement.created_at,
        customer=command.customer,
        status=facts.derived.status,
        payment_status=facts.derived.payment_status,
        shipment_status=facts.derived.shipment_status,
        paid=ZERO,
        credited=ZERO,
        hold=hold,
        cancellation=None,
        note=None,
    )


def _facts(command: PlaceOrder, content: OrderContent) -> Facts:
    facts = Facts(
        order_id=command.order_id,
        number="",  # given when the order is written
        version=1,
        state=OrderState.PLACED,
        hold=Hold.NONE if command.hold_reason is None else change_hold(Hold.NONE, Hold.REQUESTED),
        hold_sequence=None if command.hold_reason is None else 1,
        invoicing_held=0,
        fulfilment_held=0,
        gross=content.totals.gross,
        credited=ZERO,
        paid=ZERO,
        ships=any(line.ships for line in content.lines),
        pickup=content.shipping is not None and content.shipping.kind is DeliveryKind.PICKUP,
        goods_ready=False,
        shipped=Shipped.NOTHING,
        credited_at=None,
        slips_voided_at=None,
        parcel_left_at=None,
        return_number=None,
        derived=_NOTHING_DERIVED,
    )
    return facts._replace(derived=derive(facts))


_NOTHING_DERIVED = Derived(Status.AWAITING_PAYMENT, PaymentStatus.NOT_PAID, ShipmentStatus.NOT_SHIPPED, settled=False)
