-- Billing has told again of this order what was not known here: what it tells from then on may be known, in whatever order
-- it comes.
ALTER TABLE orders ADD COLUMN told_again boolean NOT NULL DEFAULT false;
