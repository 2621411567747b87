-- What is made ready again after it was withdrawn is told again: an order has several messages of that kind. Processes
-- of the version before insert by what a message is about (messages_about), and need this constraint no more.
ALTER TABLE messages DROP CONSTRAINT messages_order_id_kind_key;

-- What is over before it was told is not told, and says why. Rows there are have the reasons there were.
ALTER TABLE messages DROP CONSTRAINT messages_reason_check;
ALTER TABLE messages ADD CONSTRAINT messages_reason_check CHECK (reason IN
    ('no_address', 'order_cancelled', 'impossible_address', 'long_ago', 'withdrawn', 'handed_over')) NOT VALID;

-- Of an order still to come: with its customer already, which may be taken back.
ALTER TABLE pickups ADD COLUMN handed_over boolean NOT NULL DEFAULT false;

-- Nobody hands over what is on hold: its customer is told to come once it is resumed.
CREATE TABLE held_orders (
    order_id uuid PRIMARY KEY
);
