-- Staff edit what is ordered. `edited` is the version of an order's last edit. Of each edit it is kept what the order was
-- before, so that it can be told as it was placed; and the highest number that a line of it ever had.
ALTER TABLE orders ADD COLUMN edited integer NOT NULL DEFAULT 0;

CREATE TABLE order_edits (
    order_id uuid NOT NULL REFERENCES orders,
    version integer NOT NULL,
    before jsonb NOT NULL,
    last_line_no integer NOT NULL,
    reason text,
    notify_customer boolean NOT NULL,
    edited_at timestamptz NOT NULL,
    by text NOT NULL,
    PRIMARY KEY (order_id, version)
);
