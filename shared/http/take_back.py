"""What a service had announced that its database does not know: to look at, and to take back."""

from typing import Annotated

from aiokafka.errors import KafkaError
from fastapi import APIRouter, Request
from pydantic import BaseModel

from shared.http.access import Caller, scope
from shared.http.idempotency import Idempotent, KeyMissing
from shared.http.in_time import takes_its_time
from shared.http.offsets import KafkaAway
from shared.messaging.take_back import Outcome, TakeBack, TakenBack, take_back
from shared.schemas.event import Asked
from shared.schemas.values import Flag
from shared.waiting import Waits


class ToTakeBack(Asked):
    """`only_look`: nothing is changed. `accept`: what cannot be taken back is noted, and the service goes on."""

    only_look: Flag = False
    accept: Flag = False


class AllTakenBack(BaseModel):
    """`open`: somebody has to decide of some, and the service does not go on yet."""

    items: list[TakenBack]
    open: int


def taking_back(service: str, how: TakeBack) -> APIRouter:
    router = APIRouter(tags=["operations"])

    @router.post(
        "/operations/take-back",
        response_model=AllTakenBack,
        dependencies=[takes_its_time, scope("operations:read"), scope("operations:write")],
    )
    async def take_back_announced(
        command: ToTakeBack, request: Request, once: Idempotent, caller: Annotated[Caller, scope(f"{service}:read")]
    ) -> AllTakenBack:
        """Take in the events of its own that the database does not know. The same again changes nothing."""
        if not once.key:
            raise KeyMissing("a POST needs the header Idempotency-Key: any text of your own, new for each command")
        try:
            taken = await take_back(
                request.app.state.database,
                request.app.state.kafka,
                service,
                how,
                accept=command.accept,
                only_look=command.only_look,
                by=caller.subject,
            )
        except (KafkaError, TimeoutError, Waits) as error:
            raise KafkaAway(
                f"Kafka does not answer ({type(error).__name__}); nothing was changed, try again"
            ) from error
        return AllTakenBack(items=taken, open=sum(one.outcome is Outcome.OPEN for one in taken))

    return router
