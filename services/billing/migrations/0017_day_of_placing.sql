-- The day an order was placed stays known once its placement is not needed any more: no money came before it.
ALTER TABLE orders ADD COLUMN placed_on date;
UPDATE orders SET placed_on = ((placed ->> 'placed_at')::timestamptz AT TIME ZONE 'UTC')::date WHERE placed IS NOT NULL;
