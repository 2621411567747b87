-- Orders and products are found by their words (search.py), and the list by more of its columns.

ALTER TABLE order_contents ADD COLUMN words tsvector NOT NULL DEFAULT '';
ALTER TABLE products ADD COLUMN words tsvector NOT NULL DEFAULT '';

-- What search.py says in Python, for what was written before it; dropped below.
CREATE FUNCTION plain(written text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT translate(replace(replace(replace(
        lower(regexp_replace(normalize(written, NFKD), U&'[\0300-\036f]+', '', 'g')),
        'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), 'øłđıς', 'oldiσ')
$$;
CREATE FUNCTION parts(word text) RETURNS text[] IMMUTABLE LANGUAGE sql AS $$
    SELECT array_remove(regexp_split_to_array(word,
        U&'[\0001-/:-@[-`{-\00bf\00d7\00f7\2000-\206f\3000-\303f]+'), '')
$$;
CREATE FUNCTION sku_word(sku text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT left(coalesce(nullif(array_to_string(parts(plain(sku)), ''), ''), plain(sku)), 40)
$$;
CREATE FUNCTION words_of(written text) RETURNS text[] IMMUTABLE LANGUAGE sql AS $$
    SELECT coalesce(array_agg(left(array_to_string(parts[first:], ''), 40)), '{}')
    FROM regexp_split_to_table(plain(written), '\s+') AS word,
        LATERAL (SELECT CASE WHEN parts(word) = '{}' THEN ARRAY[word] ELSE parts(word) END) AS of_word (parts),
        LATERAL generate_subscripts(parts, 1) AS first
    WHERE word <> ''
$$;
CREATE FUNCTION phone_words(phone text) RETURNS text[] IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN subscriber = '' THEN '{}' ELSE ARRAY['+' || subscriber, '-' || reverse(subscriber)] END
    FROM regexp_replace(phone, '[^0-9]+', '', 'g') AS digits,
        LATERAL (SELECT left(ltrim(CASE
            WHEN ltrim(phone, ' (') LIKE '+%' THEN regexp_replace(digits, '^' || calling_code, '')
            WHEN digits LIKE '00%' THEN regexp_replace(substr(digits, 3), '^' || calling_code, '')
            ELSE digits END, '0'), 40)
            FROM (VALUES ('(1|7|2([07]|[1-689]\d)|3([0-469]|[578]\d)|4([013-9]|2\d)|5([1-8]|[09]\d)'
                '|6([0-6]|[7-9]\d)|8([1246]|[0357-9]\d)|9([0-58]|[679]\d))')) AS e164 (calling_code)
        ) AS of_phone (subscriber)
$$;

UPDATE order_contents SET words = array_to_tsvector(
    ARRAY['#' || number] || words_of(coalesce(reference, '')) || words_of(customer_name)
    || words_of(coalesce(customer_email, '')) || coalesce(phone_words(customer_phone), '{}')
    || (SELECT array_agg(sku_word(sku)) FROM unnest(skus) AS sku))
FROM orders WHERE orders.order_id = order_contents.order_id;
UPDATE products SET words = array_to_tsvector(ARRAY[sku_word(sku)] || words_of(title));

DROP FUNCTION phone_words, words_of, sku_word, parts, plain;

CREATE INDEX order_contents_by_words ON order_contents USING gin (words);
CREATE INDEX products_by_words ON products USING gin (words);
DROP INDEX order_contents_by_sku, orders_by_reference, orders_by_email, orders_by_name;

-- An update that changes no indexed column stays on its page: payment and shipment change where the status does, the
-- amounts never. What orders of some days come to is read from the index alone.
CREATE INDEX orders_by_payment_status ON orders (payment_status, placed_at, order_id);
CREATE INDEX orders_by_shipment_status ON orders (shipment_status, placed_at, order_id);
CREATE INDEX orders_by_amount ON orders (gross, currency, order_id);
CREATE INDEX orders_unsettled ON orders (placed_at, order_id) WHERE state = 'cancelled' AND settled_at IS NULL;
DROP INDEX orders_newest;
CREATE INDEX orders_newest ON orders (placed_at, order_id) INCLUDE (currency, gross, status);
