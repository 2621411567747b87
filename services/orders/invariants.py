"""What must hold of orders, and what they are, for comparison with what other services know of them."""

from shared.invariants import no_row

ORDERS = "SELECT order_id, state = 'cancelled' FROM orders"
HELD_ORDERS = """
SELECT order_id, max(coalesce(recorded_at, at)) FROM orders JOIN history USING (order_id)
WHERE hold = 'effective' AND state <> 'cancelled' AND action = 'hold_effective' GROUP BY order_id
"""
ORDERED_LINES = """
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int
FROM order_contents, jsonb_array_elements(content -> 'lines') AS line
"""

BALANCES = """
SELECT order_id, number, paid - CASE state WHEN 'cancelled' THEN 0 ELSE gross - credited END FROM orders
"""

INVARIANTS = (
    no_row(
        "a cancellation settles",
        "SELECT format('order %s, cancelled at %s', number, cancelled_at) FROM orders"
        " WHERE state = 'cancelled' AND settled_at IS NULL",
    ),
)
