"""What is overdue: orders with an invoice that is not paid in time, with the reminders sent of it."""

from typing import Literal

from fastapi import APIRouter, Response

from services.backoffice.web.visit import SignedIn

router = APIRouter()

LEVELS = ("0", "1", "2", "3", "4")


@router.get("/overdue")
async def get_overdue_page(
    visit: SignedIn, level: Literal["", "0", "1", "2", "3", "4"] = "", after: str | None = None
) -> Response:
    overdue = await visit.services.area("billing", "/overdue", level=level or None, after=after)
    return visit.page("overdue/overdue.html", level=level, levels=LEVELS, after=after, overdue=overdue)
