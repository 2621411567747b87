-- A small difference that is written off: an entry of its own, with its reason. It is no money that came in.
ALTER TABLE ledger DROP CONSTRAINT ledger_kind_check, DROP CONSTRAINT ledger_check;
ALTER TABLE ledger
    ADD CONSTRAINT ledger_kind_check CHECK (kind IN ('payment', 'reversal', 'refund', 'write_off')),
    ADD CONSTRAINT ledger_check CHECK (CASE WHEN kind IN ('payment', 'write_off') THEN amount > 0 ELSE amount < 0 END),
    ADD CONSTRAINT ledger_write_off_has_a_reason CHECK (kind <> 'write_off' OR reason IS NOT NULL);
