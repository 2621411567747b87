"""The files of documents come from billing before their mails are due; what is not made yet is asked for again.

A mail waits for its file while billing is away, and no other mail waits with it: this runs beside the delivery.
"""

import asyncio
import logging
import re
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

import httpx

from services.notifier.documents import store
from services.notifier.documents.store import Fetched, ToFetch
from services.notifier.reminders.store import FurtherFile, list_further, save_further
from services.notifier.settings import BillingSettings, QuoteSettings
from shared.postgres.transient import is_transient
from shared.schemas.notifier import MessageKind
from shared.transaction import Database
from shared.waiting import Waiting, of_this_loop

BATCH = 10
BUSY_POLL_S, IDLE_POLL_S, PAUSE_S = 0.05, 0.5, 5
TIME_LIMIT_S = 10
FIRST_REST, LONGEST_REST = timedelta(seconds=2), timedelta(minutes=5)

log = logging.getLogger(__name__)


class Away(Exception):
    """Billing does not answer, or not us: no file comes. Its text is safe to log."""


class Later(NamedTuple):
    why: str


class TooLarge(NamedTuple):
    why: str


Result = Fetched | Later | TooLarge


async def fetch_files(database: Database) -> None:
    settings = BillingSettings()
    if settings.billing_token is None:
        await asyncio.Event().wait()
    waiting = of_this_loop.get() or Waiting("fetch_files")
    async with new_client(settings) as client:
        while True:
            try:
                tried = await fetch_some(database, client, settings)
            except Away as away:
                waiting.waits(f"the files of documents do not come from billing: {away}")
                await asyncio.sleep(PAUSE_S)
            except Exception as error:
                if not is_transient(error):
                    raise
                waiting.failed(error)
                await asyncio.sleep(PAUSE_S)
            else:
                waiting.over()
                # Of many that are not made yet, those that are do not wait behind pauses; each rests by itself.
                await asyncio.sleep(BUSY_POLL_S if tried else IDLE_POLL_S)


def new_client(settings: BillingSettings) -> httpx.AsyncClient:
    assert settings.billing_token
    headers = {"Authorization": f"Bearer {settings.billing_token.get_secret_value()}"}
    return httpx.AsyncClient(base_url=settings.billing_url, headers=headers, timeout=TIME_LIMIT_S, trust_env=False)


async def fetch_some(database: Database, client: httpx.AsyncClient, settings: BillingSettings) -> int:
    """A batch of what is due; of how many it was asked. Raises Away."""
    async with database.reading() as queries:
        if not await store.has_files_to_fetch(queries):
            return 0
    async with database.transaction() as tx:
        claimed = await store.claim_files_to_fetch(tx, limit=BATCH)
        further = await list_further(tx, [one.message_id for one in claimed])
    results: list[tuple[ToFetch, Result]] = []
    away: Away | None = None
    for one in claimed:
        try:
            results.append((one, await _fetch_all(database, client, one, further.get(one.message_id, ()), settings)))
        except Away as error:
            away = error
            break
    untried = claimed[len(results) :]
    await _record(database, results, [(one, str(away), timedelta()) for one in untried])
    if away:
        raise away
    return len(results)


async def _record(
    database: Database, results: list[tuple[ToFetch, Result]], untried: list[tuple[ToFetch, str, timedelta]]
) -> None:
    later = [(one, result.why, _rest(one)) for one, result in results if isinstance(result, Later)]
    async with database.transaction() as tx:
        await store.save_fetched(tx, [result for _, result in results if isinstance(result, Fetched)])
        await store.rest(tx, [*later, *untried])
        await store.give_up(tx, [(one, result.why) for one, result in results if isinstance(result, TooLarge)])


async def _fetch_all(
    database: Database,
    client: httpx.AsyncClient,
    one: ToFetch,
    further: Sequence[FurtherFile],
    settings: BillingSettings,
) -> Result:
    """The first comes last, with which the mail is due; further ones that would make it too large are left out."""
    room = settings.attachment_limit_mb
    came = list[FurtherFile]()
    first = await _fetch(client, one, limit_mb=room)
    if not isinstance(first, Fetched):
        return first
    room -= len(first.content) / 2**20
    for file in further:
        result = await _fetch(client, one._replace(document_id=file.document_id), limit_mb=max(room, 0))
        if isinstance(result, Later):
            return result
        if isinstance(result, Fetched):
            room -= len(result.content) / 2**20
            came.append(file._replace(name=result.name, content=result.content))
    if came:
        async with database.transaction() as tx:
            await save_further(tx, came)
    return first


async def _fetch(client: httpx.AsyncClient, one: ToFetch, *, limit_mb: float) -> Result:
    """No more of a file is read than a mail may carry. What comes must be what its hash says."""
    content = bytearray()
    try:
        async with asyncio.timeout(TIME_LIMIT_S), client.stream("GET", _address_of(one)) as answer:
            if answer.status_code == 404:
                await answer.aread()
                return Later(str(answer.json().get("type", "not-found")))
            if answer.status_code != 200 and one.kind is MessageKind.QUOTE:
                return Later(f"orders answers {answer.status_code}")
            if answer.status_code != 200:
                raise Away(f"it answers {answer.status_code}")
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > limit_mb * 2**20:
                    return TooLarge(f"it is larger than {limit_mb:g} MB")
    except (httpx.TransportError, TimeoutError) as error:
        if one.kind is MessageKind.QUOTE:  # no file of billing waits for orders
            return Later(type(error).__name__)
        raise Away(type(error).__name__) from error
    hashed = sha256(content).digest()
    if answer.headers.get("etag") != f'"{hashed.hex()}"':
        return Later("it is not what its hash says")
    named = re.search(r'filename="([\w.-]+)"', answer.headers.get("content-disposition", ""))
    return Fetched(one.message_id, named[1] if named else f"{one.document_id}.pdf", bytes(content), hashed)


def _address_of(one: ToFetch) -> str:
    """Orders makes the files of quotes, and takes the same token."""
    if one.kind is MessageKind.QUOTE:
        return f"{QuoteSettings().orders_url}/quotes/{one.document_id}/pdf"
    return f"/documents/{one.document_id}/pdf"


def _rest(one: ToFetch) -> timedelta:
    return min(FIRST_REST * (1 << min(one.tries - 1, 10)), LONGEST_REST)
