-- Staff who asked for it are told of low stock: a message about no order. Rows that are there have the kinds there were.
ALTER TABLE messages ALTER COLUMN order_id DROP NOT NULL;
ALTER TABLE messages DROP CONSTRAINT messages_kind_check;
ALTER TABLE messages ADD CONSTRAINT messages_kind_check CHECK (kind IN ('order_confirmation', 'order_cancellation',
    'pickup_ready', 'invoice', 'credit_note', 'cancellation_invoice', 'stock_low')) NOT VALID;
ALTER TABLE messages ADD CONSTRAINT messages_about_check
    CHECK (order_id IS NOT NULL OR (about IS NOT NULL AND kind = 'stock_low')) NOT VALID;
