"""How long an order waits to be paid: it expires when the period of its method is over, and is cancelled then.

The clock runs only while the order waits for nothing but money. It stands still on hold, while a payment is on its
way, once anything is paid or all is credited, and once goods have left; after that the whole period begins again, as
it does with each reminder.
"""

from datetime import datetime

from services.orders.order.model import Order
from services.orders.order.states import Shipped
from shared.schemas.order_status import Hold
from shared.schemas.orders import CancelCode

BY = "orders"
"""Who cancels it: the service, by the shop's terms of payment."""


def waits_to_be_paid(order: Order) -> bool:
    """And for nothing else, so that it may expire."""
    return (
        not order.is_cancelled
        and order.hold is Hold.NONE
        and order.paid <= 0
        and not order.payment_pending
        and order.balance < 0
        and order.shipped is Shipped.NOTHING
    )


def with_clock(order: Order, at: datetime) -> Order:
    """The order after a change that happened then: its clock runs, stands still, or begins again."""
    runs = order.expires_after is not None and waits_to_be_paid(order)
    if runs is (order.expires_at is not None):
        return order
    assert order.expires_after is not None or not runs
    return order.but(expires_at=at + order.expires_after if runs and order.expires_after else None)


def reminded(order: Order, at: datetime) -> Order:
    """Its customer has the whole period again from the last reminder on."""
    if order.expires_at is None or order.expires_after is None:
        return order
    return order.but(expires_at=max(order.expires_at, at + order.expires_after))


def expired(order: Order, at: datetime) -> Order:
    """Cancelled; the same where it is not due, or not to be paid any more. Its customer is told."""
    if order.expires_at is None or order.expires_at > at or not waits_to_be_paid(order):
        return order
    cancelled = order.cancel(reason=None, notify_customer=True, by=BY, at=at)
    return cancelled.but(cancel_code=CancelCode.EXPIRED)
