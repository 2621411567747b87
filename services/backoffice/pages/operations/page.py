"""How the services do, and the records they could not apply: looked at, tried again, dropped."""

from enum import StrEnum

from fastapi import APIRouter, Response

from services.backoffice.pages.operations.actions import RECORD_ACTIONS, ParkedId
from services.backoffice.pages.operations.payload import payload
from services.backoffice.web.all_services import ServiceName, ask_all
from services.backoffice.web.service_clients import together
from services.backoffice.web.visit import SignedIn

router = APIRouter()

FIRST = 5
"""Records of each service on the page of all of them."""


class State(StrEnum):
    PARKED = "parked"
    DEAD = "dead"


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
    area = await visit.services.area(service, f"/operations/parked/{parked_id}")
    area.raise_if_unknown()
    value = area.content["value"] if area.content else None
    return visit.page(
        "operations/parked_record.html",
        service=service,
        parked_id=parked_id,
        area=area,
        actions=RECORD_ACTIONS,
        payload=None if value is None else payload(value),
    )
