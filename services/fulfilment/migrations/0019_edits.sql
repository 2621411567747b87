-- An order is edited: `edited` is the version of its last edit, 0 where there is none, `wanted` the lines of it that need
-- a parcel since then, null where it was never edited.
ALTER TABLE orders ADD COLUMN edited integer NOT NULL DEFAULT 0, ADD COLUMN wanted jsonb;
