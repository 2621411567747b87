"""What comes back: the returns that wait for somebody, or all of them; each leads to its order."""

from typing import Literal

from fastapi import APIRouter, Response

from services.backoffice.web.stock_dots import dots_of
from services.backoffice.web.visit import SignedIn

router = APIRouter()


@router.get("/returns")
async def get_returns_page(visit: SignedIn, which: Literal["", "all"] = "", after: str | None = None) -> Response:
    asked = {"open": None if which else "true", "after": after or None}
    returns = await visit.services.area("returns", "/returns", **asked)
    listed = returns.content["items"] if returns.content else []
    stock = await dots_of(visit, [line["sku"] for one in listed for line in one["lines"]])
    return visit.page("returns/returns.html", which=which, after=after, returns=returns, stock=stock)
