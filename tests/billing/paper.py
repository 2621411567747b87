"""Files of documents without the press, and what there is of them in billing's database."""

import asyncio
from hashlib import sha256
from typing import Any
from uuid import UUID

from services.billing.files.model import Files, NotMade, ToPrint
from services.billing.files.press import Press
from tests.support.service import ShopService


class Paper(Press):
    """Makes files of a few letters at once, but for those it `refuses`; `pause` keeps the second waiting."""

    def __init__(self, *, refuses: str = "", pause: bool = False) -> None:
        super().__init__()
        self.refuses = refuses
        self.pause = pause
        self.made: list[str] = []

    async def make(self, to_print: ToPrint) -> Files | NotMade:
        if self.pause and self.made:
            await asyncio.Event().wait()
        if to_print.number == self.refuses:
            return to_print.not_made("TypstError")
        self.made.append(to_print.number)
        return Files(to_print.document_id, b"%PDF " + to_print.number.encode(), b"<xml/>", revision=to_print.count)


async def files(billing: ShopService) -> dict[str, str]:
    """By number and kind, the hash of each."""
    async with billing.reading() as queries:
        rows = await queries.fetch(
            "SELECT number, f.kind, content, sha256 FROM document_files AS f JOIN documents USING (document_id)"
        )
    assert all(sha256(row["content"]).digest() == row["sha256"] for row in rows)
    return {f"{row['number']}.{row['kind']}": row["sha256"].hex() for row in rows}


async def to_make(billing: ShopService) -> list[tuple[int, str | None]]:
    async with billing.reading() as queries:
        rows = await queries.fetch("SELECT tries, error FROM files_to_make ORDER BY document_id")
    return [tuple(row) for row in rows]


async def all_are_due(billing: ShopService) -> None:
    """As after the minutes for which they were claimed."""
    async with billing.transaction() as tx:
        await tx.execute("UPDATE files_to_make SET next_try_at = now()")


async def documents(billing: ShopService, order_id: UUID) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await billing.http.get(f"/orders/{order_id}")).json()["documents"]
    return found
