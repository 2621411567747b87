"""The first page: what needs doing now, what was sold in the last days, and the newest orders."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from fastapi import APIRouter, Response

from services.backoffice.pages.home.chart import draw
from services.backoffice.pages.home.sales_by_day import first_day, sales_by_day
from services.backoffice.web.service_clients import Area, Json, Trouble, together
from services.backoffice.web.visit import SignedIn
from services.backoffice.wording.texts import marked as _
from shared.clock import now

router = APIRouter()

MOST_COUNTED = 10_000
"""The notifier and billing count no further."""
MOST_BOUNCED = 1000
"""Of mails that came back."""


class Work(NamedTuple):
    """Something that may need doing: whom to ask, for which field of the answer, and the page where it is done."""

    id: str
    title: str
    address: str
    tone: str
    icon: str
    asked: str
    field: str
    only_some_shops: bool = False
    """Shown where there is any: most shops never have it."""


class Tile(NamedTuple):
    """`waiting` is None where nobody answered; `owed` are amounts, each of a currency; `next_day` is when the first of
    it is due, and `over` is that day.
    """

    work: Work
    waiting: int | None
    silent: str | None
    owed: Sequence[Json] = ()
    next_day: str | None = None
    over: bool = False

    @property
    def may_be_more(self) -> bool:
        most = MOST_BOUNCED if self.work.field == "bounced" else MOST_COUNTED
        return self.work.asked in ("messages", "overdue", "quotes", "tasks") and (self.waiting or 0) >= most


TO_SHIP = "/orders?status=processing_awaiting_shipment&goods_ready=true"
WAITING = "/orders?status=processing_awaiting_pickup&status=processing_awaiting_shipment&goods_ready=false"
TO_PICK_UP = "/orders?to_pick_up=true"
TO_PAY, ON_HOLD = "/orders?status=processing_awaiting_payment", "/orders?status=on_hold"
WORK = (
    Work("to-ship", _("To ship"), TO_SHIP, "info", "truck", "orders", "ready_to_ship"),
    Work("waiting-for-stock", _("Waiting for stock"), WAITING, "warning", "hourglass", "orders", "waiting_for_stock"),
    Work("to-pick-up", _("To pick up"), TO_PICK_UP, "info", "store", "orders", "to_pick_up"),
    Work("to-pay", _("To pay"), TO_PAY, "warning", "credit-card", "orders", "awaiting_payment"),
    Work("overdue", _("Overdue"), "/overdue", "bad", "circle-alert", "overdue", "overdue", True),
    Work("to-refund", _("To refund"), "/orders?to_refund=true", "warning", "corner-up-left", "orders", "to_refund"),
    Work(
        "to-invoice", _("To invoice"), "/orders?to_invoice=true", "info", "receipt-text", "orders", "to_invoice", True
    ),
    Work("quotes", _("Quotes to answer"), "/quotes?state=sent", "info", "file-text", "quotes", "sent", True),
    Work(
        "declined", _("Quotes to revise"), "/quotes?state=to_revise", "warning", "circle-x", "quotes", "declined", True
    ),
    Work("on-hold", _("On hold"), ON_HOLD, "warning", "circle-pause", "orders", "on_hold"),
    Work(
        "returns-asked",
        _("Returns to approve"),
        "/returns?which=decision",
        "warning",
        "undo-2",
        "returns",
        "decision",
        True,
    ),
    Work(
        "returns-came",
        _("Returned goods to look at"),
        "/returns?which=disposition",
        "warning",
        "package-check",
        "returns",
        "disposition",
        only_some_shops=True,
    ),
    Work(
        "returns-to-credit",
        _("Returns to credit"),
        "/returns?which=credit",
        "info",
        "file-minus",
        "returns",
        "credit",
        True,
    ),
    Work(
        "returns-to-refund",
        _("Returns to refund"),
        "/returns?which=refund",
        "warning",
        "corner-up-left",
        "returns",
        "refund",
        only_some_shops=True,
    ),
    Work(
        "withdrawals-due",
        _("Withdrawals to refund"),
        "/withdrawals",
        "warning",
        "hourglass",
        "withdrawals",
        "open",
        only_some_shops=True,
    ),
    Work(
        "withdrawn-goods",
        _("Withdrawn goods to take off"),
        "/withdrawals?which=take_off",
        "warning",
        "package",
        "withdrawals",
        "take_off",
        only_some_shops=True,
    ),
    Work(
        "withdrawals-to-look-at",
        _("Withdrawals to look at"),
        "/withdrawals?which=look",
        "warning",
        "circle-alert",
        "withdrawals",
        "to_look_at",
        only_some_shops=True,
    ),
    Work("tasks-due", _("Tasks due"), "/tasks?which=due", "warning", "list-todo", "tasks", "due"),
    Work("low-stock", _("Low stock"), "/products?colour=orange", "warning", "triangle-alert", "stock", "orange"),
    Work("nothing-left", _("Nothing left"), "/products?colour=red", "bad", "circle-x", "stock", "red"),
    Work(
        "oversold",
        _("Oversold"),
        "/products?colour=oversold",
        "bad",
        "circle-alert",
        "stock",
        "oversold",
        only_some_shops=True,
    ),
    Work("failed-messages", _("Failed messages"), "/messages?state=failed", "bad", "mail", "messages", "failed"),
    Work(
        "bounced-messages",
        _("Messages that came back"),
        "/messages?state=bounced",
        "bad",
        "mail",
        "messages",
        "bounced",
        only_some_shops=True,
    ),
)
"""A merchant's day, from the first to the last: what can be done."""

