-- Orders of which more was paid than is charged: few, and looked for by the list and the home page. What an update of
-- them changes here is of a payment or a credit, which most often changes a status, and so an index, anyway.
CREATE INDEX orders_to_refund ON orders (placed_at, order_id)
    WHERE CASE state WHEN 'cancelled' THEN paid ELSE paid - gross + credited END > 0;
