-- What came back of an order by returns, or was credited by them: [{told_by, return_id, quantities}]. Null is none.
ALTER TABLE orders ADD COLUMN came_back jsonb;
