"""How the services do, and the records they could not apply: looked at, tried again, dropped."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.backoffice.web.actions import act, content_or_none
from services.backoffice.web.all_services import ServiceName, ask_all, payload
from services.backoffice.web.service_clients import Json, Trouble, together
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit

router = APIRouter()

FIRST = 5
"""Records of each service on the page of all of them."""

ParkedId = Annotated[int, Path(ge=1, le=2**63 - 1)]


class State(StrEnum):
    PARKED = "parked"
    DEAD = "dead"


class Action(StrEnum):
    RETRY = "retry"
    DROP = "drop"


DONE = {Action.RETRY: "retried", Action.DROP: "dropped"}


@router.get("/operations")
async def get_operations(visit: SignedIn, state: State | None = None) -> Response:
    areas = await together(
        services=ask_all(visit.services, "/operations/status"),
        parked=ask_all(visit.services, "/operations/parked", state=state, limit=FIRST),
    )
    return visit.page("operations/operations.html", state=state, **areas)


@router.get("/operations/{service}/parked")
async def get_parked(
    service: ServiceName, visit: SignedIn, state: State | None = None, after: str | None = None
) -> Response:
    """All of one service, a page at a time."""
    area = await visit.services.area(service, "/operations/parked", state=state, after=after, limit=50)
    return visit.page("operations/parked.html", service=service, state=state, after=after, area=area)


@router.get("/operations/{service}/parked/{parked_id}")
async def get_parked_record(service: ServiceName, parked_id: ParkedId, visit: SignedIn) -> Response:
    path = f"/operations/parked/{parked_id}"
    area = await visit.services.area(service, path)
    if area.trouble is Trouble.UNKNOWN:
        await visit.services.get(service, path)
    value = area.content["value"] if area.content else None
    return visit.page(
        "operations/parked_record.html",
        service=service,
        parked_id=parked_id,
        area=area,
        payload=None if value is None else payload(value),
    )


@router.get("/operations/{service}/parked/{parked_id}/{action}")
async def get_dialog(service: ServiceName, parked_id: ParkedId, action: Action, visit: SignedIn) -> Response:
    form = Form(key=visit.new_key())
    to = f"/operations/{service}/parked/{parked_id}"
    return visit.dialog(
        f"operations/dialogs/{action}.html", form=form, to=to, **await _shown(visit, service, parked_id, action)
    )


@router.post("/operations/{service}/parked/{parked_id}/{action}")
async def post_action(
    service: ServiceName, parked_id: ParkedId, action: Action, visit: SignedIn, form: Sent
) -> Response:
    """From there to the list, as the record may be gone."""
    return await act(
        visit,
        visit.services.post(service, f"/operations/parked/{parked_id}/{action}", None, key=form["key"]),
        to=f"/operations/{service}/parked",
        done=DONE[action],
        dialog=f"operations/dialogs/{action}.html",
        form=form,
        shown=lambda: _shown(visit, service, parked_id, action),
    )


async def _shown(visit: Visit, service: ServiceName, parked_id: int, action: Action) -> Json:
    """What a dialog shows of the record, as far as its service answers."""
    record = await content_or_none(visit, service, f"/operations/parked/{parked_id}")
    return {"service": service, "parked_id": parked_id, "action": action, "record": record}
