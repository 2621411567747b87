"""Commands over HTTP: each once by the caller's key."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from shared.http.access import Caller, caller_of
from shared.http.problems import refused
from shared.http.run_once import (
    Answer,
    Answers,
    Asked,
    Batches,
    BatchUseCase,
    OneUseCase,
    OrderOf,
    RunOnce,
)
from shared.refused import Refused
from shared.schemas.values import is_one_line
from shared.transaction import Database, Tx


class Brief(NamedTuple):
    """What a command answers to callers who may not `read` what it is about: of the whole answer these fields."""

    read: str
    fields: type[BaseModel]

    def of(self, whole: BaseModel, caller: Caller) -> Any:
        """What this caller gets: all of it, or the brief."""
        return whole if caller.may(self.read) else self.fields.model_validate(whole, from_attributes=True)


def each_as(view: Callable[[Any], BaseModel]) -> Answers:
    """Answers that need nothing but the result."""

    async def answers(tx: Tx, results: Sequence[Any]) -> Sequence[BaseModel]:
        return [view(result) for result in results]

    return answers


class KeyMissing(Refused):
    type = "idempotency-key-missing"
    status = 400


class KeysDiffer(Refused):
    type = "idempotency-keys-differ"
    status = 400


class IdempotentCommand:
    """Runs a command once for its `Idempotency-Key`: the same key and body get the same answer, another body a 422.

    The order that the command is about is locked before the use case is called. Refusals are not remembered: they
    changed nothing, and the same request may succeed later. What a use case returns is answered as it is, or what
    `answers` makes of it; of that a caller without the right to read gets what is in `brief`.
    """

    def __init__(self, request: Request, key: str) -> None:
        self.request = request
        self.key = key

    async def __call__(
        self,
        use_case: OneUseCase,
        command: Any,
        *,
        order_of: OrderOf | None = None,
        answers: Answers | None = None,
        brief: Brief | None = None,
    ) -> Response:
        """Run in a transaction of its own."""

        async def one_by_one(tx: Tx, commands: Sequence[Any]) -> Sequence[Any]:
            return [await use_case(tx, only) for only in commands]

        asked = await self._asked(command, order_of, brief)
        (answer,) = await RunOnce(self._database, one_by_one, answers).run([asked])
        if isinstance(answer, Exception) and not isinstance(answer, Refused):
            raise answer
        return self._response(answer)

    async def batched(
        self, use_case: BatchUseCase, command: Any, *, answers: Answers | None = None, brief: Brief | None = None
    ) -> Response:
        """Run in a transaction shared with the same commands that wait now; for commands that come in numbers."""
        batches: dict[BatchUseCase, Batches] = self.request.app.state.batches
        if use_case not in batches:
            batches[use_case] = Batches(RunOnce(self._database, use_case, answers))
        return self._response(await batches[use_case].run(await self._asked(command, None, brief)))

    @property
    def _database(self) -> Database:
        database: Database = self.request.app.state.database
        return database

    async def _asked(self, command: Any, order_of: OrderOf | None, brief: Brief | None) -> Asked:
        if not self.key or not is_one_line(self.key):
            raise KeyMissing("a POST needs the header Idempotency-Key: any text of your own, new for each command")
        caller = caller_of(self.request)
        return Asked(
            caller=caller.subject,
            key=self.key,
            fingerprint=await self._fingerprint(),
            status=self.request.scope["route"].status_code or 200,
            command=command,
            order_of=order_of,
            brief=brief.fields if brief and not caller.may(brief.read) else None,
        )

    def _response(self, answer: Answer | Refused) -> Response:
        if isinstance(answer, Refused):
            return refused(answer, self.request)
        headers = {"ETag": answer.etag} if answer.etag else None
        return Response(answer.body, answer.status, headers, media_type="application/json")

    async def _fingerprint(self) -> bytes:
        return sha256(
            f"{self.request.method} {self.request.scope['path']}\n".encode() + await self.request.body()
        ).digest()


async def _idempotent(
    request: Request,
    idempotency_key: Annotated[
        str, Header(alias="Idempotency-Key", max_length=200, description="the caller's own name for this command")
    ] = "",
) -> IdempotentCommand:
    if len(set(request.headers.getlist("idempotency-key"))) > 1:
        raise KeysDiffer("a command has one Idempotency-Key, and not several")
    return IdempotentCommand(request, idempotency_key)


Idempotent = Annotated[IdempotentCommand, Depends(_idempotent)]
