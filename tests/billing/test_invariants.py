"""`backshop check` finds what somebody with an administrator's rights did to billing's tables."""

import json

import asyncpg
import pytest

from services.billing.documents.model import canonical_json, chained
from services.billing.documents.store import document_of
from services.billing.files.model import Files
from services.billing.files.settlement import Settlement
from services.billing.files.store import insert_files
from services.billing.files.ubl.invoice import ubl_of
from services.billing.files.xml.factur_x import factur_x
from services.billing.invariants import INVARIANTS
from shared.clock import now
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService


async def broken(database: asyncpg.Connection) -> dict[str, list[str]]:
    found = {rule: await violations(database) for rule, violations in INVARIANTS}
    return {rule: violations for rule, violations in found.items() if violations}


async def test_books_that_nobody_touched_break_no_rule(billing: ShopService, administrator: asyncpg.Connection) -> None:
    order = placed()
    await billing.deliver(order, placed())
    await billing.deliver(cancelled(order))
    assert await broken(administrator) == {}


async def test_an_altered_document_is_found_by_its_hash(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    await billing.deliver(placed(), placed(), placed())
    await administrator.execute(
        "UPDATE documents SET document = jsonb_set(document, '{order_number}', '\"none\"') WHERE position = 2"
    )
    assert await broken(administrator) == {
        "issued documents are as they were issued": ["FA-2026-000002 does not match its hash"]
    }


async def test_a_document_that_was_taken_away_leaves_a_gap_and_breaks_the_chain(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    await billing.deliver(placed(), placed(), placed())
    gone = await administrator.fetchval("DELETE FROM documents WHERE position = 2 RETURNING document_id")
    assert await broken(administrator) == {
        "documents, payments, refunds, revisions, files, VAT in euros and rates are as written": [
            f"content of {gone} is gone"
        ],
        "document numbers of a series have no gap": ["FA-2026: 2 documents, last number 3"],
        "issued documents are as they were issued": ["FA-2026-000003 does not match its hash"],
    }


async def test_an_order_that_waits_in_vain_for_its_invoice_is_found(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    paid, unpaid, by_hand = placed(held=True), placed(held=True), placed(held=True)
    await billing.deliver(paid, unpaid, by_hand)
    await billing.post(f"/orders/{paid.order_id}/payments", {})
    await administrator.execute("UPDATE orders SET held = false, invoicing = 'on_payment', number = 'late'")
    await administrator.execute("UPDATE orders SET invoicing = 'by_hand' WHERE order_id = $1", by_hand.order_id)
    assert await broken(administrator) == {"no order waits for an invoice that is to be made by itself": ["order late"]}


async def with_files(billing: ShopService) -> None:
    """Three invoices and their files, as they are made."""
    await billing.deliver(placed(), placed(), placed())
    async with billing.reading() as queries:
        rows = await queries.fetch("SELECT document_id, number, order_id, document FROM documents")
    made = [
        Files(row["document_id"], b"%PDF " + row["number"].encode(), factur_x(document, paid), ubl_of(document, paid))
        for row in rows
        if (document := document_of(row)) and (paid := Settlement())
    ]
    async with billing.transaction() as tx:
        await insert_files(tx, made, at=now())


async def test_files_that_nobody_touched_break_no_rule(billing: ShopService, administrator: asyncpg.Connection) -> None:
    await with_files(billing)
    assert await broken(administrator) == {}


@pytest.mark.parametrize("kind", ["pdf", "xml", "ubl"])
async def test_an_altered_file_is_found_by_its_hash(
    billing: ShopService, administrator: asyncpg.Connection, kind: str
) -> None:
    await with_files(billing)
    await administrator.execute(
        "UPDATE document_files SET content = content || '\\x20'"
        " WHERE kind = $1 AND document_id = (SELECT document_id FROM documents WHERE position = 2)",
        kind,
    )
    assert await broken(administrator) == {
        "files are as they were made": [f"the {kind} of FA-2026-000002 does not match its hash"]
    }


async def test_a_file_whose_hash_was_altered_with_it_is_found_by_what_it_says(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    await with_files(billing)
    await administrator.execute(
        "UPDATE document_files SET content = new, sha256 = sha256(new)"
        " FROM (SELECT document_id, convert_to(replace(convert_from(content, 'UTF8'), 'GrandTotalAmount>25.00',"
        " 'GrandTotalAmount>2.00'), 'UTF8') AS new FROM document_files JOIN documents USING (document_id)"
        " WHERE position = 2 AND document_files.kind = 'xml') AS altered"
        " WHERE document_files.document_id = altered.document_id AND kind = 'xml'"
    )
    assert await broken(administrator) == {
        "documents, payments, refunds, revisions, files, VAT in euros and rates are as written": [
            "xml of FA-2026-000002 is not as it was written"
        ],
        "the XML of a document says its number and total": ["the XML of FA-2026-000002 says FA-2026-000002 and 2.00"],
    }


async def test_files_that_were_exchanged_are_found_by_what_they_say(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    await with_files(billing)
    await administrator.execute(
        "UPDATE document_files AS f SET content = other.content, sha256 = other.sha256"
        " FROM documents AS d, documents AS o JOIN document_files AS other USING (document_id)"
        " WHERE d.document_id = f.document_id AND other.kind = f.kind AND d.position <> 2"
        " AND o.position = 4 - d.position"
    )
    found = await broken(administrator)
    assert len(found.pop("documents, payments, refunds, revisions, files, VAT in euros and rates are as written")) == 6
    assert list(found) == ["the XML of a document says its number and total"]
    assert sorted(found["the XML of a document says its number and total"]) == [
        *["the XML of FA-2026-000001 says FA-2026-000003 and 25.00"] * 2,
        *["the XML of FA-2026-000003 says FA-2026-000001 and 25.00"] * 2,
    ]


async def test_a_document_whose_files_are_not_made_in_time_or_were_taken_away_is_named(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    await with_files(billing)
    await billing.deliver(placed(), placed())
    assert await broken(administrator) == {}
    await administrator.execute("UPDATE files_to_make SET since = since - interval '16 minutes', error = 'TypstError'")
    await administrator.execute(
        "DELETE FROM document_files WHERE kind = 'pdf'"
        " AND document_id = (SELECT document_id FROM documents WHERE position = 2)"
    )
    found = await broken(administrator)
    assert found.pop("documents, payments, refunds, revisions, files, VAT in euros and rates are as written") == [
        "pdf of FA-2026-000002 is gone"
    ]
    assert list(found) == ["every document has its files a quarter of an hour after its issue"]
    assert sorted(found["every document has its files a quarter of an hour after its issue"]) == [
        "FA-2026-000002 has none",
        "FA-2026-000004 has none: TypstError",
        "FA-2026-000005 has none: TypstError",
    ]


async def test_a_series_whose_hashes_were_made_anew_over_altered_rows_breaks_at_the_next(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    """A hash that fits its own row does not fit the one after it."""
    await billing.deliver(placed(), placed(), placed())
    row = await administrator.fetchrow("SELECT document, hash FROM documents WHERE position = 1")
    content = json.loads(row["document"]) | {"order_number": "none"}
    await administrator.execute(
        "UPDATE documents SET document = $1, hash = $2 WHERE position = 1",
        json.dumps(content),
        chained(b"", canonical_json(content)),
    )
    assert await broken(administrator) == {
        "issued documents are as they were issued": ["FA-2026-000002 does not match its hash"],
        "documents, payments, refunds, revisions, files, VAT in euros and rates are as written": [
            "content of FA-2026-000001 is not as it was written"
        ],
    }
