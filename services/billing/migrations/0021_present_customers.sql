-- Whom an order is for, once staff changed that or edited it: who is reminded of it. Null: whom its newest invoice is to.
ALTER TABLE orders ADD COLUMN contact_name text, ADD COLUMN contact_email text;
