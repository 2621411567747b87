-- The journal reads the documents of a period in the order of their issue.
CREATE INDEX documents_by_issue ON documents (issued_on, issued_at);
