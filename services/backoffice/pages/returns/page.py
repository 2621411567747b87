"""What comes back: the returns that wait for somebody, by what they wait for, or all of them; found by number."""

from typing import Any, Literal

from fastapi import APIRouter, Response

from services.backoffice.web.stock_dots import dots_of
from services.backoffice.web.visit import SignedIn

router = APIRouter()

Which = Literal["", "decision", "goods", "disposition", "credit", "owner", "closing", "all"]
WAITS_FOR = ("decision", "goods", "disposition", "credit", "owner", "closing")


@router.get("/returns")
async def get_returns_page(visit: SignedIn, q: str = "", which: Which = "", after: str | None = None) -> Response:
    """A number is looked for in all of them."""
    q = q.strip()
    asked: dict[str, Any] = {"number": q or None, "after": after or None}
    if not q and which != "all":
        asked |= {"waits_for": which} if which else {"open": "true"}
    returns = await visit.services.area("returns", "/returns", **asked)
    listed = returns.content["items"] if returns.content else []
    stock = await dots_of(visit, [line["sku"] for one in listed for line in one["lines"]])
    return visit.page(
        "returns/returns.html", q=q, which=which, waits_for=WAITS_FOR, after=after, returns=returns, stock=stock
    )
