-- Customers are told what they paid and what was paid back. Rows that are there have the kinds there were.
ALTER TABLE messages DROP CONSTRAINT messages_kind_check;
ALTER TABLE messages ADD CONSTRAINT messages_kind_check CHECK (kind IN ('order_confirmation', 'order_cancellation',
    'pickup_ready', 'invoice', 'credit_note', 'cancellation_invoice', 'stock_low', 'payment_received', 'refunded',
    'shipped', 'partly_shipped', 'sent_again', 'delivered', 'by_hand', 'custom_status', 'payment_notice',
    'first_reminder', 'second_reminder', 'third_reminder', 'last_reminder', 'quote', 'order_changed')) NOT VALID;

-- What customers are to be told of orders that are still to come, as it was announced.
CREATE TABLE untold (
    kind text NOT NULL,
    thing_id uuid NOT NULL,
    order_id uuid NOT NULL,
    said jsonb NOT NULL,
    PRIMARY KEY (kind, thing_id)
) WITH (fillfactor = 80);
CREATE INDEX untold_by_order ON untold (order_id);
