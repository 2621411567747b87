-- The list of what is ready to be shipped or picked up, which is to be found among many that wait or have left.
CREATE INDEX orders_ready_to_leave ON orders (status, placed_at, order_id)
    WHERE goods_ready AND state <> 'cancelled' AND shipped <> 'fully';
