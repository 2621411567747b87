-- The delivery time on an issued document makes a revision of it, beside the document, which stays as it was issued.
CREATE TABLE document_revisions (
    document_id uuid NOT NULL,
    revision integer NOT NULL CHECK (revision > 1), -- 1 is the document as it was issued
    order_id uuid NOT NULL,
    delivery_time text,
    revised_at timestamptz NOT NULL,
    by text NOT NULL,
    hash bytea NOT NULL, -- sha256 of the hash before it, of the document or its last revision, and of the canonical JSON
    PRIMARY KEY (document_id, revision)
);
CREATE INDEX document_revisions_by_order ON document_revisions (order_id);
CREATE TRIGGER document_revisions_never_change BEFORE UPDATE OR DELETE ON document_revisions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON document_revisions FROM CURRENT_USER;

-- Each revision has files of its own. A process of the version before makes those of the first.
ALTER TABLE document_files ADD COLUMN revision integer NOT NULL DEFAULT 1;
ALTER TABLE document_files DROP CONSTRAINT document_files_pkey, ADD PRIMARY KEY (document_id, revision, kind);
ALTER TABLE files_to_make ADD COLUMN revision integer NOT NULL DEFAULT 1;
ALTER TABLE files_to_make DROP CONSTRAINT files_to_make_pkey, ADD PRIMARY KEY (document_id, revision);
CREATE FUNCTION files_of_revisions_are_to_make() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO files_to_make (document_id, revision) SELECT document_id, revision FROM revised;
    RETURN NULL;
END $$;
CREATE TRIGGER document_revisions_have_files AFTER INSERT ON document_revisions REFERENCING NEW TABLE AS revised
    FOR EACH STATEMENT EXECUTE FUNCTION files_of_revisions_are_to_make();
