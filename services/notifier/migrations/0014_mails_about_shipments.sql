-- Customers are told what left, and what is delivered. Rows that are there have the kinds and reasons there were.
ALTER TABLE messages DROP CONSTRAINT messages_kind_check;
ALTER TABLE messages ADD CONSTRAINT messages_kind_check CHECK (kind IN ('order_confirmation', 'order_cancellation',
    'pickup_ready', 'invoice', 'credit_note', 'cancellation_invoice', 'stock_low',
    'shipped', 'partly_shipped', 'sent_again', 'delivered')) NOT VALID;
ALTER TABLE messages DROP CONSTRAINT messages_reason_check;
ALTER TABLE messages ADD CONSTRAINT messages_reason_check CHECK (reason IN ('no_address', 'order_cancelled',
    'impossible_address', 'long_ago', 'withdrawn', 'handed_over', 'taken_back')) NOT VALID;

-- What has left since the shop tells of it: as it was announced, with its parcels as they are known now.
CREATE TABLE shipments (
    shipment_id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    sequence integer NOT NULL,
    shipped jsonb NOT NULL,
    left_told boolean NOT NULL DEFAULT false, -- it is decided whether its customer is told
    delivered_at timestamptz,
    delivered_told boolean NOT NULL DEFAULT false
) WITH (fillfactor = 80);
CREATE INDEX shipments_of_order ON shipments (order_id);
