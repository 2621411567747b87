"""The tabs above the list of orders: what work there is, each with how much of it waits."""

from typing import NamedTuple

from services.backoffice.pages.orders.filters import Filter, OrderFilters
from services.backoffice.wording.texts import marked as _
from shared.schemas.order_status import Status


class Tab(NamedTuple):
    """`counted` is what the orders service calls their number, if it counts them.

    A `seldom` one is shown where something waits in it, or while it is open: most shops never need it.
    """

    title: str
    filters: OrderFilters
    counted: str = ""
    seldom: bool = False


def _tab(title: str, counted: str, *, seldom: bool = False, **narrowed: str | tuple[str, ...]) -> Tab:
    values = {name: (value,) if isinstance(value, str) else value for name, value in narrowed.items()}
    return Tab(
        title, OrderFilters(tuple(Filter(name, one) for name in values for one in values[name])), counted, seldom
    )


NOT_YET_READY = (Status.AWAITING_PICKUP.value, Status.AWAITING_SHIPMENT.value)
TABS = (
    Tab(_("All orders"), OrderFilters()),
    _tab(_("To ship"), "ready_to_ship", status=Status.AWAITING_SHIPMENT.value, goods_ready="true"),
    _tab(_("Waiting for stock"), "waiting_for_stock", status=NOT_YET_READY, goods_ready="false"),
    _tab(_("To pick up"), "to_pick_up", to_pick_up="true"),
    _tab(_("To pay"), "awaiting_payment", status=Status.AWAITING_PAYMENT.value),
    _tab(_("On hold"), "on_hold", status=Status.ON_HOLD.value),
    _tab(_("To invoice"), "to_invoice", seldom=True, to_invoice="true"),
    _tab(_("To refund"), "to_refund", to_refund="true"),
)
_NAMES = {one.name for tab in TABS for one in tab.filters.all}


def tab_of(filters: OrderFilters) -> Tab | None:
    """The tab in which the list is narrowed further; None where no tab says what it is narrowed to."""
    own = OrderFilters(tuple(one for one in filters.all if one.name in _NAMES))
    return next((tab for tab in TABS if tab.filters == own), None)
