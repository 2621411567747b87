"""What comes back: the returns that wait for somebody, by what they wait for, or all of them; filtered, and found by
number, order or customer.
"""

import re
from typing import Literal, NamedTuple

from fastapi import APIRouter, Response

from services.backoffice.web.service_clients import Area, Json
from services.backoffice.web.stock_dots import dots_of
from services.backoffice.web.visit import SignedIn, Visit
from shared.schemas.returns import Resolution, ReturnOrigin, WhyReturned

router = APIRouter()

Which = Literal["", "decision", "goods", "disposition", "credit", "owner", "refund", "closing", "all"]
WAITS_FOR = ("decision", "goods", "disposition", "credit", "owner", "refund", "closing")
STATES = (
    *("requested", "approved", "in_transit", "partially_received", "received"),
    *("closed", "declined", "cancelled", "expired"),
)
CHOICES = {
    "state": ("return", STATES),
    "reason": ("why_returned", tuple(WhyReturned)),
    "resolution": ("resolution", tuple(Resolution)),
    "origin": ("return_origin", tuple(ReturnOrigin)),
}
"""By name of a filter the kind of its words, and its values."""
MOST_ORDERS = 100
_NUMBER = re.compile(r"RE-[0-9]+", re.IGNORECASE)


class Found(NamedTuple):
    """`more`: more orders answer to what was typed than are looked through, which are the newest."""

    returns: Area
    more: bool = False


@router.get("/returns")
async def get_returns_page(
    visit: SignedIn,
    q: str = "",
    which: Which = "",
    after: str | None = None,
    state: str = "",
    reason: str = "",
    resolution: str = "",
    origin: str = "",
) -> Response:
    """What is typed, and a state, are looked for in all of them. A filter that is none is passed over."""
    q, typed = q.strip(), {"state": state, "reason": reason, "resolution": resolution, "origin": origin}
    chosen = {name: value for name, value in typed.items() if value in CHOICES[name][1]}
    which = "all" if q or ("state" in chosen and not which) else which
    asked: Json = chosen | {"after": after or None}
    if which != "all":
        asked |= {"waits_for": which} if which else {"open": "true"}
    found = await _found(visit, q, asked) if q else Found(await visit.services.area("returns", "/returns", **asked))
    returns = found.returns
    listed = returns.content["items"] if returns.content else []
    stock = await dots_of(visit, [line["sku"] for one in listed for line in one["lines"]])
    return visit.page(
        "returns/returns.html",
        q=q,
        which=which,
        waits_for=WAITS_FOR,
        choices=CHOICES,
        chosen=chosen,
        after=after,
        returns=returns,
        more=found.more,
        stock=stock,
    )


async def _found(visit: Visit, q: str, asked: Json) -> Found:
    """By the number of a return, or by orders that the search of orders finds. Digits alone may be either."""
    if _NUMBER.fullmatch(q):
        return Found(await visit.services.area("returns", "/returns", number=q, **asked))
    orders = await visit.services.area("orders", "/orders", q=q, limit=MOST_ORDERS)
    if orders.content is None:
        return Found(orders)
    ids = [order["order_id"] for order in orders.content["items"]]
    of_orders = await _of_orders(visit, ids, asked)
    if q.isdecimal() and not asked["after"] and of_orders.content:
        numbered = await visit.services.area("returns", "/returns", number=q, **asked)
        of_orders = _together(numbered, of_orders)
    return Found(of_orders, more=bool(orders.content["next"]))


async def _of_orders(visit: Visit, ids: list[str], asked: Json) -> Area:
    if not ids:
        return Area("returns", {"items": [], "next": None}, None)
    return await visit.services.area("returns", "/returns", order_id=ids, **asked)


def _together(first: Area, then: Area) -> Area:
    """Each once."""
    if first.content is None or then.content is None:
        return first if first.content is None else then
    known = {one["return_id"] for one in first.content["items"]}
    rest = [one for one in then.content["items"] if one["return_id"] not in known]
    return Area(then.service, then.content | {"items": [*first.content["items"], *rest]}, None)
