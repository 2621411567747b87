-- Documents are sealed too, by their hash, which covers their content: whoever writes one anew, with the hashes of its
-- series, is found.
CREATE FUNCTION sealed_of(r documents) RETURNS sealed LANGUAGE sql STABLE AS $$
    SELECT r.document_id::text, 'content', digest_of(json_build_array(r.document_id, encode(r.hash, 'hex'))) $$;

CREATE CONSTRAINT TRIGGER documents_are_sealed AFTER INSERT ON documents
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seal();

-- What is there is sealed as it is. Whoever writes meanwhile waits.
DO $$
DECLARE its sealed; its_position bigint := 0; its_hash bytea := '';
BEGIN
    FOR its IN SELECT s.* FROM documents AS r, LATERAL sealed_of(r) AS s ORDER BY document_id LOOP
        its_position := its_position + 1;
        its_hash := sha256(its_hash || its.digest);
        INSERT INTO seals (book, position, about, part, digest, hash)
        VALUES ('documents', its_position, its.about, its.part, its.digest, its_hash);
    END LOOP;
    INSERT INTO books (book, last_position, last_hash) SELECT 'documents', its_position, its_hash
    WHERE its_position > 0;
END $$;
