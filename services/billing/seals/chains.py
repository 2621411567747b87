"""Documents and their revisions are as their hashes have them, each over the one before it (CGI 289-V)."""

import json
from collections.abc import Sequence

import asyncpg

from services.billing.documents.model import canonical_json, chained
from services.billing.revisions.model import Revision
from services.billing.revisions.store import revision_of


async def altered_documents(database: asyncpg.Connection) -> list[str]:
    """Each document's hash covers its content and the hash before it in its series, which knows the last one."""
    violations = []
    previous: dict[Sequence[object], bytes] = {}
    async with database.transaction():
        async for row in database.cursor(_CHAIN, prefetch=1000):
            series = (row["legal_entity"], row["series"], row["year"])
            content = canonical_json(json.loads(row["document"]))
            if chained(previous.get(series, b""), content) != row["hash"]:
                violations.append(f"{row['number']} does not match its hash")
            elif row["ends_with"] not in (None, row["hash"]):
                violations.append(f"{row['number']} is not what its series ends with")
            previous[series] = row["hash"]
    return violations


async def altered_revisions(database: asyncpg.Connection) -> list[str]:
    """Each revision's hash covers it and the hash before it, and their count has no gap."""
    violations = []
    last: Revision | None = None
    async with database.transaction():
        async for row in database.cursor(_REVISIONS, prefetch=1000):
            number, issued = row["number"] or str(row["document_id"]), row["issued"] or b""
            revision = revision_of({name: row[name] for name in Revision.__dataclass_fields__})
            before = last if last and last.document_id == revision.document_id else None
            if revision.revision != (before.revision if before else 1) + 1:
                violations.append(f"a revision before {revision.revision} of {number} is missing")
            elif revision.chained(before.hash if before else issued) != revision.hash:
                violations.append(f"revision {revision.revision} of {number} does not match its hash")
            last = revision
    return violations


_REVISIONS = """
SELECT r.document_id, r.revision, r.order_id, r.delivery_time, r.revised_at, r.by, r.hash, d.number, d.hash AS issued
FROM document_revisions AS r LEFT JOIN documents AS d USING (document_id) ORDER BY r.document_id, r.revision
"""
_CHAIN = """
SELECT legal_entity, series, year, number, document, hash,
    CASE position WHEN last_position THEN last_hash END AS ends_with
FROM documents LEFT JOIN series USING (legal_entity, series, year) ORDER BY legal_entity, series, year, position
"""
