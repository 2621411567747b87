"""Tasks of all orders: what somebody has to do, what is overdue, what was done."""

from datetime import timedelta
from typing import Any, Literal

from fastapi import APIRouter, Response

from services.backoffice.web.service_clients import together
from services.backoffice.web.visit import SignedIn

router = APIRouter()

A_DAY = timedelta(days=1)
MOST_COUNTED = 10_000
"""At that number there may be more."""
Which = Literal["", "mine", "due", "overdue", "done"]


@router.get("/tasks")
async def get_tasks_page(visit: SignedIn, which: Which = "", after: str | None = None) -> Response:
    """All that are open, by the day they are due; or some of them."""
    today, mine = visit.today, (visit.staff.email.lower(),)
    narrowed: dict[Which, dict[str, Any]] = {
        "": {},
        "mine": {"assignee": mine},
        "due": {"due_to": today.isoformat()},
        "overdue": {"due_to": (today - A_DAY).isoformat()},
        "done": {"state": "done"},
    }
    services = visit.services
    areas = await together(
        tasks=services.area("orders", "/tasks", **narrowed[which], after=after),
        counts=services.area("orders", "/tasks/counts"),
        of_mine=services.area("orders", "/tasks/counts", assignee=mine),
    )
    return visit.page(
        "tasks/tasks.html", which=which, after=after, today=today.isoformat(), most_counted=MOST_COUNTED, **areas
    )
