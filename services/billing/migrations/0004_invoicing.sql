-- When an order is invoiced, as the setting was when it was placed.
ALTER TABLE orders ADD COLUMN invoicing text NOT NULL DEFAULT 'on_placement'
    CHECK (invoicing IN ('on_placement', 'on_payment', 'by_hand'));
