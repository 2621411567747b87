"""Many slips as one PDF: made some at a time into files, which are put together, so that memory stays as it is."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from services.fulfilment.papers.list_to_print import Chosen, list_to_print
from services.fulfilment.papers.press import SLIP_PRESS
from services.fulfilment.papers.to_print import Merge, PrintInto
from shared.schemas.values import Language
from shared.transaction import Database

AT_ONCE = 20
READ_BYTES = 256 * 1024


async def print_many(
    database: Database, chosen: Chosen, language: Language | None, *, progress: bool
) -> AsyncIterator[bytes]:
    """The PDF, in parts. With `progress`, lines of JSON before it tell how many are made, the last one its size
    and which orders have none.
    """
    shipment_ids = chosen.shipment_ids
    of = len(shipment_ids)
    with TemporaryDirectory(prefix="backshop-slips-") as folder:
        parts: list[str] = []
        for begin in range(0, of, AT_ONCE):
            async with database.reading() as queries:
                slips = await list_to_print(queries, shipment_ids[begin : begin + AT_ONCE], language)
            parts.append(str(Path(folder) / f"{begin}.pdf"))
            await SLIP_PRESS.make(PrintInto(slips, parts[-1]))
            if progress and begin + AT_ONCE < of:
                yield _line(made=begin + len(slips), of=of)
        whole = Path(folder) / "whole.pdf"
        await SLIP_PRESS.make(Merge(parts, str(whole)))
        if progress:
            left_out = [{"order_id": str(one), "number": number} for one, number in chosen.left_out.items()]
            yield _line(made=of, of=of, bytes=whole.stat().st_size, left_out=left_out)
        async for part in _read(whole):
            yield part


async def _read(path: Path) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    with file:
        while part := await asyncio.to_thread(file.read, READ_BYTES):
            yield part


def _line(**told: Any) -> bytes:
    return json.dumps(told).encode() + b"\n"
