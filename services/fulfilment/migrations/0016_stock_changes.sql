-- Who changed what staff set of a product's stock, and when. Nothing of it is ever changed.
CREATE TABLE stock_changes (
    sku text COLLATE "C" NOT NULL,
    version integer NOT NULL, -- of its stock, since then
    before jsonb, -- null where it was not tracked
    after jsonb NOT NULL,
    at timestamptz NOT NULL,
    by text NOT NULL,
    PRIMARY KEY (sku, version)
);
CREATE FUNCTION refuse_to_change_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'changes of stock are only added';
END $$;
CREATE TRIGGER stock_changes_are_only_added BEFORE UPDATE OR DELETE ON stock_changes
    EXECUTE FUNCTION refuse_to_change_changes();
