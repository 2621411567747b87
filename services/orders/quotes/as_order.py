"""A quote as the order that it becomes: as it was offered, nothing computed anew."""

from typing import Any
from uuid import UUID

from services.orders.order.to_place import customer_to_place
from services.orders.quotes.model import Quote
from shared.schemas.orders import LineToPlace, OrderLine, PaymentToPlace, PlaceOrder, ShippingToPlace, TotalsToPlace


def order_of(quote: Quote, *, order_id: UUID, by: str) -> PlaceOrder:
    """All of it was validated when the quote was saved. It is found by the quote's number."""
    customer, content = quote.ordered
    totals = content.totals
    return PlaceOrder.model_construct(
        order_id=order_id,
        by=by,
        reference=quote.number,
        language=content.language,
        currency=content.currency,
        prices_include_vat=content.prices_include_vat,
        customer=customer_to_place(customer),
        lines=tuple(map(_line, content.lines)),
        discount=content.discount,
        shipping=ShippingToPlace.model_construct(**_charge(content.shipping, "price")) if content.shipping else None,
        payment=PaymentToPlace.model_construct(**_charge(content.payment, "cost")),
        totals=TotalsToPlace.model_construct(net=totals.net, vat=totals.vat, gross=totals.gross),
    )


def _line(line: OrderLine) -> LineToPlace:
    return LineToPlace.model_construct(
        sku=line.sku,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        vat_rate=line.vat_rate,
        total=line.total,
    )


def _charge(charge: Any, amount: str) -> dict[str, Any]:
    """What is free is taxed at no rate, which nobody names."""
    return {name: value for name, value in charge.__dict__.items() if name != "vat_rate" or charge.__dict__[amount]}
