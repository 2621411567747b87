-- Orders are found by the references of their payments too: the words of all orders of before are renewed in the
-- background, from their history, as those of order_contents_outdated were.
CREATE INDEX order_contents_with_older_words ON order_contents (order_id) WHERE words_version < 2;
