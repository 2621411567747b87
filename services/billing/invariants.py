"""What must hold of billing's documents and ledger, and what billing knows of orders, for comparison."""

import asyncpg

from services.billing.documents.store import SELECT_DOCUMENTS, document_of
from services.billing.files.model import FileKind
from services.billing.ledger.pending import SELECT_PENDING, pending_of
from services.billing.ledger.store import SELECT_ENTRIES, entry_of
from services.billing.rates.store import SELECT_RATES, SELECT_VAT_IN_EUROS, rate_of
from services.billing.refunds.store import SELECT_REFUNDS, refund_of
from services.billing.reminders.store import SELECT_REMINDERS, SELECT_SCHEDULES, reminder_of, schedule_of
from services.billing.revisions.store import SELECT_REVISIONS, revision_of
from services.billing.seals.books import altered_seals, unsealed
from services.billing.seals.chains import altered_documents, altered_revisions
from services.billing.store import SELECT_ORDERS, order_of
from shared.invariants import Invariant, Made, Rows, no_row
from shared.look.logos import SELECT_LOGOS, logo_of

KNOWN_ORDERS = "SELECT order_id FROM orders"
CANCELLED_ORDERS = "SELECT order_id FROM orders WHERE state = 'cancelled'"
WRITTEN_OFF = """
SELECT order_id, sum(amount) AS written_off FROM ledger AS entry
WHERE kind = 'write_off' AND NOT EXISTS (SELECT FROM ledger AS taken_back WHERE taken_back.reverses = entry.entry_id)
GROUP BY 1
"""
PAID = f"""
SELECT order_id, sum(amount) - coalesce(max(written_off), 0) AS paid, coalesce(max(written_off), 0) AS written_off
FROM ledger LEFT JOIN ({WRITTEN_OFF}) AS written_off USING (order_id) GROUP BY 1
"""  # noqa: S608
STANDING = """
SELECT one.* FROM documents AS one JOIN orders USING (order_id) WHERE orders.edited = 0 OR EXISTS (
    SELECT FROM documents AS invoice WHERE invoice.document_id = coalesce(one.invoice_id, one.document_id)
        AND coalesce((invoice.document ->> 'edited')::int, 0) = orders.edited
)
"""
"""Without what an edit of the order has replaced: its invoice and the credits of that."""

MONEY = f"""
SELECT order_id, paid, written_off, credited, paid + least(written_off, greatest(charged - paid, 0)) - charged
FROM (
    SELECT order_id, coalesce(paid, 0) AS paid, coalesce(written_off, 0) AS written_off,
        coalesce(credited, 0) AS credited,
        CASE WHEN state IN ('expected', 'waiting') OR (state = 'invoiced' AND edit IS NOT NULL) THEN coalesce(gross, 0)
            ELSE coalesce(charged, 0) END AS charged
FROM orders
LEFT JOIN ({PAID}) AS payments USING (order_id)
LEFT JOIN (
    SELECT order_id, sum(CASE kind WHEN 'invoice' THEN gross ELSE -gross END) AS charged,
        sum(gross) FILTER (WHERE kind <> 'invoice') AS credited
    FROM ({STANDING}) AS documents GROUP BY 1
) AS charges USING (order_id)) AS sums
"""  # noqa: S608
NUMBERED = "SELECT order_id, number FROM orders WHERE number IS NOT NULL"
PLACED = """
SELECT order_id, gross, currency, state = 'waiting' AND invoicing = 'by_hand' FROM orders WHERE number IS NOT NULL
"""
PENDING = "SELECT order_id, entry_id, amount, currency, method, reference, by FROM pending_payments"
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
FROM ledger JOIN orders USING (order_id) ORDER BY entry_id
"""
INVOICES = "SELECT order_id, issued_at, number FROM documents WHERE kind = 'invoice' AND order_id = ANY($1)"
INVOICED_LINES = f"""
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int
FROM ({STANDING}) AS documents, jsonb_array_elements(document -> 'lines') AS line WHERE kind = 'invoice'
"""  # noqa: S608
CREDITED_AT = f"""
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int, issued_at
FROM ({STANDING}) AS documents, jsonb_array_elements(document -> 'lines') AS line WHERE kind = 'credit_note'
"""  # noqa: S608
CREDITED_IN_FULL_AT = f"""
SELECT order_id, max(issued_at) FILTER (WHERE kind = 'credit_note') FROM ({STANDING}) AS documents GROUP BY order_id
HAVING sum(CASE kind WHEN 'invoice' THEN gross ELSE -gross END) = 0
    AND bool_or(kind = 'credit_note') AND bool_and(kind <> 'cancellation_invoice')
