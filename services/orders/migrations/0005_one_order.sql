-- When an entry of the history was written here; `at` is when it happened. Null: written before this was kept.
ALTER TABLE history ADD COLUMN recorded_at timestamptz;
ALTER TABLE history ALTER COLUMN recorded_at SET DEFAULT clock_timestamp();

-- orders.invoiced_at and orders.slip_created_at are not written any more; a later version drops them.
