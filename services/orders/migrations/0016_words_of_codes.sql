-- Orders are found by codes however they are divided, and by parts of the numbers of their documents and payments: the
-- words of all orders of before are renewed in the background, as those of order_contents_with_spaced_words were.
CREATE INDEX order_contents_with_whole_codes ON order_contents (order_id) WHERE words_version < 5;
