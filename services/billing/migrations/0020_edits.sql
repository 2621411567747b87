-- An order is edited: `edited` is the version of its last edit, 0 where there is none. `edit` is what it is since then,
-- while that waits: for the placement, which has not arrived, or for the end of a hold, once it is invoiced.
ALTER TABLE orders ADD COLUMN edited integer NOT NULL DEFAULT 0, ADD COLUMN edit jsonb;
