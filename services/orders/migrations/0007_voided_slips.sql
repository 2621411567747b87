-- How many slips the cancellation of an order has made void; null: cancelled before this was counted.
ALTER TABLE orders ADD COLUMN voided_slips integer;
