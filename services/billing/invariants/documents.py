"""What must hold of documents, their numbers, seals and files."""

from services.billing.seals.books import altered_seals, unsealed
from services.billing.seals.chains import altered_documents, altered_revisions
from shared.invariants import Invariant, no_row

OF_DOCUMENTS = (
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
