"""The tabs above the list of orders: what work there is, each with how much of it waits."""

from typing import NamedTuple

from services.backoffice.pages.orders.filters import Filter, OrderFilters
from services.backoffice.wording.texts import marked as _
from shared.schemas.order_status import Status


class Tab(NamedTuple):
    """`counted` is what the orders service calls their number, if it counts them."""

    title: str
    filters: OrderFilters
    counted: str = ""


def _of_status(title: str, status: Status, counted: str) -> Tab:
    return Tab(title, OrderFilters((Filter("status", status.value),)), counted)


TABS = (
    Tab(_("All orders"), OrderFilters()),
    _of_status(_("To ship"), Status.AWAITING_SHIPMENT, "to_ship"),
    _of_status(_("To pick up"), Status.READY_FOR_PICKUP, "to_pick_up"),
    _of_status(_("To pay"), Status.AWAITING_PAYMENT, "awaiting_payment"),
    _of_status(_("On hold"), Status.ON_HOLD, "on_hold"),
    Tab(_("To refund"), OrderFilters((Filter("to_refund", "true"),)), "to_refund"),
)
_NAMES = {one.name for tab in TABS for one in tab.filters.all}


def tab_of(filters: OrderFilters) -> Tab | None:
    """The tab in which the list is narrowed further; None where no tab says what it is narrowed to."""
    own = OrderFilters(tuple(one for one in filters.all if one.name in _NAMES))
    return next((tab for tab in TABS if tab.filters == own), None)
