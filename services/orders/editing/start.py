"""What an edit starts from: what is ordered, less what credit notes gave back of it, which stays given back."""

from collections.abc import Mapping
from decimal import Decimal

from services.orders.editing.content import totals_of_content
from services.orders.given_back import PAYMENT, SHIPPING, Part
from services.orders.order.content import OrderContent
from services.orders.order.model import Order
from services.orders.pricing.arithmetic import ZERO, line_total
from shared.money import to_cent
from shared.schemas.orders import LeftAndCredited, OrderLine


def start_of(order: Order, content: OrderContent) -> OrderContent:
    """The same where nothing is credited. What is paid of each part is what its invoice has left, to the cent.

    The discount on the whole is within the lines then: it would be spread anew, and of what was given back a share has
    gone back already.
    """
    parts = order.given_back.parts
    if not parts:
        return content
    lines = tuple(_lines(content, parts))
    shipping, payment = content.shipping, content.payment
    if shipping and SHIPPING in parts:
        shipping = shipping.model_copy(update={"price": shipping.price - parts[SHIPPING].amount})
    if PAYMENT in parts:
        payment = payment.model_copy(update={"cost": payment.cost - parts[PAYMENT].amount})
    changed = {"lines": lines, "discount": to_cent(ZERO, content.currency), "shipping": shipping, "payment": payment}
    rest = content.model_copy(update=changed | {"lines_total": sum((line.total for line in lines), ZERO)})
    return rest.model_copy(update={"totals": totals_of_content(rest)})


def _lines(content: OrderContent, parts: Mapping[int, Part]) -> list[OrderLine]:
    rest = []
    for line in content.lines:
        part = parts.get(line.line_no, Part(0, ZERO))
        if (quantity := line.quantity - part.quantity) > 0:
            rest.append(_less(line, quantity, line.payable - part.amount, content.currency))
    return rest


def _less(line: OrderLine, quantity: int, payable: Decimal, currency: str) -> OrderLine:
    """What a screw costs is rounded, so that its rest may come to a cent more than by its price: then by its price."""
    whole = line_total(quantity, line.unit_price, ZERO, currency)
    discount = max(whole - payable, ZERO)
    total = whole - discount
    return line.model_copy(update={"quantity": quantity, "discount": discount, "total": total, "payable": total})


def left_of_start(order: Order, content: OrderContent) -> Mapping[int, int]:
    """Of what it starts from, how many units of each line have left: no more than are ordered, as an edit may have
    taken off what was on its way already and comes back.
    """
    off = {one.line_no: one.quantity for one in left_and_credited(order, content)}
    left = {number: units - off.get(number, 0) for number, units in (order.left_in_all or {}).items()}
    return {line.line_no: min(left.get(line.line_no, 0), line.quantity) for line in start_of(order, content).lines}


def left_and_credited(order: Order, content: OrderContent) -> tuple[LeftAndCredited, ...]:
    """Of what is credited, what had left: with what earlier edits took off so. What had not left was credited first."""
    left, credited = order.left_in_all or {}, order.given_back.parts
    ordered = {line.line_no: line.quantity for line in content.lines}
    known = {one.line_no: one.still(left.get(one.line_no, 0)) for one in order.left_and_credited}
    found = []
    for number in sorted(known.keys() | {number for number in credited if number > 0}):
        before = known.get(number, 0)
        here = max(ordered.get(number, 0) - (left.get(number, 0) - before), 0)
        units = before + max((credited[number].quantity if number in credited else 0) - here, 0)
        if units:
            found.append(LeftAndCredited(line_no=number, left=left.get(number, 0), quantity=units))
    return tuple(found)
