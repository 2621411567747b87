-- Orders and products are found by words that no space divides, and by measures: the words of all orders of before are
-- renewed in the background, as those of order_contents_without_customer_number were, and so are those of products.
CREATE INDEX order_contents_with_spaced_words ON order_contents (order_id) WHERE words_version < 4;
ALTER TABLE products ADD COLUMN words_version smallint NOT NULL DEFAULT 0;
CREATE INDEX products_with_spaced_words ON products (sku) WHERE words_version < 1;
