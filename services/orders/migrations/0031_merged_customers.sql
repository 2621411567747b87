-- Customers that were merged, and what the one that was kept knew before and after: so that it can be undone.
CREATE TABLE customer_merges (
    merge_id uuid PRIMARY KEY,
    kept_id uuid NOT NULL REFERENCES customers,
    merged_id uuid NOT NULL REFERENCES customers,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    note_before text,
    note_after text,
    reason text,
    merged_at timestamptz NOT NULL,
    by text NOT NULL,
    undone_at timestamptz,
    undone_by text,
    CHECK ((undone_at IS NULL) = (undone_by IS NULL))
);
CREATE INDEX customer_merges_of_kept ON customer_merges (kept_id);
CREATE UNIQUE INDEX customer_merges_that_stand ON customer_merges (merged_id) WHERE undone_at IS NULL;
