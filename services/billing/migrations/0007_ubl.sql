-- Each document as UBL too. Those that are issued already get theirs beside the files they have, which stay.
ALTER TABLE document_files DROP CONSTRAINT document_files_kind_check,
    ADD CONSTRAINT document_files_kind_check CHECK (kind IN ('pdf', 'xml', 'ubl')) NOT VALID;
ALTER TABLE document_files VALIDATE CONSTRAINT document_files_kind_check;
INSERT INTO files_to_make (document_id) SELECT document_id FROM documents ON CONFLICT DO NOTHING;
