-- Orders that were credited in full before any of it was paid: few, and nobody owes anything. Their payment status is
-- 'paid', whose orders they are told apart from.
CREATE INDEX orders_credited_before_paid ON orders (placed_at, order_id)
    WHERE state <> 'cancelled' AND paid = 0 AND credited > 0 AND credited = gross;
