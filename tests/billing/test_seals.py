"""`backshop check` names what was altered together with its hash: payments, revisions, files, VAT in euros, rates."""

import json
from datetime import date
from decimal import Decimal

import asyncpg

from services.billing.documents.model import canonical_json, chained
from services.billing.files.in_euros import InEuros
from services.billing.files.model import Files
from services.billing.files.store import insert_files
from services.billing.rates.model import EuroRate, RateSource
from shared.clock import now
from shared.postgres import migrate
from tests.billing.test_invariants import broken
from tests.support.orders import placed
from tests.support.service import ShopService

WRITTEN = "documents, payments, refunds, revisions, files, VAT in euros and rates are as written"
SEALS = "their seals are as they were made"
ROWS = "rows of documents say what the documents say"

REFUND = {WRITTEN: ["refund {refund} of 1001 is not as it was written"]}
LATEST = "revision = 3 AND document_id = (SELECT document_id FROM documents WHERE position = 1)"
VAT_ANEW = "digest_of(json_build_array(document_id, currency, day, rate, source, vat)) AS anew FROM vat_in_euros"
TAMPERED = {
    "UPDATE ledger SET method = 'cash' WHERE amount = 10": {
        WRITTEN: ["entry {entry} of 1001 is not as it was written"]
    },
    "UPDATE ledger SET paid_at = paid_at - interval '1 day' WHERE amount = 10": {
        WRITTEN: ["entry {entry} of 1001 is not as it was written"]
    },
    "DELETE FROM ledger WHERE amount = 10": {WRITTEN: ["entry {entry} of 1001 is gone"]},
    "INSERT INTO ledger SELECT '01960000-0000-7000-8000-000000000001', order_id, kind, amount, currency, method,"
    " reference, reason, reverses, paid_at, recorded_at, by FROM ledger WHERE amount = 10": {
        WRITTEN: ["entry 01960000-0000-7000-8000-000000000001 of 1001 was slipped in"]
    },
    "UPDATE refunds SET method = 'cash' WHERE state = 'succeeded'": REFUND,
    "UPDATE refunds SET reason = 'a gift', requested_by = 'bob' WHERE state = 'succeeded'": REFUND,
    "UPDATE refunds SET state = 'pending', settled_at = NULL WHERE state = 'failed'": {
        WRITTEN: ["refund {failed} of 1001 is not as it was written"]
    },
    "DELETE FROM refunds WHERE state = 'failed'": {WRITTEN: ["refund {failed} of 1001 is gone"]},
    "UPDATE document_files SET content = 'other', sha256 = sha256('other') WHERE kind = 'pdf' AND revision = 2": {
        WRITTEN: ["pdf of revision 2 of FA-2026-000001 is not as it was written"]
    },
    "UPDATE document_files SET content = content || '\\x20', sha256 = sha256(content || '\\x20') WHERE kind = 'xml'"
    " AND document_id IN (SELECT document_id FROM vat_in_euros)": {
        WRITTEN: ["xml of FA-2026-000002 is not as it was written"]
    },
    f"DELETE FROM document_files WHERE {LATEST}; DELETE FROM document_revisions WHERE {LATEST}": {
        WRITTEN: [
            "revision 3 of FA-2026-000001 is gone",
            "pdf of revision 3 of FA-2026-000001 is gone",
            "ubl of revision 3 of FA-2026-000001 is gone",
            "xml of revision 3 of FA-2026-000001 is gone",
        ]
    },
    "UPDATE vat_in_euros SET vat = vat + 1": {WRITTEN: ["VAT in euros of FA-2026-000002 is not as it was written"]},
    "UPDATE vat_in_euros SET rate = 0.9": {WRITTEN: ["VAT in euros of FA-2026-000002 is not as it was written"]},
    "UPDATE euro_rates SET rate = 0.9": {WRITTEN: ["rate 1 of GBP is not as it was written"]},
    f"UPDATE vat_in_euros SET vat = 1; UPDATE seals SET digest = anew FROM (SELECT {VAT_ANEW}) AS made"
    " WHERE book = 'vat_in_euros'": {SEALS: ["seal 1 of vat_in_euros does not follow from the one before it"]},
    f"UPDATE vat_in_euros SET vat = 1; UPDATE seals SET digest = anew, hash = sha256(anew) FROM (SELECT {VAT_ANEW})"
    " AS made WHERE book = 'vat_in_euros'": {
        SEALS: ["seal 1 of vat_in_euros is not the last that was made, which is 1"]
    },
    "DELETE FROM seals WHERE book = 'ledger' AND position > 1; DELETE FROM ledger WHERE amount <> 10;"
    " DELETE FROM refunds; DELETE FROM seals WHERE book = 'refunds'; DELETE FROM books WHERE book = 'refunds'": {
        SEALS: ["seal 1 of ledger is not the last that was made, which is 4"]
    },
    "DELETE FROM seals WHERE book = 'euro_rates'; DELETE FROM euro_rates": {
        SEALS: ["seal 0 of euro_rates is not the last that was made, which is 1"]
    },
    "UPDATE documents SET vat = vat - 1, net = net + 1 WHERE position = 1": {
        ROWS: ["the row of FA-2026-000001 says something else"]
    },
    "UPDATE documents SET issued_on = issued_on - 1 WHERE position = 1": {
        ROWS: ["the row of FA-2026-000001 says something else"]
    },
    "UPDATE documents SET customer_reference = 'C-1' WHERE position = 2": {
        ROWS: ["the row of FA-2026-000002 says something else"]
    },
}
"""What somebody does, and what is named."""


