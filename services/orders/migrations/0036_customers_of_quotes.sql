-- Whom of the shop's customers a quote is for: its order comes to them, and their page has it.
ALTER TABLE quotes ADD COLUMN customer_id uuid;
UPDATE quotes SET customer_id = orders.customer_id FROM orders
WHERE orders.order_id = coalesce(quotes.order_id, quotes.copied_from)
  AND (quotes.order_id IS NOT NULL OR orders.customer_name = quotes.customer_name);
CREATE INDEX quotes_of_customer ON quotes (customer_id, quote_id) WHERE customer_id IS NOT NULL;
