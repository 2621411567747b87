"""What returns knows of orders, for comparison with the orders there are."""

KNOWN_ORDERS = "SELECT order_id FROM orders"
