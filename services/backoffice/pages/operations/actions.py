"""What is done with a parked record or dead letter: it is tried again or dropped."""

from typing import Annotated

from fastapi import Path

from services.backoffice.web.actions import Action, Actions, Button, Target
from services.backoffice.web.all_services import ServiceName
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Visit
from services.backoffice.wording.texts import marked as _

ParkedId = Annotated[int, Path(ge=1, le=2**63 - 1)]


async def _record(service: ServiceName, parked_id: ParkedId) -> Target:
    """From there to the list, as the record may be gone."""
    records = f"/operations/{service}/parked"
    ids = {"service": service, "parked_id": str(parked_id)}
    return Target(ids, page=f"{records}/{parked_id}", after=records, service=service)


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    owner = await visit.services.area(target.service, f"/operations/parked/{target.ids['parked_id']}")
    return {"owner": owner, "record": owner.content}


RECORD_ACTIONS = Actions(
    "/operations/{service}/parked/{parked_id}",
    _record,
    _shown,
    lambda action, form, shown: None,
    (
        Action(
            "retry",
            scope="operations:write",
            service="",
            path="/operations/parked/{parked_id}/retry",
            done="retried",
            dialog="operations/dialogs/retry.html",
            button=Button(_("Try again"), "rotate-cw"),
        ),
        Action(
            "drop",
            scope="operations:write",
            service="",
            path="/operations/parked/{parked_id}/drop",
            done="dropped",
            dialog="operations/dialogs/drop.html",
            button=Button(_("Drop"), "trash-2", "button danger"),
        ),
    ),
)

router = RECORD_ACTIONS.router()
