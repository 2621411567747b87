"""SQL of the pictures."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.returns.pictures.model import MOST_LOOSE, Picture, PictureNotFound, TooManyPictures
from shared.transaction import Queries, Tx


class PictureRow(NamedTuple):
    """A picture without its content."""

    picture_id: str
    width: int
    height: int
    added_at: datetime


async def save_picture(tx: Tx, order_id: UUID, picture: Picture, *, at: datetime, by: str) -> None:
    """The same again is the same picture. Raises TooManyPictures."""
    loose = await tx.fetchval(
        "SELECT count(*) FROM return_pictures WHERE order_id = $1 AND NOT kept AND picture_id <> $2",
        order_id,
        picture.picture_id,
    )
    if loose >= MOST_LOOSE:
        raise TooManyPictures(f"{MOST_LOOSE} pictures of this order wait to be used: no more are taken")
    await tx.execute(
        "INSERT INTO return_pictures (order_id, picture_id, content, width, height, added_at, added_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (order_id, picture_id) DO UPDATE SET added_at = EXCLUDED.added_at",
        order_id,
        picture.picture_id,
        picture.content,
        picture.width,
        picture.height,
        at,
        by,
    )


async def keep_pictures(tx: Tx, order_id: UUID, picture_ids: Sequence[str]) -> None:
    """A return names them from now on. Raises PictureNotFound."""
    if not picture_ids:
        return
    rows = await tx.fetch(
        "UPDATE return_pictures SET kept = true WHERE order_id = $1 AND picture_id = ANY($2) RETURNING picture_id",
        order_id,
        list(picture_ids),
    )
    there = {row["picture_id"] for row in rows}
    for place, picture_id in enumerate(picture_ids):
        if picture_id not in there:
            raise PictureNotFound(f"this order has no picture {picture_id}: send it again", field=f"pictures/{place}")


async def list_pictures(queries: Queries, order_id: UUID, picture_ids: Sequence[str]) -> list[PictureRow]:
    """In this order; those that are lost are left out."""
    rows = await queries.fetch(
        f"{SELECT_PICTURES} WHERE order_id = $1 AND picture_id = ANY($2)", order_id, list(picture_ids)
    )
    found = {row["picture_id"]: picture_of(row) for row in rows}
    return [found[picture_id] for picture_id in picture_ids if picture_id in found]


async def get_picture(queries: Queries, order_id: UUID, picture_id: str) -> Picture:
    """Raises PictureNotFound."""
    row = await queries.fetchrow(
        "SELECT content, width, height FROM return_pictures WHERE order_id = $1 AND picture_id = $2",
        order_id,
        picture_id,
    )
    if row is None:
        raise PictureNotFound("there is no such picture")
    return Picture(row["content"], row["width"], row["height"])


async def forget_pictures(tx: Tx, before: datetime, *, limit: int) -> int:
    """Those that no return names; how many they were."""
    done = await tx.fetch(
        "DELETE FROM return_pictures WHERE (order_id, picture_id) IN (SELECT order_id, picture_id FROM return_pictures"
        " WHERE NOT kept AND added_at < $1 ORDER BY added_at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING picture_id",
        before,
        limit,
    )
    return len(done)


def picture_of(row: asyncpg.Record) -> PictureRow:
    return PictureRow(row["picture_id"], row["width"], row["height"], row["added_at"])


SELECT_PICTURES = "SELECT picture_id, width, height, added_at FROM return_pictures"
