-- What was credited of an order's lines before it left, which nobody delivers: {line_no: [credited, left]}. Null:
-- nothing, or it was credited before this was kept.
ALTER TABLE orders ADD COLUMN credited_units jsonb;
