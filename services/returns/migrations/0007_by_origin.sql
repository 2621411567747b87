-- Returns are listed by who opened them: few are of withdrawals.
CREATE INDEX returns_by_origin ON returns (origin, return_id);
