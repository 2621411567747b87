-- A message to an address that cannot exist is not sent, and says so. Rows there are have the reasons there were.
ALTER TABLE messages DROP CONSTRAINT messages_reason_check;
ALTER TABLE messages ADD CONSTRAINT messages_reason_check
    CHECK (reason IN ('no_address', 'order_cancelled', 'impossible_address')) NOT VALID;
