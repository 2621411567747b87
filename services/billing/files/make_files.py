"""Files are made once, after a document was issued, beside everything else: issuing waits for none of it.

A process that dies meanwhile has stored none of its batch: once its claim is over, another makes those files.
"""

import asyncio
import time
from collections.abc import Sequence

from pydantic_settings import BaseSettings, SettingsConfigDict

from services.billing.files import store
from services.billing.files.model import Files, NotMade, ToPrint
from services.billing.files.press import Press
from services.billing.rates.store import NO_RATE
from shared.clock import now
from shared.transaction import Database

BATCH = 10
POLL_S = 0.5
REST, REST_AT_RUSH, LONGEST_REST_S = 0.3, 19, 20
"""After a batch, as many times as long as it took: while orders pour in they have the machine, and files come later."""

KEEP_PRESS_S = 60
"""A shop that issues a document now and then needs no press that stands ready."""


class FileSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="BACKSHOP_")

    make_files: bool = True
    """False leaves them to other processes of the service."""


async def make_files(database: Database) -> None:
    if not FileSettings().make_files:
        await asyncio.Event().wait()
    press, worked_at = Press(), time.monotonic()
    try:
        while True:
            began = time.monotonic()
            if await make_some(database, press):
                worked_at = time.monotonic()
                times = REST_AT_RUSH if await _many_are_new(database) else REST
                await asyncio.sleep(min(times * (worked_at - began), LONGEST_REST_S))
                continue
            if time.monotonic() - worked_at > KEEP_PRESS_S:
                await press.stop()
            await asyncio.sleep(POLL_S)
    finally:
        await press.stop()


async def _many_are_new(database: Database) -> bool:
    async with database.reading() as queries:
        return await store.are_many_new(queries)


async def make_some(database: Database, press: Press) -> int:
    """A batch of what is due; how many files were stored."""
    async with database.reading() as queries:
        if not await store.has_files_to_make(queries):
            return 0
    async with database.transaction() as tx:
        claimed = await store.claim_files_to_make(tx, limit=BATCH)
        to_print = await store.list_to_print(tx, claimed)
    results: list[Files | NotMade] = []
    try:
        for one in to_print:
            results.append(one.not_made(NO_RATE) if one.lacks_rate else await press.make(one))
    finally:
        await _record(database, to_print, results)
    return sum(isinstance(one, Files) for one in results)


async def _record(database: Database, to_print: Sequence[ToPrint], results: Sequence[Files | NotMade]) -> None:
    tried = {(one.document_id, one.revision) for one in results}
    async with database.transaction() as tx:
        await store.spare_the_disk(tx)
        await store.insert_files(tx, [one for one in results if isinstance(one, Files)], at=now())
        await store.update_not_made(tx, [one for one in results if isinstance(one, NotMade)])
        await store.release_files_to_make(tx, [one for one in to_print if (one.document_id, one.count) not in tried])
