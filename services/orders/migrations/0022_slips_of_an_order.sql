-- How far each slip of an order is that has had several: {slip: state}. Null is an order with one slip or none, of which
-- goods_ready and pickup_ready say all.
ALTER TABLE orders ADD COLUMN slips jsonb;
