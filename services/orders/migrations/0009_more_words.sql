-- Orders are found by more words, and by phones as E.164 says. What makes them is not SQL: the orders service renews,
-- in the background, the words of orders that were written before it knew them (words_version 0).
ALTER TABLE order_contents ADD COLUMN phone_e164 text; -- null: no phone, or none that can be dialled as it is written
ALTER TABLE order_contents ADD COLUMN words_version smallint NOT NULL DEFAULT 0;
CREATE INDEX order_contents_outdated ON order_contents (order_id) WHERE words_version < 1;
