-- What is written beside documents is sealed as it is written: payments, revisions, files, VAT in euros, and rates. A
-- seal has the hash of its row, and one over that and the hash of the seal before it in its book, the table. So a row
-- that is altered, taken away or slipped in later is found, also where its own hash was altered with it.

CREATE TABLE books (
    book text PRIMARY KEY,
    last_position bigint NOT NULL,
    last_hash bytea NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE seals (
    book text NOT NULL,
    position bigint NOT NULL,
    about text NOT NULL, -- the order, the document or the currency
    part text NOT NULL, -- what of it
    digest bytea NOT NULL, -- sha256 of what the row says
    hash bytea NOT NULL, -- sha256 of the hash before it and the digest
    PRIMARY KEY (book, position)
);
CREATE TRIGGER seals_never_change BEFORE UPDATE OR DELETE ON seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON seals FROM CURRENT_USER;

-- What is sealed of a row. A column that is added later is added to it only where it is not null.
CREATE TYPE sealed AS (about text, part text, digest bytea);

CREATE FUNCTION digest_of(said json) RETURNS bytea LANGUAGE sql IMMUTABLE AS
$$ SELECT sha256(convert_to(said::text, 'UTF8')) $$;

CREATE FUNCTION sealed_of(r ledger) RETURNS sealed LANGUAGE sql STABLE AS $$
    SELECT r.order_id::text, 'entry ' || r.entry_id, digest_of(json_build_array(r.entry_id, r.order_id, r.kind, r.amount,
        r.currency, r.method, r.reference, r.reason, r.reverses, extract(epoch FROM r.paid_at),
        extract(epoch FROM r.recorded_at), r.by)) $$;

CREATE FUNCTION sealed_of(r document_revisions) RETURNS sealed LANGUAGE sql STABLE AS $$
    SELECT r.document_id::text, 'revision ' || r.revision, digest_of(json_build_array(r.document_id, r.revision, r.order_id,
        r.delivery_time, extract(epoch FROM r.revised_at), r.by, encode(r.hash, 'hex'))) $$;

-- Of its content the hash: that this is the content's is a rule of its own.
CREATE FUNCTION sealed_of(r document_files) RETURNS sealed LANGUAGE sql STABLE AS $$
    SELECT r.document_id::text, CASE r.revision WHEN 1 THEN r.kind ELSE r.kind || ' of revision ' || r.revision END,
        digest_of(json_build_array(r.document_id, r.revision, r.kind, encode(r.sha256, 'hex'),
            extract(epoch FROM r.made_at))) $$;

CREATE FUNCTION sealed_of(r vat_in_euros) RETURNS sealed LANGUAGE sql STABLE AS $$
    SELECT r.document_id::text, 'VAT in euros', digest_of(json_build_array(r.document_id, r.currency, r.day, r.rate,
        r.source, r.vat)) $$;

CREATE FUNCTION sealed_of(r euro_rates) RETURNS sealed LANGUAGE sql STABLE AS $$
    SELECT r.currency, 'rate ' || r.rate_id, digest_of(json_build_array(r.rate_id, r.currency, r.day, r.rate, r.source,
        extract(epoch FROM r.entered_at), r.entered_by)) $$;

-- By triggers, so that a process of the version before seals too; at the commit, so that nobody waits with a book
-- locked for a series of numbers.
CREATE FUNCTION seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE its sealed; its_book books;
BEGIN
    its := sealed_of(NEW);
    INSERT INTO books AS b (book, last_position, last_hash) VALUES (TG_TABLE_NAME, 1, sha256(its.digest))
        ON CONFLICT (book) DO UPDATE
        SET last_position = b.last_position + 1, last_hash = sha256(b.last_hash || its.digest) RETURNING * INTO its_book;
    INSERT INTO seals (book, position, about, part, digest, hash)
    VALUES (its_book.book, its_book.last_position, its.about, its.part, its.digest, its_book.last_hash);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_is_sealed AFTER INSERT ON ledger
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seal();
CREATE CONSTRAINT TRIGGER document_revisions_are_sealed AFTER INSERT ON document_revisions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seal();
CREATE CONSTRAINT TRIGGER document_files_are_sealed AFTER INSERT ON document_files
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seal();
CREATE CONSTRAINT TRIGGER vat_in_euros_is_sealed AFTER INSERT ON vat_in_euros
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seal();
CREATE CONSTRAINT TRIGGER euro_rates_are_sealed AFTER INSERT ON euro_rates
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seal();

-- What is there is sealed as it is. Whoever writes meanwhile waits.
DO $$
DECLARE one record; its sealed; its_position bigint; its_hash bytea;
BEGIN
    FOR one IN SELECT * FROM (VALUES ('ledger', 'entry_id'), ('document_revisions', 'document_id, revision'),
            ('document_files', 'document_id, revision, kind'), ('vat_in_euros', 'document_id'),
            ('euro_rates', 'rate_id')) AS known (book, its_order) LOOP
        its_position := 0;
        its_hash := '';
        FOR its IN EXECUTE format('SELECT s.* FROM %I AS r, LATERAL sealed_of(r) AS s ORDER BY %s', one.book,
                one.its_order) LOOP
            its_position := its_position + 1;
            its_hash := sha256(its_hash || its.digest);
            INSERT INTO seals (book, position, about, part, digest, hash)
            VALUES (one.book, its_position, its.about, its.part, its.digest, its_hash);
        END LOOP;
        INSERT INTO books (book, last_position, last_hash) SELECT one.book, its_position, its_hash
        WHERE its_position > 0;
    END LOOP;
END $$;
