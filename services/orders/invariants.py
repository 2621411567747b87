"""What must hold of orders, and what they are, for comparison with what other services know of them."""

from services.orders.customers.merge_store import SELECT_MERGES, merge_of
from services.orders.customers.store import SELECT_CUSTOMERS, customer_of
from services.orders.editing.open_edit_store import SELECT_OPEN_EDITS, open_edit_of
from services.orders.editing.store import content_before
from services.orders.notes.store import NOTE_COLUMNS, NOTES, note_of
from services.orders.order.list_history import SELECT_HISTORY, entry_of
from services.orders.order.store import ORDER_COLUMNS, order_of, ordered_of
from services.orders.products.model import Product
from services.orders.products.store import SELECT_PRODUCTS, SELECT_VERSIONS, version_of
from services.orders.quotes.store import SELECT_QUOTES, quote_of
from services.orders.tasks.store import NEXT_DUE, SELECT_TASKS, task_of
from shared.invariants import Rows, no_row
from shared.look.logos import SELECT_LOGOS, logo_of

ORDERS = "SELECT order_id, state = 'cancelled' FROM orders"
HELD_ORDERS = """
SELECT order_id, max(coalesce(recorded_at, at)) FROM orders JOIN history USING (order_id)
WHERE hold = 'effective' AND state <> 'cancelled' AND action = 'hold_effective' GROUP BY order_id
"""
CREDITED_IN_FULL = (
    "SELECT order_id, number FROM orders WHERE credited > 0 AND credited >= gross AND state <> 'cancelled'"
)
ORDERED_LINES = """
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int
FROM order_contents, jsonb_array_elements(content -> 'lines') AS line
"""
LEFT_AND_CREDITED = """
SELECT order_id, (one ->> 'line_no')::int, (one ->> 'quantity')::int
FROM orders, jsonb_array_elements(left_and_credited) AS one
"""
LINES_OF_ORDERS = f"{ORDERED_LINES} WHERE order_id = ANY($1)"  # noqa: S608

MONEY = """
SELECT order_id, number, paid, written_off, credited, paid + least(written_off, greatest(charged - paid, 0)) - charged
FROM (SELECT *, CASE state WHEN 'cancelled' THEN 0 ELSE gross - credited END AS charged FROM orders) AS orders
"""
PLACED = "SELECT order_id, number, gross, currency, to_invoice FROM orders"
PENDING = """
SELECT DISTINCT ON (order_id) order_id, (detail ->> 'entry_id')::uuid, (detail ->> 'amount')::numeric,
    detail ->> 'currency', detail ->> 'method', detail ->> 'reference', by
FROM orders JOIN history USING (order_id) WHERE payment_pending AND action = 'payment_pending'
ORDER BY order_id, id DESC
"""
PARCELS = "SELECT order_id, number, shipped FROM orders"
NUMBERED = "SELECT order_id, number FROM orders"
ANNOUNCED = """
SELECT order_id, coalesce(detail ->> 'number', detail ->> 'slip') FROM history
WHERE action IN ('invoiced', 'credited', 'cancellation_invoiced', 'slip_created', 'return_opened', 'return_requested')
"""
PAYMENTS_HEARD = """
SELECT order_id, CASE action WHEN 'payment_recorded' THEN 'payment' WHEN 'payment_reversed' THEN 'reversal'
        WHEN 'difference_written_off' THEN 'write_off' WHEN 'write_off_reversed' THEN 'reversal'
        WHEN 'refund_failed' THEN 'reversal' ELSE 'refund' END AS kind,
    (detail ->> 'amount')::numeric AS amount, detail ->> 'currency' AS currency,
    coalesce(detail ->> 'paid_at', detail ->> 'refunded_at', detail ->> 'came_back_at')::timestamptz AS paid_at
FROM history
WHERE action IN ('payment_recorded', 'payment_reversed', 'difference_written_off', 'write_off_reversed', 'refunded')
    OR action = 'refund_failed' AND detail ->> 'came_back_at' IS NOT NULL
"""
ANNOUNCED_GROSS = """
SELECT order_id, detail ->> 'number', (detail ->> 'gross')::numeric FROM history
WHERE action = 'credited' AND detail ->> 'gross' IS NOT NULL
"""

READ = (
    Rows("orders", f"SELECT number AS row, {ORDER_COLUMNS} FROM orders", order_of),  # noqa: S608
    Rows(
        "order_contents",
        "SELECT number, customer, content FROM order_contents JOIN orders USING (order_id)",
        ordered_of,
    ),
    Rows("order_edits", "SELECT order_id, version, last_line_no, before FROM order_edits", content_before),
    Rows("open_edits", SELECT_OPEN_EDITS, open_edit_of),
    Rows("history", SELECT_HISTORY, entry_of),
    Rows("notes", f"SELECT order_id, {NOTE_COLUMNS} FROM {NOTES}", note_of),  # noqa: S608
    Rows("customer_merges", SELECT_MERGES, merge_of),
    Rows("customers", SELECT_CUSTOMERS, customer_of),
    Rows("tasks", SELECT_TASKS, task_of),
    Rows("products", SELECT_PRODUCTS, lambda row: Product(*row)),
    Rows("product_versions", SELECT_VERSIONS, version_of),
    Rows("quotes", SELECT_QUOTES, quote_of),
    Rows("logos", SELECT_LOGOS, logo_of),
)

SETTLES = "a cancellation settles"
"""Once the other services have done their part."""

INVARIANTS = (
    no_row(
        SETTLES,
        "SELECT format('order %s, cancelled at %s', number, cancelled_at) FROM orders"
        " WHERE state = 'cancelled' AND settled_at IS NULL",
    ),
    no_row(
        "the list knows when the next task of each order is due",
        f"SELECT format('order %s', number) FROM orders WHERE next_task_due IS DISTINCT FROM {NEXT_DUE}",  # noqa: S608
    ),
    no_row(
        "a converted quote has its order, and an order one quote at most",
        "SELECT format('quote %s, version %s', q.number, q.revision) FROM quotes AS q"
        " LEFT JOIN orders AS o USING (order_id) LEFT JOIN order_contents AS c USING (order_id)"
        " WHERE q.state = 'converted' AND (o.number IS DISTINCT FROM q.order_number"
        " OR (c.content -> 'quote' ->> 'quote_id')::uuid IS DISTINCT FROM q.quote_id)",
    ),
)
