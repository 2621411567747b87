"""What must hold of what is invoiced, credited, paid, refunded and written off."""

from services.billing.invariants.compared import PAID
from shared.invariants import no_row

OF_MONEY = (
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
)
