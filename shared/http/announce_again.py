"""What a service has whole is announced again, batch by batch, as an operator asks for it."""

from collections import Counter
from functools import partial

from fastapi import APIRouter, Response
from pydantic import BaseModel

from shared.http.access import scope
from shared.http.idempotency import Idempotent
from shared.http.in_time import takes_its_time
from shared.messaging.announce_again import AnnounceAgain, NothingAnnouncedAgain
from shared.schemas.event import Asked
from shared.schemas.values import Flag, Instant, Line
from shared.transaction import Tx, announce_again


class ToAnnounce(Asked):
    """`after`: what came before is done, as the answer before this one says. `since`: what was made from then on.

    `only_look`: nothing is announced.
    """

    after: Line | None = None
    since: Instant | None = None
    only_look: Flag = False


class AnnouncedAgain(BaseModel):
    """`announced` counts by type; `after` is to be sent with the next command, null once this was all.

    `left_out` says by topic what is not announced again; `unreadable` names what was passed over.
    """

    announced: dict[str, int]
    after: str | None
    unreadable: list[str]
    left_out: dict[str, str]


def announcing_again(service: str, how: AnnounceAgain) -> APIRouter:
    router = APIRouter(tags=["operations"])

    @router.post(
        "/operations/announce",
        response_model=AnnouncedAgain,
        dependencies=[takes_its_time, scope("operations:read"), scope("operations:write")],
    )
    async def announce_what_is_here(command: ToAnnounce, once: Idempotent) -> Response:
        """Announce a batch of what the service has, as it is now. Who has heard it before does nothing twice."""
        return await once(partial(_announce, service, how), command)

    return router


async def _announce(service: str, how: AnnounceAgain, tx: Tx, command: ToAnnounce) -> AnnouncedAgain:
    if how.next_batch is None:
        why = "; ".join(f"{topic}: {reason}" for topic, reason in how.left_out.items())
        raise NothingAnnouncedAgain(f"{service} can announce nothing again ({why})")
    batch = await how.next_batch(tx, command.after, command.since)
    if not command.only_look:
        announce_again(tx, *batch.events)
    counts = Counter(type(event).__name__ for event in batch.events)
    return AnnouncedAgain(
        announced=dict(sorted(counts.items())),
        after=batch.after,
        unreadable=list(batch.unreadable),
        left_out=dict(how.left_out),
    )
