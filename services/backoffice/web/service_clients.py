"""Calls to the five services, each with the rights of whoever is signed in and a time by which it must answer."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

import httpx

from services.backoffice.settings import BackofficeSettings
from services.backoffice.wording.faults import Fault, faults_in

Json = dict[str, Any]
T = TypeVar("T")

AT_ONCE = 4
UPLOAD_S = 25
"""Others may send pictures at the same time, and they are looked at one by one."""


class ServiceUnavailable(Exception):
    """The service did not answer, or not in time: a command may have been done or may yet be."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service


class ServiceRefused(Exception):
    """The service refused, and changed nothing. `type` is the stable type of its problem details."""

    def __init__(self, service: str, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(service, status)
        self.service = service
        self.status = status
        self.type = str(problem.get("type", ""))
        self.detail = str(problem.get("detail", ""))
        self.faults = faults_in(problem)

    @property
    def fault(self) -> Fault:
        """The first."""
        return next(iter(self.faults), Fault())


class Trouble(StrEnum):
    """Why an area of a page can not be shown."""

    UNAVAILABLE = "unavailable"
    UNKNOWN = "unknown"
    NOT_ALLOWED = "not_allowed"
    UNREADABLE = "unreadable"


class Area(NamedTuple):
    """What a service answered for its area of a page, or why there is nothing: one of the two is None."""

    service: str
    content: Json | None
    trouble: Trouble | None
    refusal: ServiceRefused | None = None

    @property
    def answered(self) -> bool:
        return self.content is not None

    def raise_if_unknown(self) -> None:
        """The service's refusal, where it knows no such thing: of a page that is about nothing else."""
        if self.trouble is Trouble.UNKNOWN:
            assert self.refusal
            raise self.refusal


class File(NamedTuple):
    """Bytes that a service has stored, and what it says of them."""

    content: bytes
    media_type: str
    disposition: str


class Stream(NamedTuple):
    """The same, while it comes. Whoever reads some of its parts must end or close them."""

    parts: AsyncGenerator[bytes, None]
    media_type: str
    disposition: str


def _wanted(path: str, asked: dict[str, Any]) -> dict[str, Any]:
    """The query of an address: one that stood in the path would get lost."""
    assert "?" not in path, f"what is asked of {path} is named apart"
    return {name: value for name, value in asked.items() if value is not None}


class ServiceClients:
    """The services as one member of staff may use them."""

    def __init__(self, client: httpx.AsyncClient, settings: BackofficeSettings, bearer: str) -> None:
        self._client = client
        self._settings = settings
        self._bearer = bearer

    async def get(self, service: str, path: str, **asked: Any) -> Json:
        """Raises ServiceUnavailable and ServiceRefused. None is left out of the query; a list is asked repeatedly."""
        return await self._call(service, "GET", path, params=_wanted(path, asked), deadline_s=self._settings.deadline_s)

    async def area(self, service: str, path: str, **asked: Any) -> Area:
        """The same for an area of a page, which shows what it can."""
        try:
            return Area(service, await self.get(service, path, **asked), None)
        except ServiceUnavailable:
            return Area(service, None, Trouble.UNAVAILABLE)
        except ServiceRefused as refusal:
            return Area(service, None, _trouble_of(refusal), refusal)

    async def file(self, service: str, path: str, *, made_now: bool = False, **asked: Any) -> File:
        """`made_now`: it takes as long as a command. Raises ServiceUnavailable and ServiceRefused."""
        answer = await self._sent(
            service,
            "GET",
            self._settings.services[service] + path,
            params=_wanted(path, asked),
            headers={"Authorization": f"Bearer {self._bearer}"},
            deadline_s=self._settings.command_deadline_s if made_now else self._settings.deadline_s,
        )
        return File(answer.content, answer.headers["content-type"], answer.headers["content-disposition"])

    async def stream(self, service: str, path: str, body: Json | None = None, **asked: Any) -> Stream:
        """What is too long to be kept: to be passed on as it comes. Raises ServiceUnavailable and ServiceRefused.

        `body` says what of, where that is too long for an address.
        """
        request = self._client.build_request(
            "PUT" if body else "GET",
            self._settings.services[service] + path,
            params=_wanted(path, asked),
            json=body,
            headers={"Authorization": f"Bearer {self._bearer}"},
        )
        answer = await self._answered(
            service, self._client.send(request, stream=True), deadline_s=self._settings.deadline_s
        )
        return Stream(_parts(answer), answer.headers["content-type"], answer.headers["content-disposition"])

    async def post(self, service: str, path: str, body: Json | None, *, key: str, version: int | None = None) -> Json:
        """A command, once however often it is sent with this key, on this version where one is named.

        Raises ServiceUnavailable and ServiceRefused.
        """
        headers = {"Idempotency-Key": key} | ({} if version is None else {"If-Match": f'"{version}"'})
        return await self._call(
            service, "POST", path, json=body, headers=headers, deadline_s=self._settings.command_deadline_s
        )

    async def upload(self, service: str, path: str, content: bytes) -> Json:
        """A file as it is, that the service looks at. Raises ServiceUnavailable and ServiceRefused."""
        headers = {"Content-Type": "image/*"}
        return await self._call(service, "PUT", path, content=content, headers=headers, deadline_s=UPLOAD_S)

    async def mailbox(self, path: str, **asked: Any) -> Area:
        """Of the local mailbox, which anybody on this machine may read: it gets no token."""
        assert self._settings.mailbox_url
        address = self._settings.mailbox_url + path
        try:
            answer = await self._answer("mailbox", "GET", address, params=asked, deadline_s=self._settings.deadline_s)
        except ServiceUnavailable:
            return Area("mailbox", None, Trouble.UNAVAILABLE)
        except ServiceRefused as refusal:
            return Area("mailbox", None, Trouble.UNKNOWN, refusal)
        return Area("mailbox", {"mails": answer} if isinstance(answer, list) else answer, None)

    async def mailbox_file(self, path: str) -> File:
        """Raises ServiceUnavailable and ServiceRefused."""
        assert self._settings.mailbox_url
        address = self._settings.mailbox_url + path
        answer = await self._sent("mailbox", "GET", address, deadline_s=self._settings.deadline_s)
        return File(answer.content, answer.headers["content-type"], answer.headers["content-disposition"])

    async def put(self, service: str, path: str, body: Json, *, version: int | None = None) -> Json:
        """Raises ServiceUnavailable and ServiceRefused, with status 412 where the version is another by now."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return await self._call(
            service, "PUT", path, json=body, headers=headers, deadline_s=self._settings.command_deadline_s
        )

    async def delete(self, service: str, path: str) -> Json:
        """Twice is as once. Raises ServiceUnavailable and ServiceRefused."""
        return await self._call(service, "DELETE", path, deadline_s=self._settings.command_deadline_s)

    async def _call(
        self,
        service: str,
        method: str,
        path: str,
        *,
        deadline_s: float,
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> Json:
        address = self._settings.services[service] + path
        headers = {"Authorization": f"Bearer {self._bearer}", **(headers or {})}
        content = await self._answer(service, method, address, headers=headers, deadline_s=deadline_s, **request)
        assert isinstance(content, dict)
        return content

    async def _answer(self, service: str, method: str, address: str, **request: Any) -> Any:
        return (await self._sent(service, method, address, **request)).json()

    async def _sent(
        self, service: str, method: str, address: str, *, deadline_s: float, **request: Any
    ) -> httpx.Response:
        return await self._answered(service, self._client.request(method, address, **request), deadline_s=deadline_s)

    async def _answered(self, service: str, sent: Awaitable[httpx.Response], *, deadline_s: float) -> httpx.Response:
        try:
            async with asyncio.timeout(deadline_s):
                answer = await sent
                if answer.is_error:
                    await answer.aread()
        except (httpx.TransportError, TimeoutError) as error:
            raise ServiceUnavailable(service) from error
        if answer.status_code >= 500 and not _says_why(answer):
            raise ServiceUnavailable(service)
        if answer.is_error:
            raise ServiceRefused(service, answer.status_code, answer.json())
        return answer


async def _parts(answer: httpx.Response) -> AsyncGenerator[bytes, None]:
    try:
        async for part in answer.aiter_bytes():
            yield part
    finally:
        await answer.aclose()


def _says_why(answer: httpx.Response) -> bool:
    """That it is there and may change nothing, so that nobody waits for it to answer."""
    is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
    return is_problem and bool(answer.json().get("type") == "older-than-announced")


def _trouble_of(refusal: ServiceRefused) -> Trouble:
    """Raises a refusal that an area cannot show."""
    if refusal.status in (401, 403):
        return Trouble.NOT_ALLOWED
    if refusal.type == "unreadable":
        return Trouble.UNREADABLE
    if refusal.status == 404:
        return Trouble.UNKNOWN
    raise refusal


async def together(**areas: Awaitable[Any]) -> dict[str, Any]:
    """All at the same time, by their names."""
    return dict(zip(areas, await asyncio.gather(*areas.values()), strict=True))


def new_client() -> httpx.AsyncClient:
    """Keeps its connections; how long a call may take is said with each."""
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=60)
    return httpx.AsyncClient(limits=limits, timeout=30, trust_env=False)


async def few_at_once(calls: Iterable[Awaitable[T]]) -> list[T]:
    """Of many things, in their order: a service that is asked for all of them together answers the last ones late."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(call: Awaitable[T]) -> T:
        async with turns:
            return await call

    return await asyncio.gather(*(in_turn(call) for call in calls))
