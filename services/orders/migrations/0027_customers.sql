-- Who buys: a customer is known by the number that the storefront gave, or was written down by staff. One that is merged
-- into another stays as it was, and is found through that one; its orders stay its own, so that it can be undone.
CREATE TABLE customers (
    customer_id uuid PRIMARY KEY,
    version integer NOT NULL DEFAULT 1,
    reference text UNIQUE,
    name text NOT NULL,
    email text,
    phone text,
    phone_e164 text,
    vat_number text,
    language text NOT NULL CHECK (language IN ('en', 'fr')),
    addresses jsonb NOT NULL DEFAULT '[]',
    note text,
    words tsvector NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    merged_into uuid REFERENCES customers,
    announced_version integer NOT NULL DEFAULT 0 -- what comes with an order is announced right after
) WITH (fillfactor = 80);
CREATE INDEX customers_newest ON customers (created_at, customer_id) WHERE merged_into IS NULL;
CREATE INDEX customers_by_words ON customers USING gin (words);
CREATE INDEX customers_merged ON customers (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX customers_to_announce ON customers (customer_id) WHERE announced_version < version;

-- Whose an order is; null is a guest's. The customers of orders from before, and of those that processes of the version
-- before still place, are sought in the background.
ALTER TABLE orders ADD COLUMN customer_id uuid REFERENCES customers;
ALTER TABLE orders ADD COLUMN customer_sought boolean NOT NULL DEFAULT false;
CREATE INDEX orders_of_customer ON orders (customer_id, placed_at, order_id) WHERE customer_id IS NOT NULL;
CREATE INDEX orders_to_seek_customers_of ON orders (order_id) WHERE NOT customer_sought;
