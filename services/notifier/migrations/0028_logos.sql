-- Logos that mails bear, by the SHA-256 of the picture; the settings say which one is in use, mails which one they bear.
CREATE TABLE logos (
    logo_id text PRIMARY KEY CHECK (logo_id = encode(sha256(content), 'hex')),
    content bytea NOT NULL CHECK (length(content) <= 65536),
    width integer NOT NULL CHECK (width > 0),
    height integer NOT NULL CHECK (height > 0),
    added_at timestamptz NOT NULL,
    added_by text NOT NULL
);
CREATE FUNCTION refuse_to_change_logos() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'logos never change: add another';
END $$;
CREATE TRIGGER logos_never_change BEFORE UPDATE OR DELETE ON logos
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_logos();
