"""What must hold of billing's documents and ledger, and what billing knows of orders, for comparison."""

import json
from collections.abc import Sequence

import asyncpg

from services.billing.documents.model import canonical_json, chained
from services.billing.documents.store import SELECT_DOCUMENTS, document_of
from services.billing.ledger.store import SELECT_ENTRIES, entry_of
from services.billing.store import SELECT_ORDERS, order_of
from shared.invariants import Invariant, Made, Rows, no_row

KNOWN_ORDERS = "SELECT order_id FROM orders"
CANCELLED_ORDERS = "SELECT order_id FROM orders WHERE state = 'cancelled'"
MONEY = """
SELECT order_id, coalesce(paid, 0), coalesce(credited, 0), coalesce(paid, 0)
    - CASE WHEN state IN ('expected', 'waiting') THEN coalesce(gross, 0) ELSE coalesce(charged, 0) END
FROM orders
LEFT JOIN (SELECT order_id, sum(amount) AS paid FROM ledger GROUP BY 1) AS payments USING (order_id)
LEFT JOIN (
    SELECT order_id, sum(CASE kind WHEN 'invoice' THEN gross ELSE -gross END) AS charged,
        sum(gross) FILTER (WHERE kind <> 'invoice') AS credited
    FROM documents GROUP BY 1
) AS charges USING (order_id)
"""
MADE = Made("SELECT order_id, number FROM documents")
DOCUMENTS_ANNOUNCED = """
SELECT document_id, number, order_id, gross, currency FROM documents
WHERE document_id = ANY($1::uuid[]) OR number = ANY($2::text[])
"""
GROSS = "SELECT order_id, number, gross FROM documents"
ISSUED = """
SELECT order_id, orders.number AS order_number, kind, documents.number, documents.gross, documents.currency, issued_at
FROM documents JOIN orders USING (order_id) ORDER BY document_id
"""
RECORDED = """
SELECT order_id, number AS order_number, kind, abs(amount) AS amount, ledger.currency, paid_at, recorded_at
FROM ledger JOIN orders USING (order_id) WHERE kind IN ('payment', 'reversal') ORDER BY entry_id
"""
INVOICES = "SELECT order_id, issued_at, number FROM documents WHERE kind = 'invoice' AND order_id = ANY($1)"
INVOICED_LINES = """
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int
FROM documents, jsonb_array_elements(document -> 'lines') AS line WHERE kind = 'invoice'
"""
CREDITED_LINES = """
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int
FROM documents, jsonb_array_elements(document -> 'lines') AS line WHERE kind = 'credit_note'
"""

CREDITED_AT = """
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int, issued_at
FROM documents, jsonb_array_elements(document -> 'lines') AS line WHERE kind = 'credit_note'
"""
CREDITED_IN_FULL_AT = """
SELECT order_id, max(issued_at) FILTER (WHERE kind = 'credit_note') FROM documents GROUP BY order_id
HAVING sum(CASE kind WHEN 'invoice' THEN gross ELSE -gross END) = 0
    AND bool_or(kind = 'credit_note') AND bool_and(kind <> 'cancellation_invoice')
"""

READ = (
    Rows("documents", SELECT_DOCUMENTS, document_of),
    Rows("orders", SELECT_ORDERS, order_of),
    Rows("ledger", SELECT_ENTRIES, entry_of),
    Rows("series", "SELECT series, legal_entity, kind, year, last_position, last_issued_at, last_hash FROM series"),
)


async def _altered_documents(database: asyncpg.Connection) -> list[str]:
    """Each document's hash covers its content and the hash before it in its series (CGI 289-V)."""
    violations = []
    previous: dict[Sequence[object], bytes] = {}
    async with database.transaction():
        async for row in database.cursor(_CHAIN, prefetch=1000):
            series = (row["legal_entity"], row["series"], row["year"])
            content = canonical_json(json.loads(row["document"]))
            if chained(previous.get(series, b""), content) != row["hash"]:
                violations.append(f"{row['number']} does not match its hash")
            previous[series] = row["hash"]
    return violations


_CHAIN = """
SELECT legal_entity, series, year, number, document, hash FROM documents
ORDER BY legal_entity, series, year, position
"""

