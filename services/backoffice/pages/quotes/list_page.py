"""The list of quotes: searched, by state, in pages."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.web.visit import SignedIn

router = APIRouter()

TO_REVISE = "to_revise"
"""No state of its own: drafts whose version before was declined, for which the shop has to do something."""
State = Literal["", "draft", "to_revise", "sent", "converted", "declined", "expired", "cancelled"]
STATES = ("draft", TO_REVISE, "sent", "converted", "declined", "expired", "cancelled")


@router.get("/quotes")
async def get_quotes_page(
    visit: SignedIn, q: str = "", state: State = "", after: str | None = None, customer: UUID | None = None
) -> Response:
    """Of one of the shop's customers, where their page led here."""
    of_state = {"to_revise": True} if state == TO_REVISE else {"state": state or None}
    asked = {"q": q.strip() or None, "after": after, "customer": customer} | of_state
    quotes = await visit.services.area("orders", "/quotes", **asked)
    return visit.page(
        "quotes/quotes.html", q=q, state=state, states=STATES, after=after, customer=customer, quotes=quotes
    )
