-- Of two units of a line one is withdrawn from, and later the other: in the same words, and by another form. What is the
-- same is decided by the form that was filled in, or where none is named by how soon it came.
ALTER TABLE withdrawals ADD COLUMN form uuid;
ALTER TABLE withdrawals DROP CONSTRAINT withdrawals_said_key;
CREATE INDEX withdrawals_said ON withdrawals (said, received_at);

CREATE OR REPLACE FUNCTION digest_of(r withdrawals) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(json_build_array(r.withdrawal_id, extract(epoch FROM r.received_at), r.way, r.order_id,
        r.order_number, r.name, r.email, r.lines, r.goods, r.reason, r.shown, r.received_on, r.language, r.by,
        encode(r.said, 'hex'))::text || coalesce(r.form::text, ''), 'UTF8')) $$;
