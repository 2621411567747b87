-- Customers are told that their return is here and what of it came, staff that a customer asks for one. Rows that are
-- there have the kinds there were.
ALTER TABLE messages DROP CONSTRAINT messages_kind_check;
ALTER TABLE messages ADD CONSTRAINT messages_kind_check CHECK (kind IN ('order_confirmation', 'order_cancellation',
    'pickup_ready', 'invoice', 'credit_note', 'cancellation_invoice', 'stock_low', 'payment_received', 'refunded',
    'shipped', 'partly_shipped', 'sent_again', 'delivered', 'by_hand', 'custom_status', 'payment_notice',
    'first_reminder', 'second_reminder', 'third_reminder', 'last_reminder', 'quote', 'order_changed',
    'return_requested', 'return_to_review', 'return_approved', 'return_declined', 'return_received',
    'withdrawal_receipt')) NOT VALID;
