"""What has left stays ordered, at the price that it had: an edit changes the rest."""

from collections.abc import Mapping

from services.orders.editing.model import EditToMake, LineToEdit
from services.orders.order.content import OrderContent
from shared.money import to_cent, unit_price
from shared.refused import Refused
from shared.schemas.orders import OrderLine


class FewerThanLeft(Refused):
    """`limit` is how many have left."""

    type = "fewer-than-left"


class PriceOfLeftStays(Refused):
    """`limit` is that price."""

    type = "price-of-left-stays"


class DiscountOfLeftStays(Refused):
    """`limit` is what it may be: of as many as are to be, the same share."""

    type = "discount-of-left-stays"


class DeliveryStays(Refused):
    type = "delivery-stays"
    field = "shipping/kind"


def refuse_of_what_left(before: OrderContent, after: OrderContent, edit: EditToMake, left: Mapping[int, int]) -> None:
    """`left` are units by line. Raises FewerThanLeft, PriceOfLeftStays, DiscountOfLeftStays, DeliveryStays.

    Of a line of which some have left the discount stays, or goes with the quantity. That on the whole is of all that is
    ordered, and may change.
    """
    asked = {line.line_no: (place, line) for place, line in enumerate(edit.lines)}
    for line in before.lines:
        if units := left.get(line.line_no, 0):
            if line.line_no not in asked:
                raise FewerThanLeft(f"{_have_left(line, units)}: it cannot be taken off", field="lines", limit=units)
            place, wanted = asked[line.line_no]
            _refuse_line(line, wanted, units, before.currency, field=f"lines/{place}")
    if any(left.values()) and before.is_picked_up != after.is_picked_up:
        how = "picked up" if before.is_picked_up else "sent"
        raise DeliveryStays(f"goods of the order have left: the rest is {how} as well")


def _refuse_line(line: OrderLine, wanted: LineToEdit, units: int, currency: str, *, field: str) -> None:
    have_left = _have_left(line, units)
    if wanted.quantity < units:
        raise FewerThanLeft(f"{have_left}: no fewer can be ordered", field=f"{field}/quantity", limit=units)
    price = None if wanted.unit_price is None else unit_price(wanted.unit_price, currency)
    if price not in (None, line.unit_price):
        stays = f"its price stays {line.unit_price} {currency}"
        raise PriceOfLeftStays(
            f"{have_left}: {stays}", field=f"{field}/unit_price", limit=line.unit_price, currency=currency
        )
    share = to_cent(line.discount * wanted.quantity / line.quantity, currency)
    if wanted.discount not in (None, line.discount, share):
        stays = f"its discount stays {line.discount} {currency}, or is {share} {currency} on {wanted.quantity}"
        raise DiscountOfLeftStays(f"{have_left}: {stays}", field=f"{field}/discount", limit=share, currency=currency)


def _have_left(line: OrderLine, units: int) -> str:
    return f"{units} of line {line.line_no} ({line.sku}) have left"
