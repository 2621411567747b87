"""Orders to test with: a lamp for two at 12.50 with 20 % VAT included, unless the test says otherwise."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.money import vat_amount
from shared.schemas.money import Totals
from shared.schemas.orders import (
    Customer,
    OrderCancelled,
    OrderCustomerChanged,
    OrderEdited,
    OrderHeld,
    OrderLine,
    OrderPlaced,
    OrderResumed,
    Payment,
    Shipping,
)
from tests.support.bodies import ZOE

PLACED_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CUSTOMER = Customer.model_validate(ZOE)


def placed(
    order_id: UUID | None = None,
    *,
    lines: Mapping[str, int] | None = None,
    price: str = "12.50",
    vat_rate: str = "20",
    shipping: str | None = None,
    ships: bool = True,
    **changes: Any,
) -> OrderPlaced:
    """`lines` maps SKU to quantity; every unit costs `price`, VAT included unless `prices_include_vat` is False."""
    currency, includes_vat = changes.get("currency", "EUR"), changes.get("prices_include_vat", True)
    sold = tuple(
        OrderLine(
            line_no=number,
            sku=sku,
            title=sku.title(),
            quantity=quantity,
            unit_price=Decimal(price),
            discount=Decimal(0),
            vat_rate=Decimal(vat_rate),
            total=Decimal(price) * quantity,
            payable=Decimal(price) * quantity,
            ships=ships,
        )
        for number, (sku, quantity) in enumerate((lines or {"LAMP": 2}).items(), start=1)
    )
    postage = Shipping(method="Colissimo", price=Decimal(shipping), vat_rate=Decimal(vat_rate)) if shipping else None
    basis = sum((line.payable for line in sold), Decimal(shipping or 0))
    at_rate = vat_amount(Decimal(vat_rate), basis, includes_vat=includes_vat, currency=currency)
    facts: dict[str, Any] = {
        "order_id": order_id or uuid7(),
        "sequence": 1,
        "number": "1001",
        "placed_at": PLACED_AT,
        "language": "fr",
        "currency": currency,
        "prices_include_vat": includes_vat,
        "customer": CUSTOMER,
        "lines": sold,
        "discount": Decimal(0),
        "shipping": postage,
        "payment": Payment(method="card"),
        "totals": Totals(net=at_rate.net, vat=at_rate.vat, gross=at_rate.gross, vat_by_rate=(at_rate,)),
        "by": "storefront",
    }
    return OrderPlaced(**(facts | changes))


def held(order: OrderPlaced, *, sequence: int = 2) -> OrderHeld:
    return OrderHeld(order_id=order.order_id, sequence=sequence, reason="address to be checked", by="alice")


def resumed(order: OrderPlaced, *, sequence: int = 3) -> OrderResumed:
    return OrderResumed(order_id=order.order_id, sequence=sequence, by="alice")


def customer_changed(order: OrderPlaced, *, sequence: int = 2, **values: Any) -> OrderCustomerChanged:
    """`values` are those of the customer that are others from then on."""
    return OrderCustomerChanged(
        order_id=order.order_id,
        sequence=sequence,
        number=order.number,
        language=order.language,
        customer=Customer.model_validate(order.customer.model_dump() | values),
        changed_at=PLACED_AT,
        by="alice",
    )


def edited(order: OrderPlaced, *, sequence: int = 2, notify_customer: bool = False, **to: Any) -> OrderEdited:
    """`to` is what it is from then on, as `placed` takes it."""
    return edited_to(order, placed(order.order_id, **to), sequence=sequence, notify_customer=notify_customer)


def edited_to(order: OrderPlaced, now: OrderPlaced, *, sequence: int = 2, notify_customer: bool = False) -> OrderEdited:
    """`now` is what it is from then on."""
    same = {name: value for name, value in now if name in OrderEdited.model_fields}
    facts = {
        "sequence": sequence,
        "gross_before": order.totals.gross,
        "notify_customer": notify_customer,
        "edited_at": PLACED_AT,
        "by": "alice",
    }
    return OrderEdited(**same | facts)


def cancelled(
    order: OrderPlaced,
    *,
    sequence: int = 2,
    notify_customer: bool = True,
    reason: str | None = "changed her mind",
    paid: Decimal | None = Decimal(0),
) -> OrderCancelled:
    return OrderCancelled(
        order_id=order.order_id,
        sequence=sequence,
        number=order.number,
        language=order.language,
        currency=order.currency,
        customer=order.customer,
        lines=order.lines,
        gross=order.totals.gross,
        prices_include_vat=order.prices_include_vat,
        discount=order.discount,
        shipping=order.shipping,
        payment=order.payment,
        totals=order.totals,
        paid=paid,
        reason=reason,
        notify_customer=notify_customer,
        cancelled_at=PLACED_AT,
        by="alice",
    )
