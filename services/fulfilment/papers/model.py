"""What packing slips have of an order beside its goods: for whom they are, and what the customer wrote."""

from datetime import datetime

from services.fulfilment.orders.model import parcel_lines
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency
from shared.schemas.orders import Address, Customer, DeliveryKind, OrderEdited, OrderPlaced
from shared.schemas.values import Language, Line, Text


class PaperLine(Contract):
    """Of a line, what its slip has of it beside its quantity. The price is that of one unit, as the customer saw it."""

    line_no: int
    title: Line
    unit_price: Amount


class Paper(Contract):
    """Personal data: it is never logged, and no event carries it.

    `customer` is who ordered; the address may name somebody else. `gift`: no prices are to lie in the parcel.
    """

    language: Language
    placed_at: datetime
    currency: Currency
    prices_include_vat: bool
    customer: Line
    phone: Line | None
    address: Address
    shipping_method: Line | None
    pickup: bool
    gift: bool
    feedback: Text | None
    lines: tuple[PaperLine, ...]

    def for_customer(self, customer: Customer) -> "Paper":
        return self.model_copy(
            update={"customer": customer.name, "phone": customer.phone, "address": customer.ships_to}
        )


def paper_of_edit(before: Paper | None, event: OrderEdited) -> Paper | None:
    """Lines that are not ordered any more stay for slips that had them."""
    now = paper_of_order(event.as_placed)
    if before is None or now is None:
        return now or before
    named = {line.line_no for line in now.lines}
    return now.model_copy(update={"lines": (*(one for one in before.lines if one.line_no not in named), *now.lines)})


def paper_of_order(event: OrderPlaced) -> Paper | None:
    """None of an order without anything to pack."""
    packed = {line.line_no for line in parcel_lines(event)}
    if not packed:
        return None
    shipping, customer = event.shipping, event.customer
    return Paper.model_construct(  # of the event, which was validated
        language=event.language,
        placed_at=event.placed_at,
        currency=event.currency,
        prices_include_vat=event.prices_include_vat,
        customer=customer.name,
        phone=customer.phone,
        address=customer.ships_to,
        shipping_method=shipping.method if shipping else None,
        pickup=bool(shipping and shipping.kind is DeliveryKind.PICKUP),
        gift=event.gift,
        feedback=event.feedback,
        lines=tuple(
            PaperLine.model_construct(line_no=line.line_no, title=line.title, unit_price=line.unit_price)
            for line in event.lines
            if line.line_no in packed
        ),
    )
