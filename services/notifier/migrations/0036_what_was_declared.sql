-- A witness of withdrawals: what was declared, sealed as it was heard. Returns keeps the evidence, and its role owns it;
-- this is in another database, of another role. Of withdrawals from before, the receipt alone is there.
CREATE TABLE declared_withdrawals (
    withdrawal_id uuid PRIMARY KEY,
    digest bytea NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER declared_withdrawals_never_change BEFORE UPDATE OR DELETE ON declared_withdrawals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON declared_withdrawals FROM CURRENT_USER;
