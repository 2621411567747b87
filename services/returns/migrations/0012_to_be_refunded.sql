-- What was credited for a return and has not gone back yet is waited for, before the return is to be closed.
ALTER TABLE returns
    DROP CONSTRAINT returns_waits_for_check,
    ADD CONSTRAINT returns_waits_for_check
        CHECK (waits_for IN ('decision', 'goods', 'disposition', 'credit', 'owner', 'refund', 'closing'));

UPDATE returns AS r SET waits_for = 'refund' FROM (
    SELECT return_id, sum(CASE WHEN kind = 'exchange' THEN -coalesce(settled, CASE state WHEN 'done' THEN amount END, 0)
            WHEN state = 'done' THEN CASE kind WHEN 'credit' THEN amount WHEN 'refund' THEN -amount END END) AS left_of
    FROM return_decisions GROUP BY return_id
) AS d
WHERE r.return_id = d.return_id AND r.waits_for = 'closing' AND d.left_of > 0;
