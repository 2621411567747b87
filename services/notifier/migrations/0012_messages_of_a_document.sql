-- A migration of its own: while the index is built, messages are read, and only writing waits.
CREATE INDEX messages_of_document ON messages (document_id) WHERE document_id IS NOT NULL;
