-- Orders are found by their customer's number and VAT number too: the words of all orders of before are renewed in the
-- background, as those of order_contents_with_older_words were.
CREATE INDEX order_contents_without_customer_number ON order_contents (order_id) WHERE words_version < 3;