async def keep_books(billing: ShopService) -> None:
    """Two invoices with files; one was paid in two parts and revised twice, the other is in pounds."""
    paid, in_pounds = placed(), placed(currency="GBP", number="1002")
    await billing.deliver(paid, in_pounds)
    rates = {"rates": [{"currency": "GBP", "day": "2026-02-27", "rate": "0.87135"}]}
    answers = [await billing.http.put("/rates", json=rates)]
    for amount in ("10.00", "15.00"):
        answers.append(await billing.post(f"/orders/{paid.order_id}/payments", {"amount": amount}))
    async with billing.reading() as queries:
        first, second = [row[0] for row in await queries.fetch("SELECT document_id FROM documents ORDER BY position")]
    more = await billing.post(f"/orders/{paid.order_id}/payments", {"amount": "7.00", "more_than_due": True})
    entry_id = more.json()["entries"][0]["entry_id"]
    for way, amount in (("fail", "3.00"), ("succeed", "4.00")):
        body = {"method": "card", "payments": [{"entry_id": entry_id, "amount": amount}]}
        asked = await billing.post(f"/orders/{paid.order_id}/refunds", body)
        path = f"/orders/{paid.order_id}/refunds/{asked.json()['refund_id']}/{way}"
        answers.append(await billing.post(path, {}))
    for revises in (1, 2):
        revision = {"revises": revises, "delivery_time": f"{revises} days"}
        answers.append(await billing.post(f"/documents/{first}/revisions", revision))
    assert [answer.text for answer in answers if not answer.is_success] == []
    rate = EuroRate(currency="GBP", day=date(2026, 2, 27), rate=Decimal("0.87135"), source=RateSource.ECB)
    said = [
        b"<rsm:ExchangedDocument><ram:ID>FA-2026-00000%d</ram:ID><ram:GrandTotalAmount>25.00</" % place
        for place in (1, 2)
    ]
    made = [Files(first, b"%PDF", said[0], said[0], revision) for revision in (1, 2, 3)]
    async with billing.transaction() as tx:
        await insert_files(
            tx, [*made, Files(second, b"%PDF", said[1], said[1], 1, InEuros(Decimal("4.79"), rate))], at=now()
        )


async def test_whatever_is_altered_with_its_own_hash_is_named(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    await keep_books(billing)
    entry = await administrator.fetchval("SELECT entry_id FROM ledger WHERE amount = 10")
    refund, failed = [row[0] for row in await administrator.fetch("SELECT refund_id FROM refunds ORDER BY state DESC")]
    assert await broken(administrator) == {}
    for tampering, named in TAMPERED.items():
        attempt = administrator.transaction()
        await attempt.start()
        await administrator.execute(tampering)
        expected = {
            rule: [one.format(entry=entry, refund=refund, failed=failed) for one in ones]
            for rule, ones in named.items()
        }
        assert (tampering, await broken(administrator)) == (tampering, expected)
        await attempt.rollback()


async def test_what_was_there_before_seals_were_made_is_sealed_as_it_is(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    await keep_books(billing)
    sealed = "SELECT book, about, part, digest FROM seals ORDER BY book, about, part"
    before = await administrator.fetch(sealed)
    await administrator.execute(
        "DROP TABLE seals, books; DROP FUNCTION seal CASCADE; DROP TYPE sealed CASCADE; DROP FUNCTION digest_of"
    )
    migrations = dict(migrate.migrations_of("billing"))
    await administrator.execute("DROP FUNCTION refuse_change_of_refund CASCADE")
    await administrator.execute(migrations["0013_seals.sql"] + migrations["0016_seals_of_refunds.sql"])
    await administrator.execute(migrations["0018_seals_of_documents.sql"])
    after = await administrator.fetch(sealed)
    assert (len(before), len(after)) == (26, 24)  # of a refund, only the state that it is in
    assert [one for one in before if one["book"] != "refunds"] == [one for one in after if one["book"] != "refunds"]
    assert await broken(administrator) == {}


async def test_the_last_document_of_a_series_cannot_be_taken_away_or_written_anew(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    await billing.deliver(placed(), placed())
    attempt = administrator.transaction()
    await attempt.start()
    await administrator.execute("DELETE FROM documents WHERE position = 2; DELETE FROM files_to_make")
    assert (await broken(administrator))["document numbers of a series have no gap"] == [
        "FA-2026: 1 documents, last number 2"
    ]
    await attempt.rollback()
    rows = await administrator.fetch("SELECT document, hash FROM documents ORDER BY position")
    content = json.loads(rows[1]["document"]) | {"order_number": "none"}
    await administrator.execute(
        "UPDATE documents SET document = $1, hash = $2 WHERE position = 2",
        json.dumps(content),
        chained(rows[0]["hash"], canonical_json(content)),
    )
    assert await broken(administrator) == {
        "issued documents are as they were issued": ["FA-2026-000002 is not what its series ends with"],
        WRITTEN: ["content of FA-2026-000002 is not as it was written"],
    }
    await administrator.execute(
        "UPDATE series SET last_hash = (SELECT hash FROM documents WHERE position = last_position)"
    )
    assert await broken(administrator) == {WRITTEN: ["content of FA-2026-000002 is not as it was written"]}
