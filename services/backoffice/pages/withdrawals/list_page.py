"""Withdrawals of consumers: those whose refund is due, those that wait for staff, or all of them."""

from typing import Literal

from fastapi import APIRouter, Response

from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import SignedIn

router = APIRouter()

Which = Literal["", "due", "take_off", "look", "late", "to_match", "settled", "all"]
ASKED: dict[str, Json] = {
    "": {"state": "open"},
    "due": {"due": "true"},
    "take_off": {"take_off": "true"},
    "look": {"to_look_at": "true"},
    "late": {"state": "late"},
    "to_match": {"state": "to_match"},
    "settled": {"state": "settled"},
    "all": {},
}


@router.get("/withdrawals")
async def get_withdrawals_page(visit: SignedIn, which: Which = "", after: str | None = None) -> Response:
    """The newest first."""
    withdrawals = await visit.services.area("returns", "/withdrawals", after=after or None, **ASKED[which])
    return visit.page(
        "withdrawals/withdrawals.html", which=which, after=after, withdrawals=withdrawals, today=visit.today.isoformat()
    )
