"""Commands over HTTP: each once by the caller's key."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.security.utils import get_authorization_scheme_param
from pydantic import BaseModel

from shared.http.access import Tokens
from shared.http.answers import Waiting
from shared.http.problems import refused
from shared.http.shared_transactions import SharedTransactions, SharedUseCase
from shared.postgres.tx import Database, Tx
from shared.refused import Refused

OneUseCase = Callable[[Tx, Any], Awaitable[BaseModel]]


class KeyMissing(Refused):
    type = "idempotency-key-missing"
    status = 400


class BadVersion(Refused):
    type = "bad-version"
    status = 400


class VersionMissing(Refused):
    type = "precondition-required"
    status = 428


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
            Waiting(
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


def required_if_match(version: Annotated[int | None, Depends(if_match)]) -> int:
    """Where overwriting what somebody else has saved must not be possible, not even by leaving out the header."""
    if version is None:
        raise VersionMissing('this needs the header If-Match: the version you have read, such as "3"')
    return version
