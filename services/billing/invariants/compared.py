"""What billing knows of orders, their money and their documents, for comparison with other services."""

from shared.invariants import Made

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
CHARGED = f"""
SELECT * FROM ({STANDING}) AS standing UNION
SELECT one.* FROM documents AS one JOIN orders USING (order_id) WHERE state = 'cancelled' AND orders.edited > 0
    AND NOT EXISTS (SELECT FROM ({STANDING}) AS replaced WHERE replaced.order_id = one.order_id) AND EXISTS (
    SELECT FROM documents AS invoice WHERE invoice.document_id = coalesce(one.invoice_id, one.document_id)
        AND coalesce((invoice.document ->> 'edited')::int, 0) = (SELECT max(coalesce((document ->> 'edited')::int, 0))
            FROM documents AS last WHERE last.order_id = one.order_id AND kind = 'invoice')
)
"""  # noqa: S608
"""With the last invoice of an order that was cancelled while its edit waited, and its credits."""

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
    FROM ({CHARGED}) AS documents GROUP BY 1
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
    AND document ->> 'return_id' IS NULL
"""  # noqa: S608
CREDITED_IN_FULL_AT = f"""
SELECT order_id, max(issued_at) FILTER (WHERE kind = 'credit_note') FROM ({STANDING}) AS documents GROUP BY order_id
HAVING sum(CASE kind WHEN 'invoice' THEN gross ELSE -gross END) = 0
    AND bool_or(kind = 'credit_note') AND bool_and(kind <> 'cancellation_invoice')
"""  # noqa: S608
OF_RETURNS = """
SELECT (document ->> 'decision_id')::uuid, 'credit', gross, order_id
FROM documents WHERE document ->> 'decision_id' IS NOT NULL
UNION ALL
SELECT refund_id, 'refund', amount, order_id FROM refunds WHERE state = 'succeeded' AND refund_id = ANY($1)
UNION ALL
SELECT order_id, 'exchange', gross, original_id FROM exchanges WHERE NOT ended
"""
EXCHANGES = """
SELECT order_id, coalesce(sum(amount) FILTER (WHERE ended_at IS NULL), 0)
FROM exchanges LEFT JOIN settlements USING (order_id) GROUP BY 1
"""