INVARIANTS = (
    no_row(
        "a cancelled order's invoices less its credits are zero",
        """
        SELECT format('%s has %s left', invoice.number, invoice.gross - coalesce(sum(credit.gross), 0))
        FROM documents AS invoice
        JOIN orders ON orders.order_id = invoice.order_id AND orders.state = 'cancelled'
        LEFT JOIN documents AS credit ON credit.invoice_id = invoice.document_id
        WHERE invoice.kind = 'invoice'
        GROUP BY invoice.document_id HAVING invoice.gross <> coalesce(sum(credit.gross), 0)
        """,
    ),
    no_row(
        "per line, no more is credited than was invoiced",
        """
        WITH given AS (
            SELECT invoice_id, line ->> 'line_no' AS line_no, sum((line ->> 'quantity')::int) AS quantity,
                sum((line ->> 'payable')::numeric) AS payable
            FROM documents, jsonb_array_elements(document -> 'lines') AS line
            WHERE invoice_id IS NOT NULL GROUP BY 1, 2
        )
        SELECT format('line %s of %s: %s of %s credited', given.line_no, invoice.number, given.quantity,
            line ->> 'quantity')
        FROM given JOIN documents AS invoice ON invoice.document_id = given.invoice_id,
            jsonb_array_elements(invoice.document -> 'lines') AS line
        WHERE line ->> 'line_no' = given.line_no
            AND (given.quantity > (line ->> 'quantity')::int OR given.payable > (line ->> 'payable')::numeric)
        """,
    ),
    no_row(
        "no more is refunded than was paid",
        "SELECT format('order %s: balance %s', order_id, sum(amount)) FROM ledger"
        " GROUP BY order_id HAVING sum(amount) < 0",
    ),
    no_row(
        "no order waits for an invoice that is to be made by itself",
        """
        SELECT format('order %s', number) FROM orders
        LEFT JOIN (SELECT order_id, sum(amount) AS paid FROM ledger GROUP BY 1) AS payments USING (order_id)
        WHERE state = 'waiting' AND NOT held
            AND (invoicing = 'on_placement' OR (invoicing = 'on_payment' AND coalesce(paid, 0) >= gross))
        """,
    ),
    no_row(
        "document numbers of a series have no gap",
        """
        SELECT format('%s-%s: %s documents, last number %s', series, year, count(*), max(position)) FROM documents
        GROUP BY legal_entity, series, year HAVING count(*) <> max(position) OR min(position) <> 1
        """,
    ),
    no_row(
        "no prefix is that of invoices and of credits",
        "SELECT series FROM documents GROUP BY legal_entity, series"
        " HAVING bool_or(kind = 'invoice') AND bool_or(kind <> 'invoice')",
    ),
    no_row(
        "document numbers of a series are in the order of their dates",
        """
        SELECT format('%s is dated before the one before it', number) FROM (
            SELECT number, issued_on, lag(issued_on) OVER (
                PARTITION BY legal_entity, series, year ORDER BY position) AS before FROM documents) AS dated
        WHERE issued_on < before
        """,
    ),
    no_row(
        "no document is dated ahead",
        "SELECT format('%s is dated %s', number, issued_at) FROM documents"
        " WHERE issued_at > now() + interval '1 minute'",
    ),
    no_row(
        "credits that make up an invoice equal it at each VAT rate",
        """
        WITH credit AS (
            SELECT invoice_id, at_rate ->> 'rate' AS rate, sum((at_rate ->> 'net')::numeric) AS net,
                sum((at_rate ->> 'vat')::numeric) AS vat
            FROM documents, jsonb_array_elements(document -> 'totals' -> 'vat_by_rate') AS at_rate
            WHERE invoice_id IS NOT NULL GROUP BY 1, 2
        ), full_credit AS (
            SELECT credit.invoice_id FROM credit JOIN documents ON document_id = credit.invoice_id
            GROUP BY credit.invoice_id, gross HAVING gross = sum(credit.net + credit.vat)
        )
        SELECT format('%s at %s %%', invoice.number, at_rate ->> 'rate')
        FROM full_credit JOIN documents AS invoice ON invoice.document_id = full_credit.invoice_id,
            jsonb_array_elements(invoice.document -> 'totals' -> 'vat_by_rate') AS at_rate
        LEFT JOIN LATERAL (
            SELECT net, vat FROM credit WHERE invoice_id = full_credit.invoice_id AND rate = at_rate ->> 'rate'
        ) AS given ON true
        WHERE (at_rate ->> 'net')::numeric <> coalesce(given.net, 0)
            OR (at_rate ->> 'vat')::numeric <> coalesce(given.vat, 0)
        """,
    ),
    Invariant("issued documents are as they were issued", _altered_documents),
)
