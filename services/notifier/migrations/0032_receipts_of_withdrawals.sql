-- Who withdraws from a contract gets a receipt. Rows that are there have the kinds there were.
ALTER TABLE messages DROP CONSTRAINT messages_kind_check;
ALTER TABLE messages ADD CONSTRAINT messages_kind_check CHECK (kind IN ('order_confirmation', 'order_cancellation',
    'pickup_ready', 'invoice', 'credit_note', 'cancellation_invoice', 'stock_low', 'payment_received', 'refunded',
    'shipped', 'partly_shipped', 'sent_again', 'delivered', 'by_hand', 'custom_status', 'payment_notice',
    'first_reminder', 'second_reminder', 'third_reminder', 'last_reminder', 'quote', 'order_changed',
    'return_approved', 'return_declined', 'withdrawal_receipt')) NOT VALID;
