-- Goods that were credited before they left do not leave: the credit notes of an order, [{document_id, quantities, in_full}].
ALTER TABLE orders ADD COLUMN credits jsonb;
