-- The page of a product reads its reservations, of which all but a few have ended.
CREATE INDEX reservation_lines_of_product ON reservation_lines (sku, reservation_id);
