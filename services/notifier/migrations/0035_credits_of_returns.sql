-- Which credit notes are of returns, so that their mail names the return.
ALTER TABLE documents ADD COLUMN decision_id uuid;
CREATE TABLE credits_of_returns (
    decision_id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    return_number text NOT NULL
);
