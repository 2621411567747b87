-- The last version of each settings, as it was saved: one that is taken off the end of its chain is found too.
CREATE TABLE settings_ends (
    name text PRIMARY KEY,
    last_version integer NOT NULL,
    last_hash bytea NOT NULL
);

-- After it is inserted: of two who save at once, one inserts nothing.
CREATE FUNCTION note_end_of_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO settings_ends (name, last_version, last_hash) VALUES (NEW.name, NEW.version, NEW.hash)
        ON CONFLICT (name) DO UPDATE SET last_version = EXCLUDED.last_version, last_hash = EXCLUDED.last_hash;
    RETURN NULL;
END $$;
CREATE TRIGGER ends_of_settings_are_noted AFTER INSERT ON settings FOR EACH ROW
    EXECUTE FUNCTION note_end_of_settings();

-- Of what is there. Whoever saves meanwhile waits.
INSERT INTO settings_ends (name, last_version, last_hash)
SELECT DISTINCT ON (name) name, version, hash FROM settings ORDER BY name, version DESC;
