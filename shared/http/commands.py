"""Commands over HTTP: each once by the caller's key, and those that wait together in one transaction."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from typing import Annotated, Any, NamedTuple

import asyncpg
from fastapi import Header, Request, Response
from fastapi.security.utils import get_authorization_scheme_param
from pydantic import BaseModel

from shared.http.access import Tokens
from shared.http.problems import refused
from shared.postgres.tx import Database, Tx
from shared.refused import Refused

MOST_TOGETHER = 100
TRIES = 3

OneUseCase = Callable[[Tx, Any], Awaitable[BaseModel]]
SharedUseCase = Callable[[Tx, Sequence[Any]], Awaitable[Sequence[BaseModel | Refused]]]


class KeyMissing(Refused):
    type = "idempotency-key-missing"
    status = 400


class KeyReused(Refused):
    type = "idempotency-key-reused"
    status = 422


class BadVersion(Refused):
    type = "bad-version"
    status = 400


class Answer(NamedTuple):
    status: int
    body: str
    etag: str | None


class _Waiting(NamedTuple):
    caller: str
    key: str
    fingerprint: bytes
    status: int
    command: BaseModel
    answer: "asyncio.Future[Answer | Refused]"


class SharedTransactions:
    """Runs the commands of one use case: those that arrive while a transaction runs share the next one."""

    def __init__(self, database: Database, use_case: SharedUseCase) -> None:
        self.database = database
        self.use_case = use_case
        self._waiting: deque[_Waiting] = deque()
        self._running: asyncio.Task[None] | None = None

    async def run(self, waiting: _Waiting) -> Answer | Refused:
        self._waiting.append(waiting)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run_all())
        return await waiting.answer

    async def _run_all(self) -> None:
        while self._waiting:
            batch = self._next_batch()
            try:
                answers: Sequence[Answer | Refused | Exception] = await self._together(batch)
            except Exception as error:
                answers = [error] if len(batch) == 1 else [await self._alone(waiting) for waiting in batch]
            for waiting, answer in zip(batch, answers, strict=True):
                if waiting.answer.done():  # the client has gone
                    continue
                if isinstance(answer, Exception) and not isinstance(answer, Refused):
                    waiting.answer.set_exception(answer)
                else:
                    waiting.answer.set_result(answer)

    def _next_batch(self) -> list[_Waiting]:
        """The same key twice is never in one batch: the second finds the answer of the first."""
        batch: dict[tuple[str, str], _Waiting] = {}
        later: deque[_Waiting] = deque()
        while self._waiting and len(batch) < MOST_TOGETHER:
            waiting = self._waiting.popleft()
            if (waiting.caller, waiting.key) in batch:
                later.append(waiting)
            else:
                batch[waiting.caller, waiting.key] = waiting
        self._waiting.extendleft(reversed(later))
        return list(batch.values())

    async def _alone(self, waiting: _Waiting) -> Answer | Refused | Exception:
        try:
            return (await self._together([waiting]))[0]
        except Exception as error:
            return error

    async def _together(self, batch: Sequence[_Waiting]) -> Sequence[Answer | Refused]:
        try:
            answers = await self._try(batch)
        except Refused as refusal:
            if len(batch) > 1:
                raise
            answers = [refusal]
        return await self._look_again(batch, answers)

    async def _look_again(
        self, batch: Sequence[_Waiting], answers: Sequence[Answer | Refused]
    ) -> Sequence[Answer | Refused]:
        """Of a double click, the second may be refused because the first was just done: it gets the first's answer."""
        refusals = [waiting for waiting, answer in zip(batch, answers, strict=True) if isinstance(answer, Refused)]
        if not refusals:
            return answers
        async with self.database.reading() as tx:
            known = await _known_answers(tx, refusals)
        return [
            known.get((waiting.caller, waiting.key), answer) for waiting, answer in zip(batch, answers, strict=True)
        ]

    async def _try(self, batch: Sequence[_Waiting]) -> Sequence[Answer | Refused]:
        for last_try in (False,) * (TRIES - 1) + (True,):
            try:
                return await self._once(batch)
            except (asyncpg.UniqueViolationError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
                # A replica was answering the same key, or held what we wanted: look again.
                if last_try:
                    raise
        raise AssertionError("unreachable")

    async def _once(self, batch: Sequence[_Waiting]) -> list[Answer | Refused]:
        async with self.database.transaction() as tx:
            answers = await _known_answers(tx, batch)
            new = [waiting for waiting in batch if (waiting.caller, waiting.key) not in answers]
            results = await self.use_case(tx, [waiting.command for waiting in new]) if new else []
            given = []
            for waiting, result in zip(new, results, strict=True):
                if isinstance(result, Refused):
                    answers[waiting.caller, waiting.key] = result
                else:
                    answer = _answer(waiting.status, result)
                    answers[waiting.caller, waiting.key] = answer
                    given.append((waiting, answer))
            await _remember(tx, given)
        return [answers[waiting.caller, waiting.key] for waiting in batch]


class Once:
    """Runs a command once for its `Idempotency-Key`: the same key and body get the same answer, another body a 422.

    Refusals are not remembered: they changed nothing, and the same request may succeed later.
    """

    def __init__(
        self,
        request: Request,
        idempotency_key: Annotated[
            str, Header(alias="Idempotency-Key", max_length=200, description="the caller's own name for this command")
        ] = "",
    ) -> None:
        self.request = request
        self.key = idempotency_key

    async def __call__(self, use_case: OneUseCase, command: BaseModel) -> Response:
        """Run in a transaction of its own."""

        async def alone(tx: Tx, commands: Sequence[Any]) -> Sequence[BaseModel | Refused]:
            return [await use_case(tx, only) for only in commands]

        return await self._run(SharedTransactions(self._database, alone), command)

    async def shared(self, use_case: SharedUseCase, command: BaseModel) -> Response:
        """Run in a transaction shared with the same commands that wait now; for commands that come in numbers."""
        running: dict[SharedUseCase, SharedTransactions] = self.request.app.state.shared_transactions
        transactions = running.get(use_case) or running.setdefault(
            use_case, SharedTransactions(self._database, use_case)
        )
        return await self._run(transactions, command)

    @property
    def _database(self) -> Database:
        database: Database = self.request.app.state.database
        return database

    async def _run(self, transactions: SharedTransactions, command: BaseModel) -> Response:
        if not self.key or not self.key.isprintable():
            raise KeyMissing("a POST needs the header Idempotency-Key: any text of your own, new for each command")
        answer = await transactions.run(
            _Waiting(
                caller=self._caller(),
                key=self.key,
                fingerprint=await self._fingerprint(),
                status=self.request.scope["route"].status_code or 200,
                command=command,
                answer=asyncio.get_running_loop().create_future(),
            )
        )
        if isinstance(answer, Refused):
            return refused(answer)
        headers = {"ETag": answer.etag} if answer.etag else None
        return Response(answer.body, answer.status, headers, media_type="application/json")

    async def _fingerprint(self) -> bytes:
        return sha256(f"{self.request.method} {self.request.url.path}\n".encode() + await self.request.body()).digest()

    def _caller(self) -> str:
        tokens: Tokens = self.request.app.state.tokens
        _, token = get_authorization_scheme_param(self.request.headers.get("authorization"))
        return tokens.verify(token).subject


def if_match(
    etag: Annotated[
        str | None, Header(alias="If-Match", description='refuse unless this is still its ETag, such as "3"')
    ] = None,
) -> int | None:
    """The version the caller read, from `If-Match: "3"`; None where the header is absent."""
    if not etag or not etag.strip():
        return None
    version = etag.strip().removeprefix("W/").strip('"')
    if not version.isdecimal() or len(version) > 18:
        raise BadVersion('If-Match takes a version as in the ETag, such as "3"')
    return int(version)


def _answer(status: int, result: BaseModel) -> Answer:
    version = getattr(result, "version", None)
    return Answer(status, result.model_dump_json(), None if version is None else f'"{version}"')


async def _known_answers(tx: Tx, batch: Sequence[_Waiting]) -> dict[tuple[str, str], Answer | Refused]:
    rows = await tx.fetch(
        "SELECT caller, key, fingerprint, status, answer, etag FROM idempotency_keys"
        " JOIN unnest($1::text[], $2::text[]) AS asked (caller, key) USING (caller, key)",
        [waiting.caller for waiting in batch],
        [waiting.key for waiting in batch],
    )
    found = {(row["caller"], row["key"]): row for row in rows}
    answers: dict[tuple[str, str], Answer | Refused] = {}
    for waiting in batch:
        row = found.get((waiting.caller, waiting.key))
        if row and row["fingerprint"] == waiting.fingerprint:
            answers[waiting.caller, waiting.key] = Answer(row["status"], row["answer"], row["etag"])
        elif row:
            answers[waiting.caller, waiting.key] = KeyReused("this Idempotency-Key was used for another request")
    return answers


async def _remember(tx: Tx, given: Sequence[tuple[_Waiting, Answer]]) -> None:
    if given:
        await tx.execute(
            "INSERT INTO idempotency_keys (caller, key, fingerprint, status, answer, etag)"
            " SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::int[], $5::text[], $6::text[])",
            [waiting.caller for waiting, _ in given],
            [waiting.key for waiting, _ in given],
            [waiting.fingerprint for waiting, _ in given],
            [answer.status for _, answer in given],
            [answer.body for _, answer in given],
            [answer.etag for _, answer in given],
        )
