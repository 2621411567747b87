-- What waits for somebody is counted on every home page, and few of all returns.
CREATE INDEX returns_open ON returns (return_id)
    WHERE state IN ('requested', 'approved', 'in_transit', 'partially_received', 'received');
