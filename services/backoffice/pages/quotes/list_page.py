"""The list of quotes: searched, by state, in pages."""

from typing import Literal

from fastapi import APIRouter, Response

from services.backoffice.web.visit import SignedIn

router = APIRouter()

State = Literal["", "draft", "sent", "converted", "declined", "expired", "cancelled"]
STATES = ("draft", "sent", "converted", "declined", "expired", "cancelled")


@router.get("/quotes")
async def get_quotes_page(visit: SignedIn, q: str = "", state: State = "", after: str | None = None) -> Response:
    asked = {"q": q.strip() or None, "state": state or None, "after": after}
    quotes = await visit.services.area("orders", "/quotes", **asked)
    return visit.page("quotes/quotes.html", q=q, state=state, states=STATES, after=after, quotes=quotes)
