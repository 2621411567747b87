-- What a product was sold as, from when on, and by whom it was saved. Nothing of it is ever changed.
CREATE TABLE product_versions (
    sku text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    title text NOT NULL,
    price numeric,
    currency text,
    price_includes_vat boolean,
    vat_rate numeric NOT NULL,
    ships boolean NOT NULL,
    saved_at timestamptz, -- null, as is saved_by: saved before this was kept
    saved_by text,
    PRIMARY KEY (sku, version)
);

INSERT INTO product_versions (sku, version, title, price, currency, price_includes_vat, vat_rate, ships)
SELECT sku, version, title, price, currency, price_includes_vat, vat_rate, ships FROM products;
