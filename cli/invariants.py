"""The product's invariants as queries on the services' databases; a row is a violation."""

from typing import NamedTuple


class Invariant(NamedTuple):
    """A rule and the query, on one service's database, whose rows (one text each) break it."""

    rule: str
    service: str
    sql: str


OF_EVERY_SERVICE = (
    ("no event waits in an outbox", "SELECT format('%s events wait', count(*)) FROM outbox HAVING count(*) > 0"),
    (
        "no record is parked or a dead letter",
        "SELECT format('%s %s: %s', state, type, error) FROM parked ORDER BY id LIMIT 100",
    ),
)

INVARIANTS = (
    Invariant(
        "a cancelled order's invoices less its credits are zero",
        "billing",
        """
        SELECT format('%s has %s left', invoice.number, invoice.gross - coalesce(sum(credit.gross), 0))
        FROM documents AS invoice
        JOIN orders ON orders.order_id = invoice.order_id AND orders.state = 'cancelled'
        LEFT JOIN documents AS credit ON credit.invoice_id = invoice.document_id
        WHERE invoice.kind = 'invoice'
        GROUP BY invoice.document_id HAVING invoice.gross <> coalesce(sum(credit.gross), 0)
        """,
    ),
    Invariant(
        "per line, no more is credited than was invoiced",
        "billing",
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
    Invariant(
        "no more is refunded than was paid",
        "billing",
        "SELECT format('order %s: balance %s', order_id, sum(amount)) FROM ledger"
        " GROUP BY order_id HAVING sum(amount) < 0",
    ),
    Invariant(
        "document numbers of a series have no gap",
        "billing",
        """
        SELECT format('%s-%s: %s documents, last number %s', series, year, count(*), max(position)) FROM documents
        GROUP BY legal_entity, series, year HAVING count(*) <> max(position) OR min(position) <> 1
        """,
    ),
    Invariant(
        "document numbers of a series are in the order of their dates",
        "billing",
        """
        SELECT format('%s is dated before the one before it', number) FROM (
            SELECT number, issued_on, lag(issued_on) OVER (
                PARTITION BY legal_entity, series, year ORDER BY position) AS before FROM documents) AS dated
        WHERE issued_on < before
        """,
    ),
    Invariant(
        "credits that make up an invoice equal it at each VAT rate",
        "billing",
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
    Invariant(
        "stock on hand is the sum of its ledger",
        "fulfilment",
        """
        SELECT format('%s: %s on hand, ledger %s', sku, on_hand, coalesce(sum(quantity), 0))
        FROM stock LEFT JOIN stock_entries USING (sku)
        GROUP BY sku, on_hand HAVING on_hand <> coalesce(sum(quantity), 0)
        """,
    ),
    Invariant(
        "allocated stock is what open slips hold",
        "fulfilment",
        """
        WITH held AS (
            SELECT line ->> 'sku' AS sku, sum((line ->> 'quantity')::bigint) AS quantity
            FROM shipments, jsonb_array_elements(lines) AS line
            WHERE state IN ('ready', 'not_shipped') AND (line ->> 'tracked')::boolean GROUP BY 1
        ), missing AS (SELECT sku, sum(missing) AS quantity FROM backorders GROUP BY 1)
        SELECT format('%s: %s allocated, open slips hold %s', sku, allocated,
            coalesce(held.quantity, 0) - coalesce(missing.quantity, 0))
        FROM stock LEFT JOIN held USING (sku) LEFT JOIN missing USING (sku)
        WHERE allocated <> coalesce(held.quantity, 0) - coalesce(missing.quantity, 0)
        """,
    ),
    Invariant(
        "a cancelled order has no open slip",
        "fulfilment",
        """
        SELECT format('slip %s of order %s is %s', slip_no, orders.number, shipments.state)
        FROM shipments JOIN orders USING (order_id)
        WHERE orders.state = 'cancelled' AND shipments.state IN ('ready', 'not_shipped')
        """,
    ),
    Invariant(
        "a cancellation settles",
        "orders",
        "SELECT format('order %s, cancelled at %s', number, cancelled_at) FROM orders"
        " WHERE state = 'cancelled' AND settled_at IS NULL",
    ),
)
