"""What operators and monitors ask a service: is it alive, is it ready, how far behind, what is parked."""

from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from shared.http.access import Caller, scope
from shared.http.idempotency import Brief, Idempotent
from shared.http.pagination import Page, Paging, Reading, paged_by
from shared.messaging import parked
from shared.messaging.parked import ParkedRecord, ParkedState
from shared.transaction import Tx

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


class Health(BaseModel):
    """`problems` names each thing that keeps it from its work; empty when it can do it.

    `waiting` is what goes on later by itself, or once it is mended elsewhere, such as what the relay has to send while
    Kafka is away.
    """

    service: str
    instance: str
    problems: list[str]
    waiting: list[str] = []


class ServiceStatus(BaseModel):
    """`lag` counts records not yet applied by this process, null while it has no partition.

    It is as old as `lag_age_s` says, which is more than a moment while Kafka does not answer.

    `outbox`, `parked` and `dead_letters` are null while somebody keeps their table locked; `waiting` says who.

    `waiting` is all that is not as it should be, in words. `unknown` counts events that the service has announced and
    its database does not know, as it was set back. `skipped` counts, by type, records of types that this process
    does not know, since it started.
    """

    service: str
    instance: str
    ready: bool
    lag: int | None
    partitions: int
    fenced: int
    outbox: int | None
    outbox_age_s: float | None
    parked: int | None
    dead_letters: int | None
    waiting: list[str] = []
    unknown: int = 0
    lag_age_s: float = 0
    skipped: dict[str, int] = {}


class ParkedId(BaseModel):
    id: int


class Observed(Protocol):
    async def alive(self) -> Health: ...
    async def ready(self) -> Health: ...
    async def status(self) -> ServiceStatus: ...


def operations(observed: Observed, service: str) -> APIRouter:
    """What a record says may be about customers: only callers who may read the service see it."""
    router = APIRouter(tags=["operations"])
    reader = Annotated[Caller, scope("operations:read")]
    read_service = f"{service}:read"
    brief = Brief(read_service, ParkedId)

    def shown(record: ParkedRecord, caller: Caller) -> ParkedRecord:
        return record if caller.may(read_service) else record.model_copy(update={"value": None})

    @router.get("/health/live", response_model=Health, responses={503: {"model": Health}})
    async def live() -> Response:
        return _health(await observed.alive())

    @router.get("/health/ready", response_model=Health, responses={503: {"model": Health}})
    async def ready() -> Response:
        return _health(await observed.ready())

    @router.get("/operations/status", dependencies=[scope("operations:read")])
    async def status() -> ServiceStatus:
        return await observed.status()

    @router.get("/operations/parked")
    async def list_parked(
        caller: reader,
        queries: Reading,
        paging: Annotated[Paging[int], paged_by(int)],
        state: ParkedState | None = None,
    ) -> Page[ParkedRecord]:
        """Parked records and dead letters, the oldest first, each with the first 1,000 bytes of its value.

        Who may not read the service gets no value.
        """
        found = await parked.list_parked(queries, state=state, after=paging.after or 0, limit=paging.fetch)
        return paging.page([shown(record, caller) for record in found], by=lambda record: record.id)

    @router.get("/operations/parked/{parked_id}")
    async def show_parked(parked_id: Number, caller: reader, queries: Reading) -> ParkedRecord:
        return shown(await parked.show_parked(queries, parked_id), caller)

    @router.post(
        "/operations/parked/{parked_id}/retry",
        response_model=ParkedRecord | ParkedId,
        dependencies=[scope("operations:read"), scope("operations:write")],
    )
    async def retry_parked(parked_id: Number, once: Idempotent) -> Response:
        return await once(_retry, ParkedId(id=parked_id), brief=brief)

    @router.post(
        "/operations/parked/{parked_id}/drop",
        response_model=ParkedRecord | ParkedId,
        dependencies=[scope("operations:read"), scope("operations:write")],
    )
    async def drop_parked(parked_id: Number, once: Idempotent) -> Response:
        return await once(_drop, ParkedId(id=parked_id), brief=brief)

    return router


def _health(health: Health) -> Response:
    return Response(health.model_dump_json(), 503 if health.problems else 200, media_type="application/json")


async def _retry(tx: Tx, command: ParkedId) -> Any:
    return await parked.retry_parked(tx, command.id)


async def _drop(tx: Tx, command: ParkedId) -> Any:
    return await parked.drop_parked(tx, command.id)
