-- A refund that had gone may come back: it failed after all, and its entry of the ledger is reversed by one above zero.
ALTER TABLE ledger DROP CONSTRAINT ledger_check;
ALTER TABLE ledger ADD CONSTRAINT ledger_check CHECK (
    CASE kind WHEN 'refund' THEN amount < 0 WHEN 'reversal' THEN amount <> 0 ELSE amount > 0 END
);
ALTER TABLE refunds DROP CONSTRAINT refunds_check1;
ALTER TABLE refunds ADD CONSTRAINT refunds_went CHECK (
    CASE state WHEN 'pending' THEN refunded_at IS NULL WHEN 'succeeded' THEN refunded_at IS NOT NULL ELSE true END
);
