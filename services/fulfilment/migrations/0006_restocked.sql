-- Credited goods that had left and are back go into stock. Rows that are there follow the stricter rule from before.
ALTER TABLE stock_entries DROP CONSTRAINT stock_entries_kind_check;
ALTER TABLE stock_entries ADD CONSTRAINT stock_entries_kind_check
    CHECK (kind IN ('receipt', 'adjustment', 'shipped', 'unshipped', 'restocked')) NOT VALID;
ALTER TABLE stock_entries ADD CONSTRAINT stock_entries_restocked_check
    CHECK (kind <> 'restocked' OR (quantity > 0 AND order_id IS NOT NULL)) NOT VALID;
