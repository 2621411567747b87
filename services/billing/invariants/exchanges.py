"""What must hold of what settles orders that were placed in exchange."""

from shared.invariants import no_row

OF_EXCHANGES = (
    no_row(
        "what settles an exchange is given back by one order and received by the other, and both stand or neither",
        """
        SELECT format('order %s: %s of return %s', exchanges.number, one.amount, exchanges.return_number)
        FROM settlements AS one JOIN exchanges USING (order_id)
        LEFT JOIN refunds ON refunds.refund_id = one.refund_id AND refunds.order_id = one.original_id
            AND refunds.amount = one.amount AND (refunds.state = 'succeeded') = (one.ended_at IS NULL)
        LEFT JOIN ledger AS came ON came.entry_id = one.entry_id AND came.order_id = one.order_id
            AND came.kind = 'payment' AND came.amount = one.amount
        LEFT JOIN ledger AS back ON back.reverses = one.entry_id
        WHERE refunds.refund_id IS NULL OR came.entry_id IS NULL
            OR (back.entry_id IS NULL) <> (one.ended_at IS NULL)
        """,
    ),
    no_row(
        "no more settles the exchanges of a return than was credited for it",
        """
        SELECT format('return %s: %s of %s', return_number, settled, coalesce(credited, 0))
        FROM (
            SELECT return_id, return_number, sum(amount) AS settled
            FROM settlements JOIN exchanges USING (order_id) WHERE ended_at IS NULL GROUP BY 1, 2
        ) AS given LEFT JOIN (
            SELECT (document ->> 'return_id')::uuid AS return_id, sum(gross) AS credited
            FROM documents WHERE document ? 'return_id' GROUP BY 1
        ) AS credits USING (return_id)
        WHERE settled > coalesce(credited, 0)
        """,
    ),
)
