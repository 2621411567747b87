"""Who has an order open to edit it: each reading and sending of the form says so, and others are told."""

from contextlib import suppress
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from services.backoffice.web.service_clients import Json, ServiceRefused, ServiceUnavailable
from services.backoffice.web.visit import Visit
from shared.clock import now


class OpenEdit(NamedTuple):
    """Somebody else's, `age_s` seconds old."""

    by: str
    age_s: float


async def open_for(visit: Visit, order_id: UUID, *, take_over: bool = False) -> OpenEdit | None:
    """It is open for who visits, unless somebody else has it: theirs. It is a notice: without it the page works."""
    try:
        body = {"take_over": take_over}
        return of_others(visit, await visit.services.put("orders", f"/orders/{order_id}/open-edit", body))
    except (ServiceUnavailable, ServiceRefused):
        return None


async def leave(visit: Visit, order_id: UUID) -> Response:
    """Back to the order, which nobody need wait for any more."""
    with suppress(ServiceUnavailable, ServiceRefused):  # it is over by itself soon
        await visit.services.delete("orders", f"/orders/{order_id}/open-edit")
    return RedirectResponse(f"/orders/{order_id}", 303)


def of_others(visit: Visit, answer: Json | None) -> OpenEdit | None:
    """An orders service of the version before knows of none."""
    found = (answer or {}).get("open_edit")
    if found is None or found["by"] == visit.staff.email:
        return None
    return OpenEdit(found["by"], (now() - datetime.fromisoformat(found["opened_at"])).total_seconds())
