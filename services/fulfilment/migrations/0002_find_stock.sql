-- Stock is found by the start of its SKU, in either case of its letters.
CREATE INDEX stock_by_start_of_sku ON stock (lower(sku));
