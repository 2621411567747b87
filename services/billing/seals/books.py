"""Documents and what is written beside them are as their seals have it: one for each row, over the one before it.

The database makes them as rows are written, and knows what of a row is sealed: migrations/0013_seals.sql, 0016, 0018.
"""

import asyncpg

BOOKS = ("documents", "ledger", "document_revisions", "document_files", "vat_in_euros", "euro_rates")
"""Tables of which every row is sealed, once: it never changes."""

GOES_ON = "refunds"
"""Sealed anew with each of its states: the newest seal is what the row says."""


async def unsealed(database: asyncpg.Connection) -> list[str]:
    """Rows that were altered, taken away or slipped in since they were sealed."""
    queries = [_UNSEALED.format(book, "seals") for book in BOOKS] + [_UNSEALED.format(GOES_ON, _NEWEST)]
    return [row[0] for query in queries for row in await database.fetch(query)]


async def altered_seals(database: asyncpg.Connection) -> list[str]:
    """Whoever makes the seal of a row anew would have to make anew all that follow it."""
    return [row[0] for row in await database.fetch(_ALTERED_SEALS)]


_UNSEALED = """
SELECT format('%s of %s %s', part, coalesce(documents.number, orders.number, about), CASE
    WHEN seals.digest IS NULL THEN 'was slipped in' WHEN found.digest IS NULL THEN 'is gone'
    ELSE 'is not as it was written' END)
FROM (SELECT about, part, digest FROM {0} AS r, LATERAL sealed_of(r)) AS found
FULL JOIN (SELECT about, part, digest FROM {1} WHERE book = '{0}') AS seals USING (about, part)
LEFT JOIN documents ON document_id::text = about LEFT JOIN orders ON orders.order_id::text = about
WHERE found.digest IS DISTINCT FROM seals.digest ORDER BY 1
"""
_NEWEST = "(SELECT DISTINCT ON (book, about, part) * FROM seals ORDER BY book, about, part, position DESC) AS newest"
_ALTERED_SEALS = """
WITH followed AS (
    SELECT book, position, hash, coalesce(lag(position) OVER of_book, 0) + 1 AS its_position,
        sha256(coalesce(lag(hash) OVER of_book, '') || digest) AS its_hash,
        lead(position) OVER of_book IS NULL AS is_last
    FROM seals WINDOW of_book AS (PARTITION BY book ORDER BY position)
)
SELECT format('seal %s of %s does not follow from the one before it', position, book) FROM followed
WHERE position <> its_position OR hash <> its_hash
UNION ALL
SELECT format('seal %s of %s is not the last that was made, which is %s', coalesce(position, 0), book,
    coalesce(last_position, 0))
FROM books FULL JOIN (SELECT book, position, hash FROM followed WHERE is_last) AS ends USING (book)
WHERE position IS DISTINCT FROM last_position OR hash IS DISTINCT FROM last_hash
"""