TROUBLES = (
    Work(
        "unsettled",
        _("Cancellations not settled"),
        "/orders?unsettled=true",
        "warning",
        "hourglass",
        "orders",
        "unsettled_cancellations",
    ),
    Work(
        "held-up-messages",
        _("The mail server takes no e-mails: they wait"),
        "/messages?state=queued",
        "bad",
        "mail",
        "messages",
        "waiting_for_server",
    ),
)


@router.get("/")
async def get_home(visit: SignedIn, currency: str = "") -> Response:
    today = now().astimezone(visit.settings.time_zone).date()
    services = visit.services
    areas = await together(
        orders=services.area("orders", "/orders/counts"),
        quotes=services.area("orders", "/quotes/counts"),
        overdue=services.area("billing", "/overdue/counts"),
        stock=services.area("fulfilment", "/stock/counts"),
        messages=services.area("notifier", "/messages/counts"),
        tasks=services.area("orders", "/tasks/counts"),
        returns=services.area("returns", "/returns/counts"),
        withdrawals=services.area("returns", "/withdrawals/counts"),
        days=services.area("orders", "/orders/days", **{"from": first_day(today), "to": today}),
        newest=services.area("orders", "/orders", limit=10),
        rates=services.area("billing", "/rates"),
    )
    return visit.page(
        "home/home.html",
        today=today,
        tiles=[one for one in _tiles(areas, WORK) if one.waiting or not one.work.only_some_shops],
        troubles=[one for one in _tiles(areas, TROUBLES) if one.waiting or one.silent],
        days=areas["days"],
        newest=areas["newest"],
        last_month=_month_before(today),
        lacking_rates=(areas["rates"].content or {}).get("waiting", ()),
        **_sales(areas["days"], today, currency),
    )


def _month_before(today: date) -> tuple[date, date]:
    """Its first and last day: what accounts are most often asked for."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _tiles(areas: Mapping[str, Area], works: Sequence[Work]) -> list[Tile]:
    return [_tile(work, areas[work.asked]) for work in works]


def _tile(work: Work, area: Area) -> Tile:
    silent = area.trouble in (Trouble.UNAVAILABLE, Trouble.UNKNOWN)
    owed = (area.content or {}).get("owed_to_customers", ()) if work.field == "to_refund" else ()
    counts = area.content and area.content.get("waits_for", area.content)
    due = area.content if area.content and work.id == "withdrawals-due" else {}
    return Tile(
        work,
        counts.get(work.field) if counts else None,
        area.service if silent else None,
        owed,
        due.get("next_refund"),
        bool(due.get("due")),
    )


def _sales(days: Area, today: date, currency: str) -> dict[str, Any]:
    sales = sales_by_day(days.content["items"], today=today, wanted=currency) if days.content else None
    if sales is None:
        return {"sales": None}
    return {
        "sales": sales,
        "orders_chart": draw([Decimal(one.orders) for one in sales.days]),
        "revenue_chart": draw([one.revenue for one in sales.days]),
    }
