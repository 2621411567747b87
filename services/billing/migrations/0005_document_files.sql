-- The files of issued documents, each made once, and the documents whose files are still to be made.

CREATE TABLE document_files (
    document_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('pdf', 'xml')),
    content bytea NOT NULL,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    made_at timestamptz NOT NULL,
    PRIMARY KEY (document_id, kind)
);
CREATE TRIGGER document_files_never_change BEFORE UPDATE OR DELETE ON document_files
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON document_files FROM CURRENT_USER;

CREATE TABLE files_to_make (
    document_id uuid PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT now(),
    tries integer NOT NULL DEFAULT 0,
    next_try_at timestamptz NOT NULL DEFAULT now(), -- until then whoever tries has it, or it rests after a failure
    error text
) WITH (fillfactor = 70);

-- By a trigger, so that a process of the version before, which knows no files, forgets none.
CREATE FUNCTION files_are_to_make() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO files_to_make (document_id) SELECT document_id FROM issued;
    RETURN NULL;
END $$;
CREATE TRIGGER documents_have_files AFTER INSERT ON documents REFERENCING NEW TABLE AS issued
    FOR EACH STATEMENT EXECUTE FUNCTION files_are_to_make();
INSERT INTO files_to_make (document_id) SELECT document_id FROM documents;
