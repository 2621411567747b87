"""What returns knows of orders, for comparison with the orders there are."""

from services.returns.order_store import SELECT_ORDERS, SELECT_SHIPMENTS, lines_of, parts_of_shipment
from services.returns.store import SELECT_RETURNS, return_of
from shared.invariants import Rows

KNOWN_ORDERS = "SELECT order_id FROM orders"

READ = (
    Rows("orders", SELECT_ORDERS, lines_of),
    Rows("shipments", SELECT_SHIPMENTS, parts_of_shipment),
    Rows("returns", SELECT_RETURNS, return_of),
)
