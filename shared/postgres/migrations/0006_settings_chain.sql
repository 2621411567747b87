-- Versions of settings are only added, and each has a hash over itself and the hash of the version before it: one that
-- is altered, taken away or slipped in later is found. By triggers, so that a process of the version before does it too.
ALTER TABLE settings ADD COLUMN hash bytea;

CREATE FUNCTION hash_of(s settings, hash_before bytea) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(hash_before, '') || convert_to(json_build_array(s.name, s.version, s.value,
        extract(epoch FROM s.changed_at), s.changed_by)::text, 'UTF8')) $$;

DO $$
DECLARE one settings; hash_before bytea;
BEGIN
    FOR one IN SELECT * FROM settings ORDER BY name, version LOOP
        hash_before := (SELECT hash FROM settings WHERE name = one.name AND version = one.version - 1);
        UPDATE settings SET hash = hash_of(one, hash_before) WHERE name = one.name AND version = one.version;
    END LOOP;
END $$;
ALTER TABLE settings ALTER COLUMN hash SET NOT NULL;

CREATE FUNCTION chain_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.hash := hash_of(NEW, (SELECT hash FROM settings WHERE name = NEW.name AND version = NEW.version - 1));
    RETURN NEW;
END $$;
CREATE TRIGGER settings_are_chained BEFORE INSERT ON settings FOR EACH ROW EXECUTE FUNCTION chain_settings();

CREATE FUNCTION refuse_to_change_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions of settings are only added: save a new one';
END $$;
CREATE TRIGGER settings_never_change BEFORE UPDATE OR DELETE ON settings FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_to_change_settings();
REVOKE UPDATE, DELETE ON settings FROM CURRENT_USER;
