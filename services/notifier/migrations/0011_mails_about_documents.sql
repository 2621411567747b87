-- Customers are sent their invoices and credits, with the PDF. Rows there are have the kinds there were.
ALTER TABLE messages DROP CONSTRAINT messages_kind_check;
ALTER TABLE messages ADD CONSTRAINT messages_kind_check CHECK (kind IN ('order_confirmation', 'order_cancellation',
    'pickup_ready', 'invoice', 'credit_note', 'cancellation_invoice')) NOT VALID;
ALTER TABLE messages ADD COLUMN document_id uuid; -- whose PDF it carries
ALTER TABLE messages ADD COLUMN resend_of uuid; -- the first message about the document
ALTER TABLE messages ADD COLUMN asked_by text; -- who had it sent again
ALTER TABLE messages ADD COLUMN attachment_name text; -- null until it is fetched
ALTER TABLE messages ADD COLUMN attachment_bytes integer;
ALTER TABLE messages ADD COLUMN attachment_sha256 bytea;

-- The bytes, from when they are fetched until the mail server has them.
CREATE TABLE attachments (
    message_id uuid PRIMARY KEY,
    content bytea NOT NULL
);

-- Messages that wait for their file.
CREATE TABLE files_to_fetch (
    message_id uuid PRIMARY KEY,
    document_id uuid NOT NULL,
    next_try_at timestamptz NOT NULL DEFAULT now(), -- until then whoever asks has it, or it rests
    tries integer NOT NULL DEFAULT 0,
    error text
) WITH (fillfactor = 70);

-- Documents as billing announced them, which staff may have sent again.
CREATE TABLE documents (
    document_id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'cancellation_invoice')),
    number text NOT NULL,
    invoice_number text,
    currency text NOT NULL,
    gross numeric NOT NULL,
    issued_on date NOT NULL,
    issued_at timestamptz NOT NULL,
    decided boolean NOT NULL DEFAULT false -- whether its customer is told of it by itself
) WITH (fillfactor = 80);
CREATE INDEX documents_undecided ON documents (order_id) WHERE NOT decided;

-- Whether the customer was to be told; null of those from before that was kept.
ALTER TABLE cancelled_orders ADD COLUMN told boolean;

-- Nobody is told of documents from before the shop did that.
CREATE TABLE tells_of_documents (
    since timestamptz NOT NULL
);
INSERT INTO tells_of_documents SELECT now();
