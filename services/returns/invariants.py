"""What returns knows of orders, for comparison with the orders there are."""

from services.returns.model import return_number
from services.returns.order_store import SELECT_ORDERS, SELECT_SHIPMENTS, lines_of, parts_of_shipment
from services.returns.store import SELECT_RETURNS, return_of
from shared.invariants import Made, Rows

KNOWN_ORDERS = "SELECT order_id FROM orders"
CREDITED_LINES = """
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int
FROM returns, jsonb_array_elements(lines) AS line WHERE reason = 'credited_goods_left'
"""
UNORDERED_LINES = """
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int
FROM returns, jsonb_array_elements(lines) AS line WHERE reason = 'unordered_goods_left'
"""
LINES_BACK = """
SELECT shipment_id, (line ->> 'line_no')::int, sum((line ->> 'quantity')::int),
    string_agg('RE-' || lpad(return_no::text, 6, '0'), ', ' ORDER BY return_no)
FROM returns, jsonb_array_elements(lines) AS line WHERE state NOT IN ('declined', 'cancelled') GROUP BY 1, 2
"""
MADE = Made("SELECT order_id, return_no FROM returns", return_number)

READ = (
    Rows("orders", SELECT_ORDERS, lines_of),
    Rows("shipments", SELECT_SHIPMENTS, parts_of_shipment),
    Rows("returns", SELECT_RETURNS, return_of),
)