"""  # noqa: S608


def _file_kind(row: asyncpg.Record) -> FileKind:
    return FileKind(row["kind"])


READ = (
    Rows("documents", SELECT_DOCUMENTS, document_of),
    Rows("document_revisions", SELECT_REVISIONS, revision_of),
    Rows("orders", SELECT_ORDERS, order_of),
    Rows("ledger", SELECT_ENTRIES, entry_of),
    Rows("pending_payments", SELECT_PENDING, pending_of),
    Rows("refunds", SELECT_REFUNDS, refund_of),
    Rows("document_files", "SELECT document_id, revision, kind, sha256, made_at FROM document_files", _file_kind),
    Rows("euro_rates", SELECT_RATES, rate_of),
    Rows("vat_in_euros", SELECT_VAT_IN_EUROS, rate_of),
    Rows("logos", SELECT_LOGOS, logo_of),
    Rows("files_to_make", "SELECT document_id, revision, since, tries, next_try_at, error FROM files_to_make"),
    Rows("reminder_schedules", SELECT_SCHEDULES, schedule_of),
    Rows("reminders", SELECT_REMINDERS, reminder_of),
    Rows("looked_for_overdue", "SELECT done_on, due_on, document_id FROM looked_for_overdue"),
    Rows("books", "SELECT book, last_position, last_hash FROM books"),
    Rows("seals", "SELECT part, about, book, position, digest, hash FROM seals"),
    Rows("series", "SELECT series, legal_entity, kind, year, last_position, last_issued_at, last_hash FROM series"),
)


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
        "an edited order's invoice is over what is ordered",
        """
        SELECT format('order %s: %s ordered', number, gross) FROM orders
        WHERE edited > 0 AND state = 'invoiced' AND edit IS NULL AND gross <> (
            SELECT coalesce(sum(gross), 0) FROM documents WHERE documents.order_id = orders.order_id
                AND kind = 'invoice' AND coalesce((document ->> 'edited')::int, 0) = orders.edited
        )
        """,
    ),
    no_row(
        "an invoice that an edit has replaced is credited in full",
        """
        SELECT format('%s has %s left', invoice.number, invoice.gross - coalesce(sum(credit.gross), 0))
        FROM documents AS invoice
        JOIN orders ON orders.order_id = invoice.order_id AND orders.edited > 0 AND orders.edit IS NULL
        LEFT JOIN documents AS credit ON credit.invoice_id = invoice.document_id
        WHERE invoice.kind = 'invoice' AND coalesce((invoice.document ->> 'edited')::int, 0) < orders.edited
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
        f"SELECT format('order %s: balance %s', order_id, paid) FROM ({PAID}) AS payments WHERE paid < 0",  # noqa: S608
    ),
    no_row(
        "no more is written off than was due then",
        # By the ids, which tell what came first; what is credited later makes less of it count.
        """
        SELECT format('%s of order %s', one.amount, one.order_id)
        FROM ledger AS one JOIN orders USING (order_id), LATERAL (
            SELECT sum(amount) AS settled FROM ledger
            WHERE ledger.order_id = one.order_id AND ledger.entry_id <= one.entry_id
        ) AS ledger_then, LATERAL (
            SELECT sum(CASE documents.kind WHEN 'invoice' THEN documents.gross ELSE -documents.gross END) AS charged
            FROM documents WHERE documents.order_id = one.order_id AND document_id < one.entry_id
        ) AS documents_then
        WHERE one.kind = 'write_off' AND settled > coalesce(charged, orders.gross)
            AND (charged IS NOT NULL OR orders.edited = 0)
        """,
    ),
    no_row(
        "of no payment more goes back, or is on its way, than came in and stands",
        """
        SELECT format('payment %s of order %s: %s of %s', part.entry_id, refunds.order_id, sum(part.amount),
            coalesce(came.amount, 0))
        FROM refunds, jsonb_to_recordset(payments) AS part(entry_id uuid, amount numeric)
        LEFT JOIN ledger AS came ON came.entry_id = part.entry_id AND came.kind = 'payment'
            AND NOT EXISTS (SELECT FROM ledger AS taken_back WHERE taken_back.reverses = came.entry_id)
        WHERE state <> 'failed'
        GROUP BY part.entry_id, refunds.order_id, came.amount HAVING sum(part.amount) > coalesce(came.amount, 0)
        """,
    ),
    no_row(
        "refunds that went, and no others, are in the ledger, each in full of payments, and what came back",
        """
        SELECT format('refund %s of order %s is %s', coalesce(refund_id, entry_id),
            coalesce(refunds.order_id, given.order_id), coalesce(state, 'unknown'))
        FROM refunds FULL JOIN (
            SELECT one.*, back.amount AS came_back FROM ledger AS one
            LEFT JOIN ledger AS back ON back.reverses = one.entry_id WHERE one.kind = 'refund'
        ) AS given ON entry_id = refund_id
        WHERE (refunded_at IS NOT NULL) <> (entry_id IS NOT NULL) OR refunds.amount <> -given.amount
            OR entry_id IS NOT NULL AND (state IS NOT DISTINCT FROM 'failed') <> (came_back IS NOT NULL)
            OR refunds.amount <> came_back
            OR refunds.amount <> (SELECT sum((part ->> 'amount')::numeric) FROM jsonb_array_elements(payments) AS part)
        """,
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
        SELECT format('%s-%s: %s documents, last number %s', series, year, count(position),
            greatest(max(position), last_position))
        FROM documents FULL JOIN series USING (legal_entity, series, year)
        GROUP BY legal_entity, series, year, last_position
        HAVING count(position) <> greatest(max(position), last_position) OR min(position) <> 1
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
    Invariant("issued documents are as they were issued", altered_documents),
    no_row(
        "rows of documents say what the documents say",
        """
        SELECT format('the row of %s says something else', d.number)
        FROM documents AS d, jsonb_to_record(document) AS said (document_id uuid, kind text, order_id uuid,
            original jsonb, number text, issued_on date, issued_at timestamptz, currency text, totals jsonb,
            customer jsonb, reference text)
        WHERE (d.document_id, d.kind, d.order_id, d.invoice_id, d.number, d.issued_on, d.issued_at, d.currency,
                d.net, d.vat, d.gross, d.customer_reference, d.reference)
            IS DISTINCT FROM (said.document_id, said.kind, said.order_id, (original ->> 'invoice_id')::uuid,
                said.number, said.issued_on, said.issued_at, said.currency, (totals ->> 'net')::numeric,
                (totals ->> 'vat')::numeric, (totals ->> 'gross')::numeric, customer ->> 'reference', said.reference)
        """,
    ),
    Invariant("revisions of documents are as they were made", altered_revisions),
    Invariant("documents, payments, refunds, revisions, files, VAT in euros and rates are as written", unsealed),
    Invariant("their seals are as they were made", altered_seals),
    no_row(
        "every document has its files a quarter of an hour after its issue",
        # Those in a currency of three decimals are their PDF alone; some wait for a rate of the euro.
        """
        SELECT format('%s has none%s', name, ': ' || error)
        FROM (
            SELECT document_id, 1 AS revision, number AS name, currency FROM documents
            UNION ALL
            SELECT document_id, revision, format('revision %s of %s', revision, number), currency
            FROM document_revisions JOIN documents USING (document_id)
        ) AS made
        LEFT JOIN files_to_make USING (document_id, revision)
        WHERE coalesce(since < now() - interval '15 minutes' AND error IS DISTINCT FROM 'no rate of the euro', true)
            AND (SELECT count(*) FROM document_files AS f
                WHERE f.document_id = made.document_id AND f.revision = made.revision)
            < CASE WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 1 ELSE 3 END
        UNION ALL
        SELECT format('the %s of document %s is of none', f.kind, document_id) FROM document_files AS f
        WHERE NOT EXISTS (SELECT FROM documents WHERE documents.document_id = f.document_id)
            OR f.revision > 1 AND NOT EXISTS (SELECT FROM document_revisions AS r
                WHERE r.document_id = f.document_id AND r.revision = f.revision)
        """,
    ),
    no_row(
        "files are as they were made",
        "SELECT format('the %s of %s does not match its hash', f.kind, number)"
        " FROM document_files AS f JOIN documents USING (document_id) WHERE sha256(content) <> sha256",
    ),
    no_row(
        "the XML of a document says its number and total",
        # Read as Latin-1, in which any byte is a letter: what somebody put there need not be UTF-8.
        """
        SELECT format('the XML of %s says %s and %s', number, coalesce(its_number, 'no number'),
            coalesce(its_gross, 'no total'))
        FROM (
            SELECT number, gross, substring(said from
                    '(?:<rsm:ExchangedDocument><ram|</cbc:ProfileID><cbc):ID>([^<]*)<') AS its_number,
                substring(said from '(?:<ram:GrandTotal|<cbc:TaxInclusive)Amount[^>]*>([0-9]+[.]?[0-9]*)<')
                    AS its_gross
            FROM documents JOIN document_files USING (document_id), convert_from(content, 'LATIN1') AS said
            WHERE document_files.kind IN ('xml', 'ubl')
        ) AS read
        WHERE its_number IS DISTINCT FROM number OR its_gross::numeric IS DISTINCT FROM gross
        """,
    ),
)
