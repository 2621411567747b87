-- What billing knows of orders, the documents it issued, their numbers, and the ledger of payments.

-- Amounts are numeric without a scale, so that 12.50 comes out as it went in.
-- A row may be older than the placement of its order: a hold or a cancellation that came first is remembered here.
CREATE TABLE orders (
    order_id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('expected', 'waiting', 'invoiced', 'cancelled')),
    held boolean NOT NULL,
    applied integer NOT NULL, -- the order's version that was last applied
    version integer NOT NULL, -- events announced of the order
    number text,
    currency text,
    gross numeric,
    placed jsonb, -- what its invoice will be made of
    CHECK ((state = 'waiting') = (placed IS NOT NULL)),
    CHECK (state = 'expected' OR (number IS NOT NULL AND currency IS NOT NULL AND gross IS NOT NULL))
) WITH (fillfactor = 80);

-- Whoever issues a document locks the row of its series until the commit, so numbers have no gap and no double.
CREATE TABLE series (
    legal_entity text NOT NULL,
    series text NOT NULL CHECK (series IN ('FA', 'AV')),
    year integer NOT NULL,
    last_position integer NOT NULL,
    last_issued_at timestamptz NOT NULL,
    last_hash bytea NOT NULL,
    PRIMARY KEY (legal_entity, series, year)
) WITH (fillfactor = 50);

-- Issued documents. No foreign keys: every order is locked by whoever works on it and its rows are never deleted,
-- so a check a row on the hottest path would find nothing.
CREATE TABLE documents (
    document_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'cancellation_invoice')),
    order_id uuid NOT NULL,
    invoice_id uuid, -- the original of a credit
    legal_entity text NOT NULL,
    series text NOT NULL,
    year integer NOT NULL,
    position integer NOT NULL,
    number text NOT NULL,
    issued_on date NOT NULL,
    issued_at timestamptz NOT NULL,
    currency text NOT NULL,
    net numeric NOT NULL CHECK (net >= 0),
    vat numeric NOT NULL CHECK (vat >= 0),
    gross numeric NOT NULL CHECK (gross = net + vat),
    customer_reference text,
    reference text, -- the caller's own, of a credit note
    skus text[] NOT NULL,
    document jsonb NOT NULL,
    hash bytea NOT NULL, -- sha256 of the hash before it in its series and year, and of the document's canonical JSON
    UNIQUE (number, legal_entity),
    CHECK (series = CASE kind WHEN 'invoice' THEN 'FA' ELSE 'AV' END),
    CHECK ((kind = 'invoice') = (invoice_id IS NULL)),
    CHECK (number = series || '-' || year || '-' || lpad(position::text, greatest(6, length(position::text)), '0'))
);
CREATE UNIQUE INDEX documents_one_invoice ON documents (order_id) WHERE kind = 'invoice';
CREATE UNIQUE INDEX documents_one_cancellation ON documents (order_id) WHERE kind = 'cancellation_invoice';
CREATE INDEX documents_by_order ON documents (order_id);
CREATE INDEX documents_by_invoice ON documents (invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX documents_by_reference ON documents (reference) WHERE reference IS NOT NULL;
CREATE INDEX documents_by_customer ON documents (customer_reference, document_id) WHERE kind = 'invoice';
CREATE INDEX documents_by_sku ON documents USING gin (skus) WHERE kind = 'invoice';

-- The ledger of payments. `amount` is signed: the balance of an order is the sum of its entries.
CREATE TABLE ledger (
    entry_id uuid PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders,
    kind text NOT NULL CHECK (kind IN ('payment', 'reversal', 'refund')),
    amount numeric NOT NULL CHECK (CASE kind WHEN 'payment' THEN amount > 0 ELSE amount < 0 END),
    currency text NOT NULL,
    method text,
    reference text,
    reason text,
    reverses uuid UNIQUE, -- an entry is reversed once
    paid_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    by text NOT NULL,
    CHECK ((kind = 'reversal') = (reverses IS NOT NULL))
);
CREATE INDEX ledger_by_order ON ledger (order_id, entry_id);

-- Integrity until the end of retention (CGI 289-V): what is issued or recorded is never changed or deleted.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER documents_never_change BEFORE UPDATE OR DELETE ON documents
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_never_changes BEFORE UPDATE OR DELETE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON documents, ledger FROM CURRENT_USER;
